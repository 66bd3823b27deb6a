/** Urgent words of a call: told at once, acknowledged once, never gone from the call. */

import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Draft } from "@/api/model";
import { useDesk } from "@/live/store";

export type Urgent = Draft["urgent"][number];
const CALLS_MAX = 50;

/** What has not been acknowledged yet; a word that is heard later calls anew. */
export function unheeded(urgent: readonly Urgent[], acknowledged: readonly string[]): Urgent[] {
  return urgent.filter((one) => !acknowledged.includes(one.word));
}

/** One sentence once, however many urgent words it holds. */
export function sentences(urgent: readonly Urgent[]): Array<{ sentence: string; words: string[] }> {
  const said = [...new Set(urgent.map((one) => one.sentence))];
  return said.map((sentence) => ({ sentence, words: urgent.filter((one) => one.sentence === sentence).map((one) => one.word) }));
}

export const useUrgent = defineStore("urgent", () => {
  const desk = useDesk();
  const acknowledged = shallowRef<Record<string, string[]>>({});
  const draft = computed(() => desk.desk.draft);
  const all = computed(() => draft.value?.urgent ?? []);
  const calling = computed(() => (draft.value?.status === "open" ? unheeded(all.value, acknowledged.value[draft.value.call_id] ?? []) : []));

  function acknowledge(): void {
    if (!draft.value) return;
    const kept = Object.entries(acknowledged.value).slice(-CALLS_MAX);
    acknowledged.value = { ...Object.fromEntries(kept), [draft.value.call_id]: all.value.map((one) => one.word) };
  }

  return { all, calling, acknowledge };
});
