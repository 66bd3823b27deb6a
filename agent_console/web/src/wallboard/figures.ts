/** Orders and texts of the wallboard. Pure. */

import type { AgentNow, AgentState } from "@/api/model";

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
