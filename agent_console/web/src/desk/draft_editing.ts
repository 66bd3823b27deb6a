/** Edits one draft by itself: collects keystrokes, saves after a pause, rebases on a conflict, never drops a value. */

import { computed, ref, shallowRef, watch } from "vue";
import type { Draft, PickedPhrase } from "@/api/model";
import { ApiError, get, patch, sentence } from "@/api/http";
import { translate } from "@/i18n";
import { useDesk } from "@/live/store";
import { type Field, type Pending, afterSave, overlay, rebase, toChanges } from "./draft_merge";

const PAUSE_MS = 600;
const REBASES_MAX = 4;

export type SaveState = "saved" | "unsaved" | "saving" | "saveFailed";

/** The draft as it stands now, which the server sends along when it refuses an old version. */
function presentDraft(error: unknown): Draft | undefined {
  if (!(error instanceof ApiError) || error.status !== 409) return undefined;
  return (error.body.error as { draft?: Draft } | undefined)?.draft;
}

/** Where the draft stands that is edited: on the desk of a call, or on the page of another channel's matter. */
export interface DraftHolder {
  draft(): Draft | null;
  take(draft: Draft): void;
}

function onDesk(): DraftHolder {
  const desk = useDesk();
  return { draft: () => desk.desk.draft, take: (draft) => desk.takeDraft(draft) };
}

export function useDraftEditing(holder: DraftHolder = onDesk()) {
  const pending = shallowRef<Pending>({});
  const state = ref<SaveState>("saved");
  const problem = ref("");
  const conflicts = ref<Field[]>([]);
  /** Phrases of the transcript that were taken for fields whose value is not saved yet. */
  const picked = new Map<Field, PickedPhrase>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;

  const base = computed(() => holder.draft());
  const draft = computed(() => (base.value ? overlay(base.value, pending.value) : null));

  function edit<F extends Field>(field: F, value: Draft[F], phrase?: PickedPhrase): void {
    if (phrase) picked.set(field, phrase);
    else picked.delete(field);
    pending.value = { ...pending.value, [field]: value };
    state.value = "unsaved";
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), PAUSE_MS);
  }

  /** Save what waits; afterwards nothing is pending, or `state` says why. */
  async function flush(): Promise<void> {
    clearTimeout(timer);
    if (saving) await saving;
    if (!base.value || !Object.keys(pending.value).length || conflicts.value.length) return;
    saving = save(base.value.id).finally(() => (saving = null));
    await saving;
  }

  /** Save what is typed, then act on that version; refused while a word of it is not yet saved, for acting would drop it. */
  async function act(work: (version: number) => Promise<void>): Promise<void> {
    await flush();
    if (state.value === "saveFailed") throw new Error(problem.value);
    if (!base.value || Object.keys(pending.value).length) throw new Error(translate("draft.unsavedFirst"));
    try {
      await work(base.value.version);
    } catch (error) {
      const present = presentDraft(error);
      if (present && present.id === base.value?.id) holder.take(present);
      throw error;
    }
  }

  async function save(call: string): Promise<void> {
    state.value = "saving";
    problem.value = "";
    try {
      for (let round = 0; round < REBASES_MAX && Object.keys(pending.value).length; round++) {
        if (await sendOnce(call)) break;
        if (conflicts.value.length) return void (state.value = "unsaved");
      }
      state.value = Object.keys(pending.value).length ? "unsaved" : "saved";
    } catch (error) {
      state.value = "saveFailed";
      problem.value = sentence(error);
    }
  }

  async function sendOnce(call: string): Promise<boolean> {
    const before = base.value;
    if (!before || before.id !== call) return true;
    const sent = pending.value;
    const phrases = Object.fromEntries([...picked].filter(([field]) => field in sent));
    try {
      const saved = await patch<Draft>(`/drafts/${call}`, { version: before.version, changes: toChanges(sent), picked: phrases });
      pending.value = afterSave(pending.value, sent);
      if (base.value?.id === call) holder.take(saved);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      await meet(before, error);
      return false;
    }
  }

  async function meet(before: Draft, error: ApiError): Promise<void> {
    const theirs = presentDraft(error) ?? (await get<Draft>(`/drafts/${before.id}`));
    if (theirs.status !== "open") throw error;
    const rebased = rebase(before, theirs, pending.value);
    pending.value = rebased.pending;
    conflicts.value = rebased.conflicts;
    holder.take(theirs);
  }

  function settle(field: Field, keepMine: boolean): void {
    conflicts.value = conflicts.value.filter((known) => known !== field);
    if (!keepMine) {
      const { [field]: _, ...rest } = pending.value;
      pending.value = rest;
    }
    void flush();
  }

  watch(() => base.value?.id, (now, before) => {
    const left = pending.value;
    clearTimeout(timer);
    if (before && now !== before && Object.keys(left).length) void rescue(before, left);
    pending.value = {};
    picked.clear();
    conflicts.value = [];
    state.value = "saved";
    problem.value = "";
  });

  /** The desk moved on to another call while something was unsaved: it still goes to its own draft. */
  async function rescue(call: string, left: Pending): Promise<void> {
    const fresh = await get<Draft>(`/drafts/${call}`).catch(() => null);
    if (fresh?.status === "open") {
      await patch(`/drafts/${call}`, { version: fresh.version, changes: toChanges(left) }).catch(() => undefined);
    }
  }

  return { draft, base, pending, state, problem, conflicts, edit, flush, act, settle };
}

export type DraftEditing = ReturnType<typeof useDraftEditing>;
