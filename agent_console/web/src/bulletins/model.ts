/** The shapes of bulletins as the server writes them, and how their days and figures are shown. Pure. */

import type { Of } from "@/api/model";

export type Figures = Of<"BulletinFigures">;
export type Preview = Of<"BulletinPreview">;
export type Bulletin = Of<"BulletinOut">;
export type Brief = Of<"BulletinBrief">;
export type Difference = Of<"FigureDifference">;
export type Group = Of<"UnitGroup">;
export type UnitLine = Of<"UnitFigures">;
export type Topic = Of<"TopicCount">;
export type Rate = Figures["direct"];
export type Change = Figures["on_before"];
export type Kind = Figures["kind"];

export const KINDS = ["daily", "weekly", "monthly", "yearly"] as const;
export const RATES = ["response", "resolution", "satisfaction", "on_time", "callback", "returned", "reworked", "extended"] as const;

export function kindOf(value: unknown): Kind {
  return KINDS.find((kind) => kind === value) ?? "daily";
}

/** The first day of the period before or after the one that begins at `day`; days are written 2026-03-04. */
export function moved(kind: Kind, day: string, by: 1 | -1): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const steps: Record<Kind, [number, number, number]> = { daily: [0, 0, 1], weekly: [0, 0, 7], monthly: [0, 1, 0], yearly: [1, 0, 0] };
  const [years, months, days] = steps[kind];
  const first = kind === "yearly" ? 0 : month - 1 + by * months;
  const at = new Date(Date.UTC(year + by * years, first, days ? date + by * days : 1));
  return at.toISOString().slice(0, 10);
}

/** The day of the last whole period before today, which is what one wants to look at first. */
export function lastWhole(kind: Kind, today: string): string {
  return moved(kind, today, -1);
}

/** 上升 12.50% or 下降 10.11%; nothing where there was nothing to compare with. */
export function movement(change: Change): { tone: "up" | "down" | "same" | "none"; text: string } {
  if (change.percent === null) return { tone: "none", text: "–" };
  if (change.percent === 0) return { tone: "same", text: "0.00%" };
  const up = change.percent > 0;
  return { tone: up ? "up" : "down", text: `${up ? "+" : "−"}${Math.abs(change.percent).toFixed(2)}%` };
}

export function of(rate: Rate): string {
  return `${rate.numerator} / ${rate.denominator}`;
}
