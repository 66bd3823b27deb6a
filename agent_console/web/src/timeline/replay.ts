/** The replay's arithmetic: moments and steps, paths of plots, what plays next. Pure; times in milliseconds since 1970. */

import type { Of } from "@/api/model";

export type Course = Of<"Course">;
export type LanePage = Of<"LanePage">;
export type Lane = LanePage["items"][number];
export type Moment = Of<"Moment">;

export const SPEEDS = [1, 5, 15, 30, 60];
export const DAY_MS = 864e5;
/** The hotline's day is that of its city, whatever zone the page's machine is in. */
const OFFSET = "+08:00";

export function midnightOf(day: string): number {
  return Date.parse(`${day}T00:00:00${OFFSET}`);
}

export function dayAt(at: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(at);
}

export function moved(day: string, by: number): string {
  return dayAt(midnightOf(day) + by * DAY_MS + DAY_MS / 2);
}

/** The moment after `passed` real milliseconds; never past the end. */
export function played(at: number, passed: number, speed: number, end: number): number {
  return Math.min(end, at + passed * speed);
}

export function within(at: number, since: number, until: number): number {
  return Math.min(until, Math.max(since, at));
}

/** Around a moment, within the day. */
export function zoomed(at: number, hours: number, since: number, until: number): [number, number] {
  const half = (hours / 2) * 36e5;
  const begins = within(at - half, since, Math.max(since, until - 2 * half));
  return [begins, Math.min(until, begins + 2 * half)];
}

/** Steps as the outline of an area over a width of `values.length` and a height of 1; a gap (null) is on the ground. */
export function areaPath(values: readonly (number | null)[], most: number): string {
  if (!values.length) return "";
  const high = (value: number | null) => (most > 0 ? 1 - Math.min(1, (value ?? 0) / most) : 1).toFixed(4);
  return `M0 1${values.map((value, n) => `L${n} ${high(value)}L${n + 1} ${high(value)}`).join("")}L${values.length} 1Z`;
}

/** A line over what is known; it breaks where nothing was counted. */
export function linePath(values: readonly (number | null)[], most: number): string {
  let open = false;
  return values.map((value, n) => {
    if (value === null) {
      open = false;
      return "";
    }
    const point = `${open ? "L" : "M"}${n + 0.5} ${(1 - value / most).toFixed(4)}`;
    open = true;
    return point;
  }).join("");
}

export function top(values: readonly number[]): number {
  return Math.max(1, ...values);
}

/** The value of a course at a moment. */
export function valueAt<T>(values: readonly T[], at: number, since: number, stepS: number): T | undefined {
  return values[Math.min(values.length - 1, Math.max(0, Math.floor((at - since) / 1000 / stepS)))];
}
