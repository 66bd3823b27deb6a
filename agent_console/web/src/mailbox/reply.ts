/** What a citizen's link shows: the questions, or why there are none to answer. Pure. */

export type Shown = "asking" | "thanks" | "closed" | "unknown" | "wait" | "offline";

/** By the answer's status: used or expired, no such link, too many guesses; anything else may be tried again. */
export function shownFor(status: number): Shown {
  if (status === 409) return "closed";
  if (status === 404 || status === 422) return "unknown";
  return status === 429 ? "wait" : "offline";
}
