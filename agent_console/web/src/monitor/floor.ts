/** The floor as the supervisor's working view shows it: who waits how long, who is too long in a state, in which order. Pure. */

import type { AgentNow, AgentState, Board, CallNow, FloorLimits } from "@/api/model";
import { secondsSince } from "@/clock";
import { byState } from "@/wallboard/figures";
import { isSpoken } from "./live";

export type List = "waiting" | "calls" | "agents";
export const LISTS: readonly List[] = ["waiting", "calls", "agents"];
export type Order = "state" | "time" | "name";
export interface Filter {
  queue: string;
  state: AgentState | "";
  order: Order;
}

/** Since when a caller waits. */
export const waitsSince = (call: CallNow) => call.queued_at ?? call.arrived_at;

/** Callers in line or ringing, of one queue or of all, the oldest first. */
export function waitingCalls(board: Board | null, queue = ""): CallNow[] {
  const waiting = (board?.calls ?? []).filter((call) => call.state === "queued" || call.state === "offered");
  return waiting.filter((call) => !queue || call.queue === queue).sort((a, b) => Date.parse(waitsSince(a) ?? "") - Date.parse(waitsSince(b) ?? ""));
}

/** Calls that somebody speaks on: those with urgent words first, then the longest. */
export function spokenCalls(board: Board | null, queue = ""): CallNow[] {
  const spoken = (board?.calls ?? []).filter((call) => isSpoken(call) && (!queue || call.queue === queue));
  const since = (call: CallNow) => Date.parse(call.answered_at ?? call.arrived_at ?? "");
  return spoken.sort((a, b) => Number(Boolean(b.urgent.length)) - Number(Boolean(a.urgent.length)) || since(a) - since(b));
}

/** So many seconds an agent may be in the present state; null: as long as it takes. */
export function limitOf(agent: AgentNow, limits: FloorLimits | null): number | null {
  if (!limits) return null;
  if (agent.state === "paused") return limits.paused_by_reason_s[agent.reason] ?? limits.paused_s;
  const own: Partial<Record<AgentState, number>> = { wrap_up: limits.wrap_up_s, held: limits.held_s, talking: limits.talking_s };
  return own[agent.state] ?? null;
}

export function isTooLong(agent: AgentNow, limits: FloorLimits | null, now: number): boolean {
  const limit = limitOf(agent, limits);
  return limit !== null && secondsSince(agent.since, now) > limit;
}

/** The agents that are asked for: in the order of their state (those too long in one first within it), of time, or of names. */
export function agentsShown(agents: readonly AgentNow[], filter: Filter): AgentNow[] {
  const meant = agents.filter((agent) => (!filter.queue || agent.queues.includes(filter.queue)) && (!filter.state || agent.state === filter.state));
  if (filter.order === "name") return [...meant].sort((a, b) => a.name.localeCompare(b.name, "zh-CN"));
  if (filter.order === "time") return [...meant].sort((a, b) => Date.parse(a.since ?? "") - Date.parse(b.since ?? ""));
  return byState(meant);
}

/** The state of which there are how many, in the order of the working view. */
export function stateCounts(agents: readonly AgentNow[]): { state: AgentState; count: number }[] {
  const states: AgentState[] = ["available", "reserved", "talking", "held", "wrap_up", "paused"];
  return states.map((state) => ({ state, count: agents.filter((agent) => agent.state === state).length }));
}

/** The list beside, by an arrow key; at an edge it stays. */
export function listBeside(list: List, by: number): List {
  const at = LISTS.indexOf(list) + by;
  return LISTS[Math.min(LISTS.length - 1, Math.max(0, at))]!;
}

/** The next id by an arrow key; the first where nothing was chosen or the chosen one is gone. */
export function idBeside(ids: readonly string[], chosen: string | null, by: number): string | null {
  const at = chosen === null ? -1 : ids.indexOf(chosen);
  return ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
}

/** An hour of today in Beijing as a moment; an hour that is over is tomorrow's. */
export function nextAt(hour: number, minute: number, now: number): string {
  const DAY = 86_400_000;
  const midnight = Math.floor((now + 8 * 3_600_000) / DAY) * DAY - 8 * 3_600_000;
  const at = midnight + (hour * 60 + minute) * 60_000;
  return new Date(at > now ? at : at + DAY).toISOString();
}
