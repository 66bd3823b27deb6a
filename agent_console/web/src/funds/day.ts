/** Days as the server wants them, by the hotline's own clock, whatever the zone of the machine that shows the page. */

import { dateTime } from "@/clock";

const DAY_LENGTH = "2026-03-04".length;

/** 2026-03-04 of a moment. */
export function dayOf(iso: string): string {
  return dateTime(iso).slice(0, DAY_LENGTH);
}

export function today(): string {
  return dayOf(new Date().toISOString());
}

export function thisYear(): number {
  return Number(today().slice(0, 4));
}
