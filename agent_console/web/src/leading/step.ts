/** What happens next at the leader's desk, as one word that the catalogue makes a sentence of. Pure. */

import type { AgentState, DutyCall, DutySession, Offer } from "@/api/model";

export type Step =
  | "none" | "early" | "checkIn" | "open" | "over" | "deaf" | "waiting" | "ringing" | "talking" | "held"
  | "noted" | "toDispatch" | "decide" | "answered" | "dispatched" | "closed";

export interface Scene {
  session: DutySession | null;
  /** The reader belongs to the session as this, if at all. */
  present: boolean;
  state: AgentState;
  offer: Offer | null;
  /** The call at hand as the session's list has it; not yet known there for a moment after the answer. */
  call: DutyCall | null;
  live: boolean;
  now: number;
}

export function stepOf(scene: Scene): Step {
  const { session } = scene;
  if (!session) return "none";
  if (session.state === "closed") return "closed";
  if (session.state === "planned") return scene.now < Date.parse(session.check_in_from) ? "early" : scene.present ? "open" : "checkIn";
  if (scene.offer) return "ringing";
  if (scene.live) return scene.call?.verdict === "on_the_spot" ? "noted" : scene.call?.verdict === "to_dispatch" ? "toDispatch" : scene.state === "held" ? "held" : "talking";
  if (scene.call) return ofEnded(scene.call);
  if (scene.now >= Date.parse(session.ends_at)) return "over";
  return scene.state === "paused" || scene.state === "offline" ? "deaf" : "waiting";
}

function ofEnded(call: DutyCall): Step {
  if (call.outcome) return call.outcome === "answered_on_the_spot" ? "answered" : "dispatched";
  if (call.verdict === null) return "decide";
  return call.verdict === "on_the_spot" ? "noted" : "toDispatch";
}

/** Connected calls with no word yet, the newest first. */
export function undecided(calls: readonly DutyCall[]): DutyCall[] {
  return calls.filter((call) => call.connected && call.ended_at && call.verdict === null && !call.outcome).reverse();
}

export const numbersOf = (calls: readonly DutyCall[]) => calls.flatMap((call) => (call.ticket ? [call.ticket.number] : []));

const FINISHED = ["closed", "archived", "merged"];

/** How often this number was here before, and how many of its tickets are not finished. */
export function earlier(history: readonly { kind: string; state: string }[]): { times: number; open: number } {
  return { times: history.length, open: history.filter((one) => one.kind === "ticket" && !FINISHED.includes(one.state)).length };
}
