/** Rules of the duty pages. Pure. */

import type { DutyCall, DutySession } from "@/api/model";

/** Connected calls that nobody has judged: closing the session dispatches them. */
export function leftOver(calls: readonly DutyCall[]): DutyCall[] {
  return calls.filter((call) => call.connected && call.verdict === null && !call.outcome);
}

export function isToday(session: Pick<DutySession, "starts_at">, now: Date): boolean {
  return new Date(session.starts_at).toDateString() === now.toDateString();
}

/** What to open first: the session that runs, else today's, else the first of the list. */
export function firstToShow(sessions: readonly DutySession[], now: Date): DutySession | undefined {
  return sessions.find((one) => one.state === "open") ?? sessions.find((one) => isToday(one, now)) ?? sessions[0];
}

/** Those that run first, then what is to come, soonest first, then what is over, newest first. */
export function inOrder(sessions: readonly DutySession[]): DutySession[] {
  const rank = (one: DutySession) => ({ open: 0, planned: 1, closed: 2, cancelled: 2, missed: 2 })[one.state];
  return [...sessions].sort((a, b) => rank(a) - rank(b) || (a.state === "planned" ? 1 : -1) * a.starts_at.localeCompare(b.starts_at));
}

/** As what this person belongs to the session, if at all. An agent may sit down where nobody is named. */
export function roleOf(session: DutySession, person: string, isAgent: boolean): "leader" | "deputy" | "assistant" | null {
  if (session.leader === person) return "leader";
  if (session.deputy?.id === person) return "deputy";
  if (session.assistant?.id === person) return "assistant";
  return !session.assistant && isAgent ? "assistant" : null;
}

export const TONES: Record<DutySession["state"], string> = { open: "green", planned: "", closed: "grey", cancelled: "grey", missed: "red" };
