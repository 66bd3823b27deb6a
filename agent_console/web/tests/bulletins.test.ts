import { describe, expect, it } from "vitest";
import { kindOf, lastWhole, movement, moved } from "@/bulletins/model";

describe("periods of bulletins", () => {
  it("steps by whole periods over months and years", () => {
    expect(moved("daily", "2026-03-01", -1)).toBe("2026-02-28");
    expect(moved("weekly", "2026-12-28", 1)).toBe("2027-01-04");
    expect(moved("monthly", "2026-01-31", -1)).toBe("2025-12-01");
    expect(moved("yearly", "2026-07-09", 1)).toBe("2027-01-01");
  });
  it("looks first at the last one that is over", () => {
    expect(lastWhole("monthly", "2026-03-04")).toBe("2026-02-01");
    expect(lastWhole("daily", "2026-03-04")).toBe("2026-03-03");
  });
  it("shows the daily report for a kind that there is not", () => {
    expect([kindOf("monthly"), kindOf("hourly"), kindOf(undefined)]).toEqual(["monthly", "daily", "daily"]);
  });
});

describe("what is compared", () => {
  it("says how much it rose or fell, and nothing where there was nothing", () => {
    expect(movement({ this: 80, last: 89, percent: -10.11 })).toEqual({ tone: "down", text: "−10.11%" });
    expect(movement({ this: 9, last: 8, percent: 12.5 })).toEqual({ tone: "up", text: "+12.50%" });
    expect(movement({ this: 3, last: 0, percent: null })).toEqual({ tone: "none", text: "–" });
  });
});
