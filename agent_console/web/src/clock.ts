/** One ticking clock for all timers of the page, and the formats of times and durations. */

import { onUnmounted, readonly, ref } from "vue";

const now = ref(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

export function useNow() {
  if (users++ === 0) {
    now.value = Date.now();
    timer = setInterval(() => (now.value = Date.now()), 500);
  }
  onUnmounted(() => {
    if (--users === 0) clearInterval(timer);
  });
  return readonly(now);
}

const two = (value: number) => String(value).padStart(2, "0");

/** Seconds as m:ss, from an hour on h:mm:ss; never negative. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

export function secondsSince(iso: string | null | undefined, at: number): number {
  return iso ? (at - Date.parse(iso)) / 1000 : 0;
}

export function clockTime(iso: string | null | undefined): string {
  if (!iso) return "–";
  const date = new Date(iso);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function dateTime(iso: string | null | undefined): string {
  if (!iso) return "–";
  const date = new Date(iso);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(iso)}`;
}
