/** Days of a month or a week as rows of seven, Monday first, by the hotline's own clock. Pure. */

import type { DutySession } from "@/api/model";
import { dateTime } from "@/clock";

export type Span = "month" | "week";
export interface Day {
  date: string;
  inside: boolean;
  sessions: DutySession[];
}

const DAY_MS = 86_400_000;
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
export const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);
export const dayOf = (iso: string) => dateTime(iso).slice(0, 10);
const monday = (ms: number) => ms - ((new Date(ms).getUTCDay() + 6) % 7) * DAY_MS;

/** The first day and the day after the last that are shown around `date`. */
export function bounds(date: string, span: Span): [string, string] {
  if (span === "week") return [dayAt(monday(utc(date))), dayAt(monday(utc(date)) + 7 * DAY_MS)];
  const [year, month] = date.split("-").map(Number) as [number, number];
  const first = monday(Date.UTC(year, month - 1, 1));
  const last = monday(Date.UTC(year, month, 0)) + 7 * DAY_MS;
  return [dayAt(first), dayAt(last)];
}

export function weeks(date: string, span: Span, sessions: readonly DutySession[]): Day[][] {
  const [first, end] = bounds(date, span);
  const of = new Map<string, DutySession[]>();
  for (const session of [...sessions].sort((a, b) => a.starts_at.localeCompare(b.starts_at))) {
    const day = dayOf(session.starts_at);
    of.set(day, [...(of.get(day) ?? []), session]);
  }
  const rows: Day[][] = [];
  for (let ms = utc(first); ms < utc(end); ms += 7 * DAY_MS) {
    rows.push(Array.from({ length: 7 }, (_, n) => dayAt(ms + n * DAY_MS)).map((day) => ({ date: day, inside: span === "week" || day.slice(0, 7) === date.slice(0, 7), sessions: of.get(day) ?? [] })));
  }
  return rows;
}

/** The same place one month or week further; the 31st becomes the first, so that no month is skipped. */
export function moved(date: string, span: Span, by: number): string {
  if (span === "week") return dayAt(utc(date) + by * 7 * DAY_MS);
  const [year, month] = date.split("-").map(Number) as [number, number];
  return dayAt(Date.UTC(year, month - 1 + by, 1));
}
