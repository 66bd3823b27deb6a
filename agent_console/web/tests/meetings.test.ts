import { describe, expect, it } from "vitest";
import { byDay, dayOf, monthAfter, spanOf, weeksOf } from "@/meetings/calendar";
import { ownerBody } from "@/meetings/owner";

describe("the month of meetings", () => {
  it("shows whole weeks from Monday, whatever day the month begins on", () => {
    for (const month of ["2026-02", "2026-03", "2026-11", "2027-01"]) {
      const days = weeksOf(month).flat();
      expect(days.length % 7).toBe(0);
      expect(new Date(`${days[0]!.date}T00:00:00Z`).getUTCDay()).toBe(1);
      expect(days.filter((day) => day.inMonth).length).toBe(new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate());
    }
  });

  it("puts a meeting on the day that it has in China", () => {
    expect(dayOf("2026-03-04T16:30:00Z")).toBe("2026-03-05");
    expect([...byDay([{ starts_at: "2026-03-04T16:30:00Z" }, { starts_at: "2026-03-04T01:00:00Z" }]).keys()]).toEqual(["2026-03-04", "2026-03-05"]);
  });

  it("goes over the year's end, and asks for exactly what is shown", () => {
    expect(monthAfter("2026-12", 1)).toBe("2027-01");
    expect(monthAfter("2026-01", -1)).toBe("2025-12");
    expect(spanOf("2026-03")).toEqual({ since: "2026-02-22T16:00:00.000Z", until: "2026-04-05T16:00:00.000Z" });
  });
});

it("lets a chosen day win over working days", () => {
  const owner = { text: " 修复 ", unit: "Q", person: "", days: 3, due: null };
  expect(ownerBody(owner)).toEqual({ text: "修复", unit: "Q", person: null, days: 3, due: null });
  expect(ownerBody({ ...owner, due: new Date("2026-03-04T00:00:00Z") })).toMatchObject({ days: null, due: "2026-03-04T00:00:00.000Z" });
});
