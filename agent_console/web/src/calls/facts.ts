/** Who was brought into a call, where it went, when it was not recorded, who listened: one list in the order of time. Pure. */

import type { CallStory } from "@/api/model";

export type FactKind = "party" | "transfer" | "pause" | "supervision";

export interface CallFact {
  at: string;
  until: string | null;
  kind: FactKind;
  /** The number, target or supervisor's name. */
  who: string;
  by: string;
  /** `unanswered`, `consulted`, `joined`; how it was transferred; the reason of a pause; the mode. */
  how: string;
  why: string;
}

export function factsOf(story: Pick<CallStory, "parties" | "transfers" | "pauses" | "supervisions">): CallFact[] {
  const parties = story.parties.map((one): CallFact => ({
    at: one.called_at ?? one.answered_at ?? one.joined_at ?? "", until: one.left_at, kind: "party", who: one.number, by: "",
    how: one.joined_at ? "joined" : one.answered_at ? "consulted" : "unanswered", why: one.why,
  }));
  const transfers = story.transfers.map((one): CallFact => ({ at: one.at, until: null, kind: "transfer", who: one.number, by: one.agent?.name ?? "", how: one.how, why: "" }));
  const pauses = story.pauses.map((one): CallFact => ({ at: one.at, until: one.until, kind: "pause", who: "", by: one.agent?.name ?? "", how: "", why: one.reason }));
  const listened = story.supervisions.map((one): CallFact => ({ at: one.at, until: one.until, kind: "supervision", who: one.supervisor?.name ?? "", by: "", how: one.mode, why: "" }));
  return [...parties, ...transfers, ...pauses, ...listened].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
