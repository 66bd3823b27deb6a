/** A month as weeks of days, Monday first, and what stands on each day. Pure. */

const DAY_MS = 86_400_000;
const EAST_8_MS = 8 * 3_600_000;

export interface Day {
  /** 2026-03-04 */
  date: string;
  inMonth: boolean;
}

const written = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The day on which a moment falls where the hotline is. */
export const dayOf = (iso: string) => written(Date.parse(iso) + EAST_8_MS);

/** The weeks that show ``month`` (2026-03) whole. */
export function weeksOf(month: string): Day[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  const weeks: Day[][] = [];
  for (let week = monday; week === monday || written(week).startsWith(month); week += 7 * DAY_MS)
    weeks.push(Array.from({ length: 7 }, (_, index) => written(week + index * DAY_MS)).map((date) => ({ date, inMonth: date.startsWith(month) })));
  return weeks;
}

/** The month ``by`` months away: 2026-12 and 1 give 2027-01. */
export function monthAfter(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** From the first moment of the first week to that after the last, for a query. */
export function spanOf(month: string): { since: string; until: string } {
  const weeks = weeksOf(month);
  const last = Date.parse(`${weeks.at(-1)!.at(-1)!.date}T00:00:00+08:00`) + DAY_MS;
  return { since: new Date(Date.parse(`${weeks[0]![0]!.date}T00:00:00+08:00`)).toISOString(), until: new Date(last).toISOString() };
}

export function byDay<T extends { starts_at: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of [...rows].sort((a, b) => a.starts_at.localeCompare(b.starts_at))) {
    const day = dayOf(row.starts_at);
    found.set(day, [...(found.get(day) ?? []), row]);
  }
  return found;
}
