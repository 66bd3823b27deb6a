/** Edits one draft by itself: collects keystrokes, saves after a pause, rebases on a conflict, never drops a value. */

import { computed, ref, shallowRef, watch } from "vue";
import type { Draft, PickedPhrase } from "@/api/model";
import { ApiError, get, patch, sentence } from "@/api/http";
import { translate } from "@/i18n";
import { useDesk } from "@/live/store";
import { useWriters } from "@/live/writers";
import { useSession } from "@/session";
import { type Writing, begun, entered, left, received, refused, saved, sending, settled, shown, toSend, typed, unsaved } from "./co_writing";
import { type Field, type Pending, toChanges } from "./draft_merge";

const PAUSE_MS = 600;
const TOGETHER_MS = 350;
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

/** `beside`: whoever comes to a call of somebody else's to write; hears of it only while this page says so. */
export function useDraftEditing(holder: DraftHolder = onDesk(), { beside = false }: { beside?: boolean } = {}) {
  const writing = shallowRef<Writing>(begun(holder.draft()));
  const state = ref<SaveState>("saved");
  const problem = ref("");
  /** Phrases of the transcript that were taken for fields whose value is not saved yet. */
  const picked = new Map<Field, PickedPhrase>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | null = null;

  const base = computed(() => writing.value.base);
  const draft = computed(() => shown(writing.value));
  const pending = computed(() => unsaved(writing.value));
  const conflicts = computed(() => writing.value.conflicts);
  const call = computed(() => (base.value?.status === "open" ? base.value.call_id : null));
  const { others, welcome } = useWriters({ call: () => call.value, field: () => writing.value.at, me: () => useSession().me?.id ?? null, comesBeside: beside });

  function edit<F extends Field>(field: F, value: Draft[F], phrase?: PickedPhrase): void {
    if (phrase) picked.set(field, phrase);
    else picked.delete(field);
    writing.value = typed(writing.value, field, value);
    state.value = "unsaved";
    soon();
  }

  /** Alone, what is typed is saved after a pause; in company the others see it within a moment while the typing goes on. */
  function soon(): void {
    if (timer && others.value.length) return;
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), others.value.length ? TOGETHER_MS : PAUSE_MS);
  }

  function rest(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  const enter = (field: Field) => void (writing.value = entered(writing.value, field));
  function leave(): void {
    writing.value = left(writing.value);
    if (Object.keys(toSend(writing.value)).length) void flush();
  }

  /** Save what waits; afterwards nothing is pending, or `state` says why. */
  async function flush(): Promise<void> {
    rest();
    if (saving) await saving;
    if (!base.value || !Object.keys(toSend(writing.value)).length) return;
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

  async function save(id: string): Promise<void> {
    state.value = "saving";
    problem.value = "";
    try {
      for (let round = 0; round < REBASES_MAX && Object.keys(toSend(writing.value)).length; round++) if (await sendOnce(id)) break;
      state.value = Object.keys(pending.value).length ? "unsaved" : "saved";
      if (Object.keys(toSend(writing.value)).length) soon();
    } catch (error) {
      state.value = "saveFailed";
      problem.value = sentence(error);
    }
  }

  async function sendOnce(id: string): Promise<boolean> {
    const before = base.value;
    if (!before || before.id !== id) return true;
    const sent = toSend(writing.value);
    const phrases = Object.fromEntries([...picked].filter(([field]) => field in sent));
    writing.value = sending(writing.value, sent);
    try {
      const reply = await patch<Draft>(`/drafts/${id}`, { version: before.version, changes: toChanges(sent), picked: phrases });
      if (base.value?.id !== id) return true;
      writing.value = saved(writing.value, reply);
      holder.take(reply);
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
    if (base.value?.id === theirs.id) writing.value = refused(writing.value, theirs);
    holder.take(theirs);
  }

  function settle(field: Field, keepMine: boolean): void {
    writing.value = settled(writing.value, field, keepMine);
    void flush();
  }

  watch(() => holder.draft(), (now, before) => {
    if (now && now.id === before?.id) return void (writing.value = received(writing.value, now));
    const waiting = pending.value;
    rest();
    if (before && Object.keys(waiting).length) void rescue(before.id, waiting);
    writing.value = begun(now);
    picked.clear();
    state.value = "saved";
    problem.value = "";
  }, { flush: "sync" });

  /** The desk moved on to another call while something was unsaved: it still goes to its own draft. */
  async function rescue(id: string, waiting: Pending): Promise<void> {
    const fresh = await get<Draft>(`/drafts/${id}`).catch(() => null);
    if (fresh?.status === "open") {
      await patch(`/drafts/${id}`, { version: fresh.version, changes: toChanges(waiting) }).catch(() => undefined);
    }
  }

  return { draft, base, pending, state, problem, conflicts, others, welcome, edit, enter, leave, flush, act, settle };
}

export type DraftEditing = ReturnType<typeof useDraftEditing>;
