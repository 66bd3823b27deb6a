/** Playing a day: the moment goes on by itself, and the floor of that moment is asked for a few times a second at most. */

import { onUnmounted, ref, shallowRef, watch } from "vue";
import { get, query, sentence } from "@/api/http";
import { type Moment, played, SPEEDS } from "./replay";

const TICK_MS = 250;
const ASK_MS = 500;

export function usePlayer(end: () => number) {
  const at = ref(0);
  const playing = ref(false);
  const speed = ref(SPEEDS[2]!);
  const moment = shallowRef<Moment | null>(null);
  const problem = ref("");
  let timer: ReturnType<typeof setInterval> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let busy = false;

  async function ask(): Promise<void> {
    if (busy || !at.value) return;
    const wanted = at.value;
    busy = true;
    asked = Date.now();
    try {
      moment.value = await get<Moment>(`/timeline/moment${query({ at: new Date(wanted).toISOString() })}`);
      problem.value = "";
    } catch (error) {
      problem.value = sentence(error);
      playing.value = false;
    } finally {
      busy = false;
      if (at.value !== wanted && !playing.value) soon();
    }
  }

  function soon(): void {
    clearTimeout(later);
    later = setTimeout(() => void ask(), Math.max(0, asked + ASK_MS - Date.now()));
  }

  function tick(): void {
    at.value = played(at.value, TICK_MS, speed.value, end());
    if (at.value >= end()) playing.value = false;
  }

  function faster(by: number): void {
    const n = SPEEDS.indexOf(speed.value) + by;
    speed.value = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, n))]!;
  }

  watch(at, soon);
  watch(playing, (on) => {
    clearInterval(timer);
    if (on) timer = setInterval(tick, TICK_MS);
  });
  onUnmounted(() => {
    clearInterval(timer);
    clearTimeout(later);
  });
  return { at, playing, speed, moment, problem, faster };
}
