/** What a phrase of the transcript becomes in a field of the draft. Pure. */

import type { Draft, Place } from "@/api/model";
import type { Field } from "./draft_merge";

/** In the order of the keys 1 … 9, 0 of the phrase bar. */
export const TARGETS = ["caller_name", "callback_number", "place", "detail", "time", "object", "title", "matter", "wish", "summary"] as const;
export type Target = (typeof TARGETS)[number];

/** The target of this name; null for a field that no phrase goes into (a type, a category). */
export const targetNamed = (name: string | undefined): Target | null => TARGETS.find((one) => one === name) ?? null;

const SPOKEN: Record<string, string> = { 零: "0", 〇: "0", 一: "1", 幺: "1", 二: "2", 两: "2", 三: "3", 四: "4", 五: "5", 六: "6", 七: "7", 八: "8", 九: "9" };
const NUMBER_LEAST = 5;
const LONGEST: Partial<Record<Target, number>> = { caller_name: 64, callback_number: 32, place: 200, detail: 200, time: 100, object: 100, title: 100, wish: 2_000 };
const NOWHERE: Place = { text: "", district: null, street_code: null, gazetteer: null, detail: null };

/** The digits of a phrase, however they were written; empty where they are too few to be called. */
export function numberIn(phrase: string): string {
  const digits = [...phrase].map((letter) => SPOKEN[letter] ?? letter).join("").replace(/\D/g, "");
  return digits.length >= NUMBER_LEAST ? digits : "";
}

const bare = (phrase: string) => phrase.trim().replace(/^[，。！？；、,\s]+|[，。！？；、,\s]+$/g, "");
const nameIn = (phrase: string) => bare(phrase).replace(/^(?:我)?(?:是|叫|姓|免贵姓|的名字叫)/, "");

/** Written after what stands there already; nothing is written twice. */
export function appended(before: string, phrase: string): string {
  const fresh = bare(phrase);
  if (!before.trim()) return fresh;
  return before.includes(fresh) ? before : `${before.replace(/[，。；\s]+$/, "")}；${fresh}`;
}

/** The field that a target belongs to, and its new value; null where the phrase has nothing for it. */
export function filled(target: Target, phrase: string, draft: Draft): { field: Field; value: Draft[Field] } | null {
  const text = bare(phrase).slice(0, LONGEST[target]);
  if (!text) return null;
  switch (target) {
    case "callback_number":
      return numberIn(text) ? { field: "callback_number", value: numberIn(text) } : null;
    case "caller_name":
      return { field: "caller_name", value: nameIn(text) || text };
    case "place":
      return { field: "place", value: { ...NOWHERE, text, detail: draft.place?.detail ?? null } };
    case "detail":
      return { field: "place", value: { ...(draft.place ?? NOWHERE), detail: text } };
    case "matter":
    case "summary":
      return { field: target, value: appended(draft[target], text) };
    default:
      return { field: target, value: text };
  }
}
