/** One call from the ledger: the row, what was said, the draft. */

import type { CallStory, Of, TranscriptVersion } from "@/api/model";
import { get, query } from "@/api/http";

/** Of the version that is shown by default, or of the one that is asked for. */
export const callStory = (id: string, version?: TranscriptVersion) => get<CallStory>(`/calls/${id}${query({ version })}`);
export type Place = "calls" | "ticket" | "review" | "other";
/** Whoever plays it is written down, with the page on which it was. */
export const recordingOf = (id: string, place: Place) => `/api/calls/${id}/recording${query({ place })}`;
export const hearingsOf = (id: string) => get<Of<"HearingOut">[]>(`/calls/${id}/hearings`);
