import { describe, expect, it } from "vitest";
import type { AgentNow, DutyCall, Segment } from "@/api/model";
import { query } from "@/api/http";
import { lineAt } from "@/calls/timeline";
import { duration } from "@/clock";
import { leftOver } from "@/duty/session";
import en from "@/i18n/en";
import zh from "@/i18n/zh-CN";
import { belongsToPage, nameOf } from "@/shell/keys";
import { passwordProblem } from "@/signin/password";
import { timeLeft, tone } from "@/tickets/state";
import { byState, percentText } from "@/wallboard/figures";

const keysOf = (words: object, under = ""): string[] => Object.entries(words).flatMap(([key, value]) => (typeof value === "string" ? [under + key] : keysOf(value as object, `${under}${key}.`)));

describe("message catalogues", () => {
  it("say the same things in both languages", () => expect(keysOf(en).sort()).toEqual(keysOf(zh).sort()));
});

describe("the line being said", () => {
  const lines = [{ t0: 1, t1: 3 }, { t0: 4, t1: 9 }, { t0: 5, t1: 6 }] as Segment[];
  it("is the newest that covers the second, else the last begun", () => expect([0, 2, 3.5, 5.5, 7, 20].map((second) => lineAt(lines, second))).toEqual([-1, 0, 0, 2, 1, 2]));
});

describe("a ticket's clock", () => {
  const now = Date.parse("2026-03-04T12:00:00Z");
  const ticket = (deadline: string | null, state = "dispatched", dispatched_at = "2026-03-01T12:00:00Z") => ({ deadline, state, dispatched_at }) as never;
  it("turns amber with a fifth of the time left and red when late", () => {
    expect(tone(ticket("2026-03-07T12:00:00Z"), now)).toBe("");
    expect(tone(ticket("2026-03-04T18:00:00Z"), now)).toBe("amber");
    expect(tone(ticket("2026-03-04T11:59:59Z"), now)).toBe("red");
    expect(tone(ticket("2026-03-04T11:00:00Z", "closed"), now)).toBe("green");
  });
  it("counts hours up to two days, then days, and stops when closed", () => {
    expect(timeLeft(ticket("2026-03-06T11:00:00Z"), now)).toEqual({ overdue: false, unit: "hours", n: 47 });
    expect(timeLeft(ticket("2026-03-01T12:00:00Z"), now)).toEqual({ overdue: true, unit: "days", n: 3 });
    expect(timeLeft(ticket("2026-03-06T11:00:00Z", "closed"), now)).toBeNull();
  });
});

describe("figures on pages", () => {
  it("write a rate with two places, and a dash for an empty base", () => expect([percentText(66.67), percentText(80), percentText(null)]).toEqual(["66.67%", "80.00%", "–"]));
  it("write durations", () => expect([duration(5), duration(65), duration(3_661), duration(-3), duration(null)]).toEqual(["00:05", "01:05", "1:01:01", "00:00", "–"]));
  it("list those at work first, the longest first", () => {
    const agent = (name: string, state: string, since: string) => ({ name, state, since }) as AgentNow;
    const sorted = byState([agent("a", "paused", "2026-01-01T10:00:00Z"), agent("b", "talking", "2026-01-01T10:05:00Z"), agent("c", "talking", "2026-01-01T10:00:00Z")]);
    expect(sorted.map((one) => one.name)).toEqual(["c", "b", "a"]);
  });
  it("leave over only connected calls without a verdict", () => {
    const call = (connected: boolean, verdict: string | null) => ({ connected, verdict }) as DutyCall;
    expect(leftOver([call(true, null), call(true, "on_the_spot"), call(false, null)])).toHaveLength(1);
  });
});

describe("keys", () => {
  const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, defaultPrevented: false, isComposing: false, target: null, ...more }) as KeyboardEvent;
  it("are named with their modifiers", () => expect([nameOf(press("F2")), nameOf(press("d", { altKey: true }))]).toEqual(["F2", "Alt+D"]));
  it("are left to the input method while it composes", () => expect(belongsToPage(press("Enter", { isComposing: true }))).toBe(false));
});

describe("a new password", () => {
  it("is long, new and typed twice alike", () => {
    expect(passwordProblem("old", "short", "short")).toBe("tooShort");
    expect(passwordProblem("abcdefghij", "abcdefghij", "abcdefghij")).toBe("same");
    expect(passwordProblem("old", "abcdefghij", "abcdefghik")).toBe("differ");
    expect(passwordProblem("old", "abcdefghij", "abcdefghij")).toBeNull();
  });
});

describe("query", () => {
  it("leaves out what is not asked", () => expect(query({ q: "路灯", state: "", before: null, limit: 5 })).toBe(`?q=${encodeURIComponent("路灯")}&limit=5`));
});
