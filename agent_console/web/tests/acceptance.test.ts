import { describe, expect, it } from "vitest";
import type { Acceptance, FieldAcceptance } from "@/api/model";
import { lastWeeks, overall, worstFirst } from "@/acceptance/weeks";

const field = (name: string, kept: number, filled: number) => ({ field: name, name, kept, filled, changed: filled - kept, emptied: 0, added: 0 }) as unknown as FieldAcceptance;

describe("acceptance", () => {
  it("is kept over filled of all fields, and nothing where nothing was filled", () => {
    expect(overall({ fields: [field("a", 3, 4), field("b", 1, 4)] } as unknown as Acceptance)).toEqual({ kept: 4, filled: 8, percent: 50 });
    expect(overall({ fields: [field("a", 0, 0)] } as unknown as Acceptance).percent).toBeNull();
  });
  it("shows what to improve first and leaves out what was never filled", () => expect(worstFirst([{ ...field("byHand", 0, 0), added: 3 }, field("good", 9, 10), field("none", 0, 0), field("bad", 1, 10)]).map((one) => one.field)).toEqual(["bad", "good", "byHand"]));
  it("counts whole weeks back from now without a gap", () => {
    const weeks = lastWeeks(Date.parse("2026-03-29T00:00:00Z"), 3);
    expect(weeks.map((week) => week.until.slice(0, 10))).toEqual(["2026-03-15", "2026-03-22", "2026-03-29"]);
    expect(weeks.slice(1).every((week, index) => week.since === weeks[index]!.until)).toBe(true);
  });
});
