/** What the list of calls is cut down to, and how the server is asked for it. Pure. */

import type { CallState, EndReason } from "@/api/model";

/** A state of a running call, or the way in which a call ended: for people it is one choice. */
export const RUNNING = ["queued", "answered"] as const satisfies readonly CallState[];
export const ENDINGS = ["completed", "abandoned", "callback_requested", "failed"] as const satisfies readonly EndReason[];
export type How = (typeof RUNNING)[number] | (typeof ENDINGS)[number] | "";

export interface CallFilter {
  how: How;
  number: string;
  /** First and last day, both whole days of the reader's clock; null for any time. */
  days: [Date, Date] | null;
  own: boolean;
}

const isRunning = (how: How): boolean => (RUNNING as readonly string[]).includes(how);

function dayAfter(day: Date): Date {
  const next = new Date(day);
  next.setDate(next.getDate() + 1);
  return next;
}

function midnight(day: Date): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate());
}

/** The chosen day begins at Beijing's midnight, eight hours before Greenwich's; China has no summer time. */
function began(day: Date): Date {
  return new Date(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate(), -8));
}

/** The query's fields; `me` is whose calls are one's own. */
export function asked(filter: CallFilter, me: string | undefined): Record<string, string | null> {
  const running = isRunning(filter.how);
  return {
    state: running ? filter.how : null,
    reason: running ? null : filter.how,
    number: filter.number.replace(/\s+/g, ""),
    agent: filter.own && me ? me : null,
    since: filter.days && began(filter.days[0]).toISOString(),
    until: filter.days && began(dayAfter(filter.days[1])).toISOString(),
  };
}

/** The last `count` days with today. */
export function lastDays(count: number, now: Date): [Date, Date] {
  const first = midnight(now);
  first.setDate(first.getDate() - count + 1);
  return [first, midnight(now)];
}
