/** Values of settings as text and back, spans as people write them, and the matrix of skills by keys. */

import { describe, expect, it } from "vitest";
import { fromLines, linesOf, said, sameValue, sectionOf, spansOf } from "@/operation/model";
import { cellKey, cells, levelOf, moved } from "@/operation/skills";

const WORDS = { yes: "是", no: "否", none: "无" };

describe("values of settings", () => {
  it("says each kind in one line", () => {
    expect([true, "", null, [1, "b"], { a: 1 }, 7.5].map((one) => said(one, WORDS))).toEqual(["是", "无", "无", "1、b", "a=1", "7.5"]);
  });
  it("brings lists and pairs there and back", () => {
    expect(fromLines(linesOf([86400, 1800]), "list", "number")).toEqual([86400, 1800]);
    expect(fromLines(linesOf({ fault: "A-1" }), "pairs", null)).toEqual({ fault: "A-1" });
    expect(fromLines(" a \n\n b", "list", "text")).toEqual(["a", "b"]);
  });
  it("leaves what is no number as it was typed, for the server to name", () => {
    expect(fromLines("5\nfünf", "list", "number")).toEqual([5, "fünf"]);
  });
  it("knows sections and equal values", () => {
    expect([sectionOf("acd.surge.waiting"), sectionOf("home")]).toEqual(["acd", "top"]);
    expect(sameValue([1], [1])).toBe(true);
  });
});

describe("spans", () => {
  it("takes what people type", () => expect(spansOf("09:00-12:00，13：30–17:30")).toEqual(["09:00-12:00", "13:30-17:30"]));
  it("is empty for a day of rest", () => expect(spansOf("  ")).toEqual([]));
});

describe("the matrix of skills", () => {
  it("moves by arrows and never leaves the table", () => {
    expect(moved({ row: 0, column: 0 }, "ArrowUp", 3, 2)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 0, column: 0 }, "ArrowRight", 3, 2)).toEqual({ row: 0, column: 1 });
    expect(moved({ row: 1, column: 1 }, "PageDown", 3, 2)).toEqual({ row: 2, column: 1 });
    expect(moved({ row: 1, column: 1 }, "x", 3, 2)).toBeNull();
  });
  it("sets levels by digits and takes away by 0 and Backspace", () => {
    expect(["3", "0", "Backspace", "a"].map(levelOf)).toEqual([3, 0, 0, null]);
  });
  it("sends what changed with what stood there", () => {
    const rows = [{ id: "p1", name: "甲", username: "a", roles: [], levels: { general: 1 } }];
    const edited = { [cellKey("p1", "general")]: 0, [cellKey("p1", "grid")]: 2 };
    expect(cells(rows, edited)).toEqual([
      { person: "p1", queue: "general", was: 1, level: 0 },
      { person: "p1", queue: "grid", was: 0, level: 2 },
    ]);
  });
});
