/** Which value of a draft's field counts: mine not yet saved, or theirs. Pure, so that no keystroke is lost by luck. */

import type { Draft, DraftChanges } from "@/api/model";

export const EDITABLE = [
  "caller_name", "callback_number", "type", "category", "place", "time", "object", "title", "summary", "matter", "wish", "level", "unit",
] as const;
export type Field = (typeof EDITABLE)[number];
export type Pending = Partial<Pick<Draft, Field>>;

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** What the form shows: the server's draft under what is typed here. */
export function overlay(draft: Draft, pending: Pending): Draft {
  return { ...draft, ...pending };
}

/** Category and unit travel as codes. */
export function toChanges(pending: Pending): DraftChanges {
  const { category, unit, ...rest } = pending;
  return {
    ...rest,
    ...("category" in pending ? { category: category?.code ?? null } : {}),
    ...("unit" in pending ? { unit: unit?.code ?? null } : {}),
  };
}

/** Filled by the machine and not yet touched by anybody. */
export function isMachineFilled(draft: Draft, pending: Pending, field: Field): boolean {
  return hasValue(draft, field) && !isEdited(draft, pending, field);
}

/** Written or approved by a person. */
export function isEdited(draft: Draft, pending: Pending, field: Field): boolean {
  return draft.edited.includes(field) || field in pending;
}

function hasValue(draft: Draft, field: Field): boolean {
  return field === "place" ? Boolean(draft.place?.text) : Boolean(draft[field]);
}

/** What the machine has read since a person edited the field; nothing while the field is being typed in. */
export function newerFor(draft: Draft, pending: Pending, field: Field): Draft[Field] | null {
  if (draft.status !== "open" || field in pending || !(field in draft.suggested)) return null;
  return draft.suggested[field as keyof Draft["suggested"]] ?? null;
}

/** A field's value in a few words. */
export function inWords(value: unknown): string {
  if (value && typeof value === "object") return String((value as { name?: string; text?: string }).name ?? (value as { text?: string }).text ?? "");
  return String(value ?? "");
}
