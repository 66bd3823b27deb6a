import { describe, expect, it } from "vitest";
import { dayOf } from "@/funds/day";
import { fenOf, shares, yuan } from "@/funds/money";
import en from "@/i18n/en/funds";
import zh from "@/i18n/zh/funds";

function keys(words: object, at = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) => (typeof value === "object" ? keys(value as object, `${at}${key}.`) : [at + key]));
}

describe("money is whole fen on the wire and yuan on the screen", () => {
  it("says amounts with their thousands and at most two places", () => {
    expect([8_000_000, 12_345, 0, null].map(yuan)).toEqual(["80,000", "123.45", "0", "–"]);
  });

  it("takes what people type, and refuses what is no amount", () => {
    expect(["80,000", "0.1", "-12.34", " 500 000 "].map(fenOf)).toEqual([8_000_000, 10, -1_234, 50_000_000]);
    expect(["", "1.234", "八万", "1e5", "12345678901"].map(fenOf)).toEqual([null, null, null, null, null]);
  });

  it("draws a pool as shares that fill the bar", () => {
    expect(shares({ spent_fen: 20, held_fen: 30, balance_fen: 50 })).toEqual({ spent: 20, held: 30, left: 50 });
    expect(shares({ spent_fen: 0, held_fen: 0, balance_fen: 0 })).toEqual({ spent: 0, held: 0, left: 0 });
  });
});

describe("days and words", () => {
  it("names the day of the hotline's clock, not of the machine's", () => {
    expect(dayOf("2026-12-31T16:30:00Z")).toBe("2027-01-01");
  });

  it("has the same words in both languages", () => {
    expect(keys(en).sort()).toEqual(keys(zh).sort());
  });
});
