/** For how long a number is blocked: a few usual spans, or until somebody lifts it. Pure. */

export const SPANS = ["day", "week", "month", "open"] as const;
export type Span = (typeof SPANS)[number];
const DAY_MS = 86_400_000;
const DAYS: Record<Exclude<Span, "open">, number> = { day: 1, week: 7, month: 30 };

/** The end as ISO 8601, null for an open end. */
export function untilOf(span: Span, now: number): string | null {
  return span === "open" ? null : new Date(now + DAYS[span] * DAY_MS).toISOString();
}
