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

export const TRANSCRIPT = "transcript";

/** So long a filled phrase may be taken back by one key. */
const UNDO_MS = 10_000;

/** Where the keyboard is in the form: what a phrase would go into, and the input to come back to. */
export interface Caret {
  target: Target;
  input: HTMLElement;
}

/** Words to show in the transcript: a field's evidence, or a sentence that somebody asked for. */
export type Pointed = Pick<Evidence, "segment" | "phrase"> & Partial<Pick<Evidence, "start" | "end">>;

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
export function marksOf(segments: readonly Segment[], evidence: readonly Pointed[]): Map<string, Range[]> {
  const marks = new Map<string, Range[]>();
  for (const one of evidence) {
    const line = segments.find((known) => known.segment === one.segment);
    if (line) marks.set(line.segment, [...(marks.get(line.segment) ?? []), locate(line, one)]);
  }
  return marks;
}

/** `said`: the lines of the call; those on the desk, unless the draft is another call's. */
export function useSources(editing: DraftEditing, said: () => readonly Segment[] = () => useDesk().desk.segments) {
  const field = ref<Field | null>(null);
  const phrase = shallowRef<Phrase | null>(null);
  const caret = shallowRef<Caret | null>(null);
  const pointed = shallowRef<Pointed[] | null>(null);
  const last = shallowRef<{ target: Target; field: Field; before: Draft[Field] } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const evidence = computed(() => evidenceOf(editing.base.value, field.value, field.value !== null && field.value in editing.pending.value));
  const marks = computed(() => marksOf(said(), pointed.value ?? evidence.value));
  const draft = editing.draft;

  function show(which: Field | null): void {
    field.value = which;
    pointed.value = null;
    if (which) phrase.value = null;
  }

  function pick(one: Phrase | null): void {
    phrase.value = one;
    pointed.value = null;
    if (one) field.value = null;
  }

  /** Mark these words and bring their line into view. */
  function point(at: Pointed[]): void {
    show(null);
    phrase.value = null;
    pointed.value = at;
  }

  const enter = (at: Caret | null) => (caret.value = at);

  /** The keyboard goes elsewhere: into the transcript it goes to take a phrase, so the field stays meant. */
  function leave(to: EventTarget | null): void {
    if (!(to instanceof Element && to.closest(`[data-testid="${TRANSCRIPT}"]`))) caret.value = null;
  }

  /** Write the phrase into a field; a place also brings its street along where the gazetteer knows it. False where it does not fit. */
  function fill(target: Target): boolean {
    const now = draft.value;
    const chosen = phrase.value;
    const made = now && chosen && now.status === "open" ? filled(target, chosen.text, now) : null;
    if (!made || !now || !chosen) return false;
    remember({ target, field: made.field, before: now[made.field] });
    editing.edit(made.field, made.value, { segment: chosen.segment, phrase: chosen.text });
    phrase.value = null;
    if (target === "place") void locatePlace(now.id, chosen.text);
    return true;
  }

  /** A selection goes at once where the keyboard is, and the keyboard back there; else it waits to be told where. */
  function take(one: Phrase): void {
    const at = caret.value;
    pick(one);
    if (!at || !fill(at.target)) return;
    window.getSelection()?.removeAllRanges();
    at.input.focus({ preventScroll: true });
  }

  async function locatePlace(call: string, text: string): Promise<void> {
    const [known] = await get<PlaceFound[]>(`/places${query({ q: text, limit: 1 })}`).catch(() => []);
    const place = draft.value?.place;
    if (!known || known.name !== text || draft.value?.id !== call || place?.text !== text) return;
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

  watch(() => editing.base.value?.id, () => (field.value = phrase.value = last.value = pointed.value = caret.value = null));
  return { field, phrase, last, evidence, marks, draft, caret, pointed, show, pick, point, enter, leave, fill, take, undo };
}

export type Sources = ReturnType<typeof useSources>;
