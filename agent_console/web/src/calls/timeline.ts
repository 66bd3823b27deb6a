/** Where the recording is in the transcript. Pure. */

import type { Segment } from "@/api/model";

/** Index of the line that is being said at this second, else of the last one begun; -1 before the first. */
export function lineAt(segments: readonly Segment[], second: number): number {
  const saying = segments.findLastIndex((line) => line.t0 <= second && second < line.t1);
  return saying >= 0 ? saying : segments.findLastIndex((line) => line.t0 <= second);
}
