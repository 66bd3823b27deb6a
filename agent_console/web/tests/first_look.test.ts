import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asking, firstLook, longLook, opened } from "@/api/first_look";

describe("a page's first look", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("lasts until the last of its questions and of what these led to is answered", () => {
    opened();
    expect(firstLook.value).toBe(false);
    const one = asking();
    const other = asking();
    one();
    vi.runOnlyPendingTimers();
    expect(firstLook.value).toBe(true);
    other();
    const led = asking();
    vi.runOnlyPendingTimers();
    expect(firstLook.value).toBe(true);
    led();
    vi.runOnlyPendingTimers();
    expect(firstLook.value).toBe(false);
  });

  it("is over for good: what news and keys ask is not the page's opening", () => {
    opened();
    asking()();
    vi.runOnlyPendingTimers();
    asking();
    expect(firstLook.value).toBe(false);
  });

  it("says so only to who has waited a while", () => {
    opened();
    const done = asking();
    vi.advanceTimersByTime(299);
    expect(longLook.value).toBe(false);
    vi.advanceTimersByTime(1);
    expect(longLook.value).toBe(true);
    done();
    vi.advanceTimersByTime(0);
    expect(longLook.value).toBe(false);
  });

  it("of a page that was left counts no more", () => {
    opened();
    const left = asking();
    opened();
    const here = asking();
    left();
    vi.advanceTimersByTime(0);
    expect(firstLook.value).toBe(true);
    here();
    vi.advanceTimersByTime(0);
    expect(firstLook.value).toBe(false);
  });
});
