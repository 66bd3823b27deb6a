/** Rules of the duty page. Pure. */

import type { DutyCall, DutySession } from "@/api/model";

/** Connected calls that nobody has judged: closing the session dispatches them. */
export function leftOver(calls: readonly DutyCall[]): DutyCall[] {
  return calls.filter((call) => call.connected && call.verdict === null);
}

export function isToday(session: Pick<DutySession, "starts_at">, now: Date): boolean {
  return new Date(session.starts_at).toDateString() === now.toDateString();
}

/** What to open first: the session that runs, else today's, else the newest. */
export function firstToShow(sessions: readonly DutySession[], now: Date): DutySession | undefined {
  return sessions.find((one) => one.state === "open") ?? sessions.find((one) => isToday(one, now)) ?? sessions[0];
}
