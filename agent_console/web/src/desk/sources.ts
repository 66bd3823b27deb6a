/** Between the draft and the transcript: which words a field came from, and which field a phrase goes into. */

import { computed, ref, shallowRef, watch } from "vue";
import type { Draft, Evidence, PlaceFound, Segment } from "@/api/model";
import { get, query } from "@/api/http";
import { useDesk } from "@/live/store";
import type { DraftEditing } from "./draft_editing";
import type { Field } from "./draft_merge";
import { type Target, filled } from "./filling";
import { type Range, locate } from "./marking";

/** Below this a filled field is quietly marked: look before you rely on it. */
export const CHECK_BELOW = 0.6;

/** So long a filled phrase may be taken back by one key. */
const UNDO_MS = 10_000;

export interface Phrase extends Range {
  segment: string;
  text: string;
}

/** All words that a field's present value rests on: the pieces of a composed text, else the one phrase. */
export function evidenceOf(draft: Draft | null, field: Field | null, isPending = false): Evidence[] {
  if (!draft || !field || isPending) return [];
  const traces = draft.edited.includes(field) ? [] : (draft.traces[field] ?? []);
  const one = draft.evidence[field];
  return traces.length ? traces : one ? [one] : [];
}

/** Whether the machine is unsure of what it heard for this field; what was not heard (the line's number) is certain. */
export function isDoubtful(draft: Draft | null, field: Field): boolean {
  const one = draft?.evidence[field];
  return Boolean(one?.segment && one.by === "machine" && one.confidence < CHECK_BELOW && !draft!.edited.includes(field));
}

/** By segment, what to mark for these words. */
export function marksOf(segments: readonly Segment[], evidence: readonly Evidence[]): Map<string, Range[]> {
  const marks = new Map<string, Range[]>();
  for (const one of evidence) {
    const line = segments.find((known) => known.segment === one.segment);
    if (line) marks.set(line.segment, [...(marks.get(line.segment) ?? []), locate(line, one)]);
  }
  return marks;
}

export function useSources(editing: DraftEditing) {
  const desk = useDesk();
  const field = ref<Field | null>(null);
  const phrase = shallowRef<Phrase | null>(null);
  const last = shallowRef<{ target: Target; field: Field; before: Draft[Field] } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const evidence = computed(() => evidenceOf(editing.base.value, field.value, field.value !== null && field.value in editing.pending.value));
  const marks = computed(() => marksOf(desk.desk.segments, evidence.value));
  const draft = editing.draft;

  function show(which: Field | null): void {
    field.value = which;
    if (which) phrase.value = null;
  }

  function pick(one: Phrase | null): void {
    phrase.value = one;
    if (one) field.value = null;
  }

  /** Write the phrase into a field; a place also brings its street along where the gazetteer knows it. */
  async function fill(target: Target): Promise<void> {
    const now = draft.value;
    const chosen = phrase.value;
    const made = now && chosen && now.status === "open" ? filled(target, chosen.text, now) : null;
    if (!made || !now || !chosen) return;
    remember({ target, field: made.field, before: now[made.field] });
    editing.edit(made.field, made.value, { segment: chosen.segment, phrase: chosen.text });
    phrase.value = null;
    if (target === "place") await locatePlace(now.call_id, chosen.text);
  }

  async function locatePlace(call: string, text: string): Promise<void> {
    const [known] = await get<PlaceFound[]>(`/places${query({ q: text, limit: 1 })}`).catch(() => []);
    const place = draft.value?.place;
    if (!known || known.name !== text || draft.value?.call_id !== call || place?.text !== text) return;
    editing.edit("place", { ...place, district: known.district, street_code: known.street_code, gazetteer: known.name });
  }

  function remember(done: NonNullable<typeof last.value>): void {
    clearTimeout(timer);
    last.value = done;
    timer = setTimeout(() => (last.value = null), UNDO_MS);
  }

  function undo(): void {
    if (!last.value || draft.value?.status !== "open") return;
    editing.edit(last.value.field, last.value.before);
    last.value = null;
  }

  watch(() => desk.desk.draft?.call_id, () => (field.value = phrase.value = last.value = null));
  return { field, phrase, last, evidence, marks, draft, show, pick, fill, undo };
}

export type Sources = ReturnType<typeof useSources>;
