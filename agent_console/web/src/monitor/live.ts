/** What the supervisor's page shows of the board: which calls, in which order, under which names. Pure. */

import type { AgentNow, Board, CallNow } from "@/api/model";

/** Calls that go on, those with an agent first, the longest first; waiting ones follow by their place. */
export function liveCalls(board: Board | null): CallNow[] {
  const going = (board?.calls ?? []).filter((call) => call.state !== "ended" && call.state !== "wrap_up");
  const rank = (call: CallNow) => (isSpoken(call) ? 0 : call.state === "offered" ? 1 : call.state === "queued" ? 2 : 3);
  const since = (call: CallNow) => Date.parse(call.answered_at ?? call.queued_at ?? call.arrived_at ?? "");
  return [...going].sort((a, b) => rank(a) - rank(b) || since(a) - since(b));
}

/** Somebody of ours, or whom the call was transferred to, speaks with the caller. */
export function isSpoken(call: CallNow | null): boolean {
  return call?.state === "answered" || call?.state === "held";
}

export function nameOf(agents: readonly AgentNow[], id: string | null): string {
  return agents.find((agent) => agent.agent === id)?.name ?? "";
}

/** The next row by an arrow key; the first where nothing was chosen or the chosen one is gone. */
export function neighbour(calls: readonly CallNow[], chosen: string | null, by: number): string | null {
  const at = calls.findIndex((call) => call.call === chosen);
  const next = at < 0 ? 0 : Math.min(calls.length - 1, Math.max(0, at + by));
  return calls[next]?.call ?? null;
}

/** Seconds in whole minutes as they are told to callers: never 0, never a fraction. */
export function waitMinutes(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : Math.max(1, Math.round(seconds / 60));
}

/** The longest wait of all queues now, 0 where nobody waits. */
export function longestWait(board: Board | null): number {
  return Math.max(0, ...(board?.queues ?? []).map((queue) => (queue.waiting ? queue.longest_wait_s : 0)));
}
