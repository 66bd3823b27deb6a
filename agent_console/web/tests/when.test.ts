import { describe, expect, it } from "vitest";
import { whenInWords } from "@/desk/when";
import { rowAfter } from "@/shell/row_choice";

const said = (normalized: string) => whenInWords(normalized, "2026");

describe("a time that a calendar knows", () => {
  it("is said as exactly as it was told", () => expect(["2026-03-05T22:00", "2026-03-05", "2026-03", "2025", "2025-12-31"].map(said)).toEqual(["3月5日 22:00", "3月5日", "3月", "2025年", "2025年12月31日"]));
  it("spans days, and goes on where it has no end", () => expect([said("2026-03-03/2026-03-06"), said("2025-10/2026-03-06")]).toEqual(["3月3日至3月6日", "2025年10月至3月6日"]));
  it("comes each day, also past midnight", () =>
    expect(["daily", "daily 19:00-21:30", "daily 23:00-05:00", "daily 23:00-", "daily 07:30", "daily 07:30,17:00"].map(said)).toEqual(["每天", "每天 19:00–21:30", "每天 23:00–次日 05:00", "每天 23:00 以后", "每天 07:30", "每天 07:30、17:00"]));
  it("of another form is shown as it came, and nothing says nothing", () => expect([said("P3D"), said("")]).toEqual(["P3D", ""]));
});

describe("rows by keys", () => {
  const rows = [{ id: "a" }, { id: "b" }, { id: "c" }];
  it("go one by one and stop at the ends", () => expect([rowAfter(rows, "a", 1), rowAfter(rows, "c", 1), rowAfter(rows, "a", -1)].map((row) => row?.id)).toEqual(["b", "c", "a"]));
  it("begin at the first where the chosen one is gone", () => expect([rowAfter(rows, "x", 1)?.id, rowAfter([], "", 1)]).toEqual(["a", undefined]));
});
