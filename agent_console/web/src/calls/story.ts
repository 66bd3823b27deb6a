/** One call from the ledger: the row, what was said, the draft. */

import type { CallRow, Draft, Segment } from "@/api/model";
import { get } from "@/api/http";

export interface CallStory extends CallRow {
  segments: Segment[];
  draft: Draft | null;
}

export const callStory = (id: string) => get<CallStory>(`/calls/${id}`);
export const recordingOf = (id: string) => `/api/calls/${id}/recording`;
