/** One call from the ledger: the row, what was said, the draft. */

import type { CallStory, TranscriptVersion } from "@/api/model";
import { get, query } from "@/api/http";

/** Of the version that is shown by default, or of the one that is asked for. */
export const callStory = (id: string, version?: TranscriptVersion) => get<CallStory>(`/calls/${id}${query({ version })}`);
export const recordingOf = (id: string) => `/api/calls/${id}/recording`;
