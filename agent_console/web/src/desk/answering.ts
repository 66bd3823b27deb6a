/** The answer on the spot while it is being written: its text, and whether its dialog is open; others may put a phrase into it. */

import { defineStore } from "pinia";
import { reactive, ref } from "vue";

export const LONGEST = 4_000;

/** Where a page writes its answer: what is looked up beside it goes in, and its dialog steps aside meanwhile. */
export interface Answering {
  open: boolean;
  insert(phrase: string): void;
}

/** Written after what stands there, on a line of its own. Pure. */
export function withPhrase(before: string, phrase: string): string {
  const kept = before.trimEnd();
  return (kept ? `${kept}\n${phrase}` : phrase).slice(0, LONGEST);
}

function written() {
  const text = ref("");
  const open = ref(false);

  /** Put the phrase into the answer and show it. */
  function insert(phrase: string): void {
    text.value = withPhrase(text.value, phrase);
    open.value = true;
  }

  return { text, open, insert };
}

/** The desk's own, which outlives a look at another page. */
export const useAnswering = defineStore("answering", written);

/** An answer of a page that is thrown away with it. */
export const newAnswering = () => reactive(written());
export type WrittenAnswer = ReturnType<typeof newAnswering>;
