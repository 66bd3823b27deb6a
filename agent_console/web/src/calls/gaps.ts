/** Stretches without live text among the lines of a transcript. Pure. */

import type { Gap, Segment } from "@/api/model";

export type Row = { kind: "line"; at: number; line: Segment } | { kind: "gap"; at: number; gap: Gap };

/** What still lacks its words: what is done stands among the lines, a second pass over the whole call is no gap. */
export function lacking(gaps: readonly Gap[]): Gap[] {
  return gaps.filter((gap) => gap.state !== "done" && gap.why !== "second_pass");
}

/** Lines and gaps in the order of speaking. */
export function rows(segments: readonly Segment[], gaps: readonly Gap[]): Row[] {
  const lines: Row[] = segments.map((line) => ({ kind: "line", at: line.t0, line }));
  const holes: Row[] = lacking(gaps).map((gap) => ({ kind: "gap", at: gap.from_s, gap }));
  return [...lines, ...holes].sort((a, b) => a.at - b.at);
}
