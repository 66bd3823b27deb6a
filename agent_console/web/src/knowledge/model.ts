/** The knowledge base's shapes as the server writes them, and what the pages do with them. */

import type { Of } from "@/api/model";

export type Hit = Of<"KnowledgeHit">;
export type Found = Of<"KnowledgeFound">;
export type Marked = Of<"MarkedText">;
export type Suggestions = Of<"KnowledgeSuggestions">;
export type ScriptOffer = Of<"ScriptOffer">;
export type ScriptStep = Of<"ScriptStep">;
export type Article = Of<"ArticleContent">;
export type Script = Of<"ScriptContent">;
export type Version = Of<"KnowledgeVersionOut">;
export type VersionBrief = Of<"KnowledgeVersionBrief">;
export type Item = Of<"KnowledgeItemOut">;
export type ItemBrief = Of<"KnowledgeItemBrief">;
export type Diff = Of<"KnowledgeVersionDiff">;
export type Citation = Of<"CitationOut">;
export type Feedback = Of<"KnowledgeFeedbackOut">;
export type FeedbackPage = Of<"KnowledgeFeedbackPage">;
export type FeedbackKind = Feedback["kind"];
export type Figures = Of<"KnowledgeFigures">;
export type Rate = Figures["vain"];
export type Sort = ItemBrief["sort"];
export type State = ItemBrief["state"];

export const KINDS = ["policy", "faq", "guide", "contact"] as const;
export const SITUATIONS = ["opening", "verification", "calming", "refusing", "harassment", "danger", "message", "closing"] as const;
export const MOMENTS = ["offered", "answered", "held", "wrap_up"] as const;
export const COMPLAINTS = ["wrong", "outdated", "missing"] as const;

/** The colour of a state's tag. */
export function tone(state: State): string {
  return { draft: "grey", submitted: "amber", returned: "red", approved: "", published: "green", superseded: "grey", withdrawn: "grey", discarded: "grey" }[state];
}

/** A list in a form: one entry a line. */
export const lines = (text: string) => [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))];
/** Short words in a form, parted by commas of any kind or spaces. */
export const wordsOf = (text: string) => [...new Set(text.split(/[\s,，;；、]+/).filter(Boolean))];
