/** Periods and rows of the page on acceptance. Pure. */

import type { Acceptance, FieldAcceptance } from "@/api/model";

export const WEEKS = 8;
const WEEK_MS = 7 * 86_400_000;

export interface Period {
  since: string;
  until: string;
}

export interface Week extends Period {
  percent: number | null;
  drafts: number;
}

/** The last weeks up to this moment, the oldest first. */
export function lastWeeks(now: number, count = WEEKS): Period[] {
  return Array.from({ length: count }, (_, index) => {
    const until = now - (count - 1 - index) * WEEK_MS;
    return { since: new Date(until - WEEK_MS).toISOString(), until: new Date(until).toISOString() };
  });
}

/** Over all fields: what was kept of what was filled. */
export function overall(found: Acceptance): { kept: number; filled: number; percent: number | null } {
  const kept = found.fields.reduce((sum, one) => sum + one.kept, 0);
  const filled = found.fields.reduce((sum, one) => sum + one.filled, 0);
  return { kept, filled, percent: filled ? (100 * kept) / filled : null };
}

/** The least accepted first: what to improve stands on top, what only people filled in at the end. */
export function worstFirst(fields: readonly FieldAcceptance[]): FieldAcceptance[] {
  const share = (one: FieldAcceptance) => (one.filled ? one.kept / one.filled : 2);
  return fields.filter((one) => one.filled + one.added > 0).sort((a, b) => share(a) - share(b));
}
