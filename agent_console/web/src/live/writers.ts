/** Says which field of a call's draft this page writes in, and shows where the others are. */

import { onScopeDispose, ref, shallowRef, watch } from "vue";
import { type Beside, SAID_EVERY_MS, type Writer, after, present } from "./company";
import { ANEW, speak, useOverheard } from "./overheard";

interface Place {
  /** The call in whose draft this page writes; null for none. */
  call: () => string | null;
  field: () => string | null;
  /** Who comes beside hears of the call only as long as it says so; the call's own agent says something when there is company. */
  comesBeside: boolean;
  me: () => string | null;
}

const AGAIN_MS = 1_000;

export function useWriters(place: Place) {
  const others = shallowRef<Beside[]>([]);
  const welcome = ref(false);
  let again: ReturnType<typeof setTimeout> | undefined;

  /** Where it is refused (the draft is not there yet), once more. */
  async function tell(here = true, call = place.call()): Promise<void> {
    clearTimeout(again);
    if (!call || !(place.comesBeside || others.value.length || !here)) return;
    const told = await speak("writing", { call, field: place.field() ?? "", here });
    if (call === place.call() && here) welcome.value = told;
    if (!told && here && place.comesBeside && call === place.call()) again = setTimeout(() => void tell(), AGAIN_MS);
  }

  useOverheard((event) => {
    if (event.event === ANEW) return void tell();
    if (event.event !== "writing") return;
    const said = event.data as Writer;
    if (said.call !== place.call() || said.person === place.me()) return;
    const known = others.value.some((one) => one.person === said.person);
    others.value = after(others.value, said, Date.now());
    if (said.here && !known) void tell();
  });

  const beat = setInterval(() => {
    others.value = present(others.value, Date.now());
    void tell();
  }, SAID_EVERY_MS);

  watch(place.call, (call, before) => {
    others.value = [];
    welcome.value = false;
    if (before && place.comesBeside) void speak("writing", { call: before, field: "", here: false });
    if (call) void tell();
  }, { immediate: true });
  watch(place.field, () => void tell());
  onScopeDispose(() => {
    clearInterval(beat);
    clearTimeout(again);
    const call = place.call();
    if (call && (place.comesBeside || others.value.length)) void speak("writing", { call, field: "", here: false });
  });
  return { others, welcome };
}
