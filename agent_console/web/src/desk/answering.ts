/** The answer on the spot while it is being written: its text, and whether its dialog is open; others may put a phrase into it. */

import { defineStore } from "pinia";
import { ref } from "vue";

const LONGEST = 4_000;

/** Written after what stands there, on a line of its own. Pure. */
export function withPhrase(before: string, phrase: string): string {
  const kept = before.trimEnd();
  return (kept ? `${kept}\n${phrase}` : phrase).slice(0, LONGEST);
}

export const useAnswering = defineStore("answering", () => {
  const text = ref("");
  const open = ref(false);

  /** Put the phrase into the answer and show it. */
  function insert(phrase: string): void {
    text.value = withPhrase(text.value, phrase);
    open.value = true;
  }

  return { text, open, insert };
});
