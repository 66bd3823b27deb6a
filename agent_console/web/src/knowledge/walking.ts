/** A walk through a script: which step is said now, where an answer leads, and the way back. Pure. */

import type { ScriptStep } from "./model";

export interface Walk {
  steps: readonly ScriptStep[];
  /** The numbers of the steps that were taken, the last one is said now. */
  way: readonly number[];
  over: boolean;
}

export const begun = (steps: readonly ScriptStep[]): Walk => ({ steps, way: steps.length ? [steps[0]!.number] : [], over: !steps.length });
export const here = (walk: Walk): ScriptStep | undefined => walk.steps.find((step) => step.number === walk.way[walk.way.length - 1]);

/** The answer with this place was given; a place that there is not changes nothing. */
export function answered(walk: Walk, place: number): Walk {
  const branch = walk.over ? undefined : here(walk)?.branches[place];
  if (!branch) return walk;
  return branch.to === null ? { ...walk, over: true } : { ...walk, way: [...walk.way, branch.to] };
}

/** One step back; from the end back to the last step. */
export function back(walk: Walk): Walk {
  if (walk.over) return { ...walk, over: false };
  return walk.way.length > 1 ? { ...walk, way: walk.way.slice(0, -1) } : walk;
}
