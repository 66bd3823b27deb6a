/** A call of somebody else's, as whoever writes beside hears it: what was said, its draft, and its end. */

import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Draft } from "@/api/model";
import { sentence } from "@/api/http";
import { callStory } from "@/calls/story";
import { type Desk, EMPTY_DESK, applyOne } from "./apply";
import { ANEW, useOverheard } from "./overheard";

/** Without a connection nothing is heard: then it is asked for now and then. */
const UNHEARD_MS = 5_000;

export function useFollowed(id: () => string | null, heard: () => boolean) {
  const desk = shallowRef<Desk>(EMPTY_DESK);
  const problem = ref("");

  async function ask(): Promise<void> {
    const call = id();
    if (!call) return void (desk.value = EMPTY_DESK);
    try {
      const story = await callStory(call);
      if (call !== id()) return;
      const known = desk.value;
      const draft = story.draft && known.draft?.id === call && known.draft.version > story.draft.version ? known.draft : story.draft;
      const ended = story.ended_at ? { call, reason: story.reason ?? "completed", by: story.by ?? "", talked_s: story.talked_s } : null;
      desk.value = { ...EMPTY_DESK, call: { call, answered_at: story.answered_at } as Desk["call"], segments: story.segments, interims: known.interims, draft, ended };
      problem.value = "";
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  function take(draft: Draft): void {
    const known = desk.value.draft;
    if (draft.id === id() && !(known?.id === draft.id && known.version > draft.version)) desk.value = { ...desk.value, draft };
  }

  useOverheard((event) => {
    if (event.event === ANEW) void ask();
    else if (desk.value.call) desk.value = applyOne(desk.value, event);
  });
  /** What was said between the question and the first word that is heard is in neither: asked once more. */
  watch([id, heard], () => void ask(), { immediate: true });
  watch(id, () => (desk.value = EMPTY_DESK), { flush: "sync" });
  const timer = setInterval(() => !heard() && void ask(), UNHEARD_MS);
  onScopeDispose(() => clearInterval(timer));
  return { desk: computed(() => desk.value), problem, take, ask };
}

