/** The wall's day: intervals and hours, asked for now and then; the server counts them once for all walls. */

import { onMounted, onUnmounted, ref, shallowRef } from "vue";
import { get } from "@/api/http";
import type { Of } from "@/api/model";

export type Day = Of<"DayFigures">;
export type Level = Of<"ServiceLevel">;
const EVERY_MS = 15_000;
/** So long a day's figures may be old before the wall says so. */
export const DAY_STALE_MS = 90_000;

export function useDay() {
  const day = shallowRef<Day | null>(null);
  const at = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  async function ask(): Promise<void> {
    try {
      day.value = await get<Day>("/wallboard/day");
      at.value = Date.now();
    } catch {
      // what was shown stays, and its age says that it is old
    }
  }

  onMounted(() => {
    void ask();
    timer = setInterval(() => void ask(), EVERY_MS);
  });
  onUnmounted(() => clearInterval(timer));
  return { day, at };
}
