/** One's own figures as the small panel shows them. Pure. */

import type { Of } from "@/api/model";
import { duration } from "@/clock";

export type OwnFigures = Of<"OwnFigures">;
export type Line = OwnFigures["figures"][number];

/** What fits beside the to-do list; the rest is one press away. */
export const FIRST: Line["figure"][] = ["calls", "handling_s", "occupancy", "missed"];

/** Seconds as minutes and seconds, shares with a sign, counts as they are; a dash where there is nothing. */
export function valueText(figure: Line["figure"], value: number | null): string {
  if (value === null) return "–";
  if (figure.endsWith("_s")) return duration(value);
  return figure === "occupancy" || figure === "drafts_kept" ? `${Math.round(value)}%` : String(value);
}

export function shownLines(figures: readonly Line[], all: boolean): Line[] {
  return all ? [...figures] : figures.filter((line) => FIRST.includes(line.figure));
}
