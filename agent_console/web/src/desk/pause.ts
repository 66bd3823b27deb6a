/** Why a recording rests, as the queue log keeps it; the words stand in the catalogues under `pauseReason`. */
export const PAUSE_REASONS = ["card", "id", "caller", "other"] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];
