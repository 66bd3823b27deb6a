/** The staffing calculator's day as it is edited on the page. Pure. */

import type { Of } from "@/api/model";

export type Terms = Of<"Terms">;
export type Served = Of<"Served">;
export type Curve = Of<"Curve">;
export type DayPlan = Of<"DayPlan">;
export type HalfHourPlan = Of<"HalfHourPlan">;
export type UsualDay = Of<"UsualDay">;

/** A half-hour as it is typed: `planned` null where nobody has planned yet. */
export interface Row {
  half_hour: number;
  calls: number;
  handling_s: number;
  planned: number | null;
  usual: number;
}

const HANDLING_S = 240;
/** The choice of all queues together, which begins with the house's goal. */
export const ALL = "*";

export function clockOf(halfHour: number): string {
  return `${String(Math.floor(halfHour / 2)).padStart(2, "0")}:${halfHour % 2 ? "30" : "00"}`;
}

/** The terms with another goal to begin with, the queue's own or the house's; what the roster is like stays as it was set. */
export function beganWith(terms: Terms, own: Terms): Terms {
  return { ...terms, goal: own.goal, within_s: own.within_s };
}

/** The history as rows to change; where nobody called, the day's own mean handling stands in. */
export function rowsOf(usual: UsualDay): Row[] {
  const known = usual.half_hours.filter((one) => one.handling_s !== null && one.calls);
  const calls = known.reduce((sum, one) => sum + one.calls, 0);
  const mean = calls ? known.reduce((sum, one) => sum + one.calls * one.handling_s!, 0) / calls : HANDLING_S;
  return usual.half_hours.map((one) => ({ half_hour: one.half_hour, calls: one.calls, handling_s: Math.round(one.handling_s ?? mean), planned: one.agents || null, usual: one.agents }));
}

export function emptyRows(): Row[] {
  return Array.from({ length: 48 }, (_, half_hour) => ({ half_hour, calls: 0, handling_s: HANDLING_S, planned: null, usual: 0 }));
}

/** What is sent: without what only the page knows. */
export function loadsOf(rows: readonly Row[]) {
  return rows.map(({ half_hour, calls, handling_s, planned }) => ({ half_hour, calls, handling_s, planned }));
}

/** The busiest half-hour, which a calculation begins with; 9:00 where nobody calls. */
export function busiest(rows: readonly Row[]): number {
  const top = rows.reduce((best, row) => (row.calls * row.handling_s > best.calls * best.handling_s ? row : best), rows[18]!);
  return top.half_hour;
}

export function shareText(share: number | null | undefined): string {
  return share === null || share === undefined ? "–" : `${(share * 100).toFixed(1)}%`;
}
