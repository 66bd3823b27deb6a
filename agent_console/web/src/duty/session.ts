/** Rules of the duty page. Pure. */

import type { DutyCall, DutySession } from "@/api/model";

/** Connected calls that nobody has judged: closing the session dispatches them. */
export function leftOver(calls: readonly DutyCall[]): DutyCall[] {
  return calls.filter((call) => call.connected && call.verdict === null);
}

export function isToday(session: Pick<DutySession, "starts_at">, now: Date): boolean {
  return new Date(session.starts_at).toDateString() === now.toDateString();
}
