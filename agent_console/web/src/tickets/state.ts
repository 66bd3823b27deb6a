/** What a ticket's state, lamp and deadline mean at a time. Pure. */

import type { Ticket } from "@/api/model";

export const STATES = [
  "accepted", "answered", "dispatched", "signed", "handling", "reviewing", "callback", "closed", "archived",
  "supplement", "suspended", "merged", "transferred", "problem_ticket",
] as const;
export const STAGES = ["accept", "joint_study", "joint_handling", "oversight"] as const;
const DONE = ["closed", "archived", "answered", "merged", "transferred"];
/** The unit has done its part, or the clock rests: no time is left to tell. */
const RESTING = [...DONE, "reviewing", "callback", "supplement"];
const HOUR_MS = 3_600_000;
const WARNING_SHARE = 0.2;

type Timed = Pick<Ticket, "state" | "deadline"> & { dispatched_at?: string | null };
export type Light = Ticket["light"];
export type Tone = "green" | "red" | "amber" | "";

export interface TimeLeft {
  overdue: boolean;
  unit: "days" | "hours" | "minutes";
  n: number;
}

/** Calendar time to a moment, rounded down. */
export function until(moment: string, now: number): TimeLeft {
  const left = Date.parse(moment) - now;
  const hours = Math.floor(Math.abs(left) / HOUR_MS);
  if (hours >= 48) return { overdue: left < 0, unit: "days", n: Math.floor(hours / 24) };
  if (hours >= 1) return { overdue: left < 0, unit: "hours", n: hours };
  return { overdue: left < 0, unit: "minutes", n: Math.floor(Math.abs(left) / 60_000) };
}

/** Calendar time to the deadline; null where no clock runs. */
export function timeLeft(ticket: Timed, now: number): TimeLeft | null {
  return !ticket.deadline || RESTING.includes(ticket.state) ? null : until(ticket.deadline, now);
}

/** The lamp's colour as a tag's: blue is the plain one. */
export function lampTone(light: Light): Tone {
  return light === "yellow" ? "amber" : light === "blue" ? "" : light;
}

/** The lights by the times alone: green done, red overdue, amber with at most 20 % of the time left, else blue (no extra class). */
export function tone(ticket: Timed & { light?: Light }, now: number): Tone {
  if (DONE.includes(ticket.state)) return "green";
  if (ticket.light) return lampTone(ticket.light);
  if (!ticket.deadline) return "";
  const left = Date.parse(ticket.deadline) - now;
  if (left < 0) return "red";
  const whole = ticket.dispatched_at ? Date.parse(ticket.deadline) - Date.parse(ticket.dispatched_at) : 0;
  return whole > 0 && left / whole <= WARNING_SHARE ? "amber" : "";
}
