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

/** The hotline lives by Beijing time, whatever the zone of the machine that shows the page: due times end at 17:00. */
const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function inZone(moment: string | number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(moment)).map((part) => [part.type, part.value]));
}

export function clockTime(iso: string | null | undefined): string {
  if (!iso) return "–";
  const at = inZone(iso);
  return `${at.hour}:${at.minute}`;
}

/** The time of day with seconds, for a wall. */
export function wallTime(moment: number): string {
  const at = inZone(moment);
  return `${at.hour}:${at.minute}:${at.second}`;
}

export function dateTime(iso: string | null | undefined): string {
  if (!iso) return "–";
  const at = inZone(iso);
  return `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}`;
}
