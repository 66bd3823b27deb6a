/** Whether all that a page asked for when it was opened has come. What it asks later, for news or at a key, is its own part's matter. */

import { readonly, ref } from "vue";

const LONG_MS = 300;
const waiting = ref(false);
const long = ref(false);
let looking = false;
let asked = 0;
let turn = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** True from a page's first question until no answer is outstanding; bounded by the patience of each question. */
export const firstLook = readonly(waiting);
/** The same, for who has waited long enough to wonder. */
export const longLook = readonly(long);

function say(now: boolean): void {
  waiting.value = now;
  clearTimeout(timer);
  if (now) timer = setTimeout(() => (long.value = waiting.value), LONG_MS);
  else long.value = false;
}

/** A page, or a tab of it, is opened: its questions begin. */
export function opened(): void {
  turn += 1;
  [looking, asked] = [true, 0];
  say(false);
}

/** A question goes out; what is returned is called once it was answered, refused or given up. */
export function asking(): () => void {
  const mine = turn;
  if (!looking) return () => undefined;
  asked += 1;
  if (asked === 1 && !waiting.value) say(true);
  return () => {
    if (mine !== turn || --asked) return;
    // An answer often leads to the next question at once: only when there is none is the look over.
    setTimeout(() => {
      if (mine !== turn || asked) return;
      looking = false;
      say(false);
    });
  };
}
