/** What is offered for the draft at hand, asked anew a moment after its matter or its call has changed. */

import { computed, onUnmounted, shallowRef, watch } from "vue";
import { get, query } from "@/api/http";
import type { Draft } from "@/api/model";
import type { Suggestions } from "./model";

const PAUSE_MS = 900;
const NOTHING: Suggestions = { articles: [], scripts: [] };

export function useSuggestions(draft: () => Draft | null, state: () => string) {
  const offered = shallowRef<Suggestions>(NOTHING);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const asks = computed(() => {
    const now = draft();
    return JSON.stringify(now ? [now.id, now.category?.code, now.title, now.object, now.matter, now.urgent.length, state()] : [state()]);
  });

  async function ask(): Promise<void> {
    const question = asks.value;
    const answer = await get<Suggestions>(`/knowledge/suggestions${query({ draft: draft()?.id })}`).catch(() => null);
    if (answer && question === asks.value) offered.value = answer;
  }

  watch(asks, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  }, { immediate: true });
  onUnmounted(() => clearTimeout(timer));
  return offered;
}
