import { beforeEach, describe, expect, it, vi } from "vitest";
import { firstWrong, keepForm, keptForm, NOTHING_WRITTEN } from "@/mailbox/form";

const whole = { ...NOTHING_WRITTEN, text: "小区路灯不亮", name: "李女士", phone: "138 0000 0000" };

describe("a citizen's form", () => {
  it("names the first field from the top that keeps it back", () => {
    expect(firstWrong(whole)).toBeNull();
    expect(firstWrong({ ...whole, text: "路灯坏" })).toBe("text");
    expect(firstWrong({ ...whole, name: " " })).toBe("name");
    expect(firstWrong({ ...whole, phone: "1380" })).toBe("phone");
    expect(firstWrong({ ...NOTHING_WRITTEN })).toBe("text");
  });

  it("takes numbers as people write them", () => {
    for (const phone of ["13800000000", "+86 138 0000 0000", "025-8888 7777"]) expect(firstWrong({ ...whole, phone })).toBeNull();
  });
});

describe("what waits while the page is away", () => {
  beforeEach(() => {
    const store = new Map<string, string>();
    vi.stubGlobal("sessionStorage", { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => store.set(key, value) });
  });

  it("comes back, and nothing of the field that people never see", () => {
    keepForm({ ...whole, website: "http://spam" });
    expect(keptForm()).toMatchObject({ text: "小区路灯不亮", phone: "138 0000 0000" });
    expect(keptForm()).not.toHaveProperty("website");
  });

  it("is nothing where the browser has no store", () => {
    vi.stubGlobal("sessionStorage", { getItem: () => { throw new Error("denied"); }, setItem: () => { throw new Error("denied"); } });
    keepForm(whole);
    expect(keptForm()).toEqual({});
  });
});
