import { describe, expect, it } from "vitest";
import { afterKey, type Answers, choices, type Criterion, nextMissing, points, signed, stepped, tabsFor } from "@/quality/model";
import en from "@/i18n/en/quality";
import zh from "@/i18n/zh/quality";

const item = (changes: Partial<Criterion> = {}): Criterion => ({ code: "a", title: "甲", hint: "", kind: "yes_no", weight: 1, most: 5, fatal: false, optional: true, ...changes });
const keysOf = (tree: object, path = ""): string[] => Object.entries(tree).flatMap(([key, value]) => (typeof value === "object" ? keysOf(value as object, `${path}${key}.`) : [path + key]));

describe("answers by key", () => {
  it("gives yes, no and not applicable by 1, 2 and 3, and nothing by others", () => {
    expect(["1", "2", "3", "4", "0"].map((key) => afterKey(item(), key))).toEqual(["yes", "no", "na", undefined, undefined]);
    expect(afterKey(item({ optional: false }), "3")).toBeUndefined();
    expect(afterKey(item({ optional: false }), "N")).toBeUndefined();
  });
  it("gives points by their digit, never more than the most", () => {
    const pointed = item({ kind: "points", most: 5 });
    expect(["0", "5", "6", "N"].map((key) => afterKey(pointed, key))).toEqual([0, 5, undefined, "na"]);
    expect(choices(pointed)).toEqual([0, 1, 2, 3, 4, 5, "na"]);
  });
  it("walks by arrows and stops at the ends", () => {
    const pointed = item({ kind: "points", most: 2, optional: false });
    expect(stepped(pointed, null, 1)).toBe(0);
    expect(stepped(pointed, 2, 1)).toBe(2);
    expect(stepped(pointed, 0, -1)).toBe(0);
    expect(stepped(item(), null, -1)).toBe("na");
  });
});

describe("what is still to be answered", () => {
  const all = ["a", "b", "c"].map((code) => item({ code }));
  it("is looked for from here on and then from the beginning", () => {
    const given: Answers = { b: { value: "yes", comment: "" }, c: { value: 0, comment: "" } };
    expect(nextMissing(all, given, 1)).toBe(0);
    expect(nextMissing(all, { ...given, a: { value: "na", comment: "" } }, 1)).toBe(-1);
  });
});

it("shows points without needless places, and deviations with their sign", () => {
  expect([points(94.65), points(100), points(66.5), points(0), points(null)]).toEqual(["94.65", "100", "66.5", "0", "–"]);
  expect([signed(3), signed(-2.5), signed(0)]).toEqual(["+3", "-2.5", "0"]);
});

it("shows agents their own reviews and reviewers the rest", () => {
  expect(tabsFor((...roles) => roles.includes("agent"))).toEqual(["mine"]);
  expect(tabsFor((...roles) => roles.includes("inspector"))).not.toContain("mine");
});

it("has every word in both languages", () => {
  expect(keysOf(en).sort()).toEqual(keysOf(zh).sort());
});
