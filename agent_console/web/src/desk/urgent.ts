/** Urgent words of a call: told at once, acknowledged once, never gone from the call. */

import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";
import type { Draft, Segment } from "@/api/model";
import { useDesk } from "@/live/store";
import { locate, shownText } from "./marking";

export type Urgent = Draft["urgent"][number];
const CALLS_MAX = 50;

/** What has not been acknowledged yet; a word that is heard later calls anew. */
export function unheeded(urgent: readonly Urgent[], acknowledged: readonly string[]): Urgent[] {
  return urgent.filter((one) => !acknowledged.includes(one.word));
}

export interface Alarm {
  sentence: string;
  words: string[];
  segment: string | null;
}

/** One sentence once, however many urgent words it holds. */
export function sentences(urgent: readonly Urgent[]): Alarm[] {
  const said = [...new Set(urgent.map((one) => one.sentence))];
  return said.map((sentence) => {
    const hits = urgent.filter((one) => one.sentence === sentence);
    return { sentence, words: [...new Set(hits.map((one) => one.word))], segment: hits[0]!.segment };
  });
}

/** The sentence as people read it, where the line that it stood in is known. */
export function readableOf(alarm: Pick<Alarm, "sentence" | "segment">, segments: readonly Segment[]): string {
  const line = segments.find((one) => one.segment === alarm.segment);
  if (!line) return alarm.sentence;
  const { start, end } = locate(line, { phrase: alarm.sentence });
  return shownText(line).slice(start, end);
}

export const useUrgent = defineStore("urgent", () => {
  const desk = useDesk();
  const acknowledged = shallowRef<Record<string, string[]>>({});
  const draft = computed(() => desk.desk.draft);
  const all = computed(() => draft.value?.urgent ?? []);
  const calling = computed(() => (draft.value?.status === "open" ? unheeded(all.value, acknowledged.value[draft.value.id] ?? []) : []));

  function acknowledge(): void {
    if (!draft.value) return;
    const kept = Object.entries(acknowledged.value).slice(-CALLS_MAX);
    acknowledged.value = { ...Object.fromEntries(kept), [draft.value.id]: all.value.map((one) => one.word) };
  }

  const alarms = computed(() => sentences(all.value));
  return { all, calling, alarms, acknowledge };
});
