/** Orders and texts of the wallboard. Pure. */

import type { AgentNow, AgentState } from "@/api/model";
import type { Day } from "./day";

const ORDER: AgentState[] = ["talking", "held", "reserved", "wrap_up", "available", "paused", "offline"];

/** Those who work first, then those who are free, then those away; within a state the longest first. */
export function byState(agents: readonly AgentNow[]): AgentNow[] {
  const place = (agent: AgentNow) => ORDER.indexOf(agent.state);
  return [...agents].sort((a, b) => place(a) - place(b) || Date.parse(a.since ?? "") - Date.parse(b.since ?? ""));
}

/** 66.67 % with two places as reports write it; a dash where nothing was counted. */
export function percentText(percent: number | null | undefined): string {
  return percent === null || percent === undefined ? "–" : `${percent.toFixed(2)}%`;
}

/** A goal as a share: 80, or 92.5 where it is one between. */
export function shareText(share: number): string {
  return String(Math.round(share * 1000) / 10);
}

export interface QueueGoal {
  percent: number | null;
  goal: number;
  seconds: number;
  own: boolean;
  low: boolean;
}

/** Each queue's day against its own goal, in the variant that the wall shows. */
export function goalsOf(day: Day | null, variant: string | undefined): Map<string, QueueGoal> {
  const which = Math.max(0, day?.levels.findIndex((one) => one.variant === variant) ?? 0);
  return new Map((day?.queues ?? []).map((queue) => {
    const percent = queue.rates[which]?.percent ?? null;
    return [queue.name, { percent, goal: queue.goal, seconds: queue.threshold_s, own: queue.own, low: percent !== null && percent < queue.goal * 100 }];
  }));
}

/** How many are in each state, in the order in which a wall shows them; a state that nobody is in is 0. */
export function countStates(agents: readonly AgentNow[]): { state: AgentState; count: number }[] {
  const shown: AgentState[] = ["available", "talking", "reserved", "held", "wrap_up", "paused"];
  return shown.map((state) => ({ state, count: agents.filter((agent) => agent.state === state).length }));
}

/** The queues that fit: those with callers first, the longest wait on top, then in the house's order. */
export function mostUrgent<Queue extends { waiting: number; longest_wait_s: number }>(queues: readonly Queue[], room: number): Queue[] {
  const wait = (queue: Queue) => (queue.waiting ? queue.longest_wait_s + 1 : 0);
  return [...queues].sort((a, b) => wait(b) - wait(a)).slice(0, room);
}

/** A trunk's use in percent; null where nobody knows what it can carry. */
export function useOf(calls: number, channels: number | null): number | null {
  return channels ? Math.round((100 * calls) / channels) : null;
}
