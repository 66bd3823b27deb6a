/** What a ticket's state and deadline mean at a time. Pure. */

import type { Ticket } from "@/api/model";

export const STATES = [
  "accepted", "answered", "dispatched", "signed", "handling", "reviewing", "callback", "closed", "archived",
  "supplement", "suspended", "merged", "transferred", "problem_ticket",
] as const;
const DONE = ["closed", "archived", "answered", "merged", "transferred"];
const HOUR_MS = 3_600_000;
const WARNING_SHARE = 0.2;

type Timed = Pick<Ticket, "state" | "deadline"> & { dispatched_at?: string | null };

export interface TimeLeft {
  overdue: boolean;
  unit: "days" | "hours";
  n: number;
}

/** Calendar time to the deadline, rounded down; null where no clock runs. */
export function timeLeft(ticket: Timed, now: number): TimeLeft | null {
  if (!ticket.deadline || DONE.includes(ticket.state)) return null;
  const left = Date.parse(ticket.deadline) - now;
  const hours = Math.floor(Math.abs(left) / HOUR_MS);
  return { overdue: left < 0, unit: hours >= 48 ? "days" : "hours", n: hours >= 48 ? Math.floor(hours / 24) : hours };
}

/** The lights: green done, red overdue, amber with at most 20 % of the time left, else blue (no extra class). */
export function tone(ticket: Timed, now: number): "green" | "red" | "amber" | "" {
  if (DONE.includes(ticket.state)) return "green";
  if (!ticket.deadline) return "";
  const left = Date.parse(ticket.deadline) - now;
  if (left < 0) return "red";
  const whole = ticket.dispatched_at ? Date.parse(ticket.deadline) - Date.parse(ticket.dispatched_at) : 0;
  return whole > 0 && left / whole <= WARNING_SHARE ? "amber" : "";
}
