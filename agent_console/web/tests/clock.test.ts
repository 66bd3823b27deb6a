import { describe, expect, it } from "vitest";

import { clockTime, dateTime, wallTime } from "@/clock";

describe("times on the pages", () => {
  it("are Beijing's, whatever the zone of the machine", () => {
    expect(dateTime("2026-11-26T09:00:00Z")).toBe("2026-11-26 17:00");
    expect(dateTime("2026-12-31T16:30:00Z")).toBe("2027-01-01 00:30");
    expect(clockTime("2026-11-26T17:00:00+08:00")).toBe("17:00");
    expect(wallTime(Date.parse("2026-11-26T00:00:05Z"))).toBe("08:00:05");
  });

  it("say nothing where there is none", () => {
    expect(dateTime(null)).toBe("–");
    expect(clockTime(undefined)).toBe("–");
  });
});
