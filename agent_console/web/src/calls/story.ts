/** One call from the ledger: the row, what was said, the draft. */

import type { CallStory } from "@/api/model";
import { get } from "@/api/http";

export const callStory = (id: string) => get<CallStory>(`/calls/${id}`);
export const recordingOf = (id: string) => `/api/calls/${id}/recording`;
