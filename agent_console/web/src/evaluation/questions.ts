/** Questions of a questionnaire: replies to them, and how its editor turns into the next version. Pure. */

import type { Of } from "@/api/model";

export type Question = Of<"Question">;
export type Kind = Question["kind"];
export type Questionnaire = Of<"QuestionnaireOut">;
export type Results = Of<"QuestionnaireResults">;
export type QuestionResult = Of<"QuestionResult">;
export type ReplyShown = Of<"ReplyShown">;
export type Reply = number | boolean | string | string[] | null;
export type Replies = Record<string, Reply>;

export const KINDS: readonly Kind[] = ["grade", "yes_no", "choice", "text"];
export const TYPES = ["consultation", "request", "complaint", "report", "suggestion", "praise", "fault"] as const;
const MAX_QUESTIONS = 20;

const empty = (reply: Reply | undefined) => reply === null || reply === undefined || reply === "" || (Array.isArray(reply) && !reply.length) || (typeof reply === "string" && !reply.trim());

/** What was answered, without what was left open. */
export function answered(replies: Replies): Replies {
  return Object.fromEntries(Object.entries(replies).filter(([, reply]) => !empty(reply)));
}

/** The first question that must be answered and is not. */
export function unanswered(questions: readonly Question[], replies: Replies): Question | null {
  return questions.find((one) => one.required && empty(replies[one.key])) ?? null;
}

/** A choice pressed: of several it joins or leaves, of one it is taken, and left when pressed again. */
export function pressed(question: Question, reply: Reply | undefined, value: string | number | boolean): Reply {
  if (!question.several) return reply === value ? null : value;
  const chosen = Array.isArray(reply) ? reply : [];
  return chosen.includes(String(value)) ? chosen.filter((one) => one !== value) : [...chosen, String(value)];
}

export interface QuestionDraft {
  key: string;
  kind: Kind;
  text: string;
  required: boolean;
  several: boolean;
  /** One a line. */
  options: string;
}

export interface Draft {
  title: string;
  types: string[];
  questions: QuestionDraft[];
  /** Beijing time, `2026-03-04T09:00`; empty: at once. */
  at: string;
}

export function draftOf(version: Questionnaire | null): Draft {
  if (!version) return { title: "", types: [], questions: [blank([])], at: "" };
  return { title: version.title, types: [...version.types], at: "", questions: version.questions.map((one) => ({ ...one, options: one.options.join("\n") })) };
}

/** A new question; its key is one that none of the others has. */
export function blank(questions: readonly QuestionDraft[]): QuestionDraft {
  const numbers = questions.map((one) => Number(/^q(\d+)$/.exec(one.key)?.[1] ?? 0));
  return { key: `q${Math.max(0, ...numbers) + 1}`, kind: "grade", text: "", required: false, several: false, options: "" };
}

const lines = (text: string) => text.split("\n").map((one) => one.trim()).filter(Boolean);

/** What keeps a draft from being published, as a key of the catalogue; the server decides again. */
export function lacking(draft: Draft): { what: "title" | "questions" | "text" | "options" | "twice"; n: number } | null {
  if (!draft.title.trim()) return { what: "title", n: 0 };
  if (!draft.questions.length || draft.questions.length > MAX_QUESTIONS) return { what: "questions", n: 0 };
  for (const [index, one] of draft.questions.entries()) {
    if (!one.text.trim()) return { what: "text", n: index + 1 };
    if (one.kind !== "choice") continue;
    const options = lines(one.options);
    if (options.length < 2) return { what: "options", n: index + 1 };
    if (new Set(options).size < options.length) return { what: "twice", n: index + 1 };
  }
  return null;
}

/** The body of the next version, made from version `after` (0: a new questionnaire). */
export function bodyOf(draft: Draft, after: number): Record<string, unknown> {
  const questions = draft.questions.map(({ key, kind, text, required, several, options }) => ({ key, kind, text: text.trim(), required, several: kind === "choice" && several, options: kind === "choice" ? lines(options) : [] }));
  return { title: draft.title.trim(), types: draft.types, questions, after, effective_at: draft.at ? `${draft.at}:00+08:00` : null };
}

/** The questionnaires in the list's order, each with its versions, the newest first. */
export function byCode(versions: readonly Questionnaire[]): Questionnaire[][] {
  const found = new Map<string, Questionnaire[]>();
  for (const one of versions) found.set(one.code, [...(found.get(one.code) ?? []), one]);
  return [...found.values()];
}
