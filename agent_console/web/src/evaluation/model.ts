/** Callbacks as the pages see them: boxes, lamps, what an answer still lacks, and the month of the figures. Pure. */

import type { Of } from "@/api/model";

export type Evaluation = Of<"EvaluationOut">;
export type EvaluationPage = Of<"EvaluationPage">;
export type Message = Of<"MessageOut">;
export type MessagePage = Of<"MessagePage">;
export type Received = Of<"ReceivedMessage">;
export type ReceivedPage = Of<"ReceivedPage">;
export type UnitFigures = Of<"EvaluationFigures">;
export type Solved = NonNullable<Evaluation["solved"]>;
export type Outcome = Of<"TryIn">["outcome"];

export const BOXES = ["to_call", "later", "mine", "appeals", "ended"] as const;
export type Box = (typeof BOXES)[number];
export const TABS = [...BOXES, "figures", "questionnaires", "messages"] as const;
export type Tab = (typeof TABS)[number];
/** From the best down, as they are read out; the digit is the key. */
export const GRADES = [5, 4, 3, 2, 1] as const;
export const SOLVED_KEYS: Record<string, Solved> = { S: "solved", P: "partly", U: "unsolved", E: "explained" };
export const OUTCOMES: readonly Outcome[] = ["no_answer", "busy", "later", "refused", "wrong_number"];
/** Nobody rings again after these. */
const FINAL: readonly Outcome[] = ["refused", "wrong_number"];
export const CAME_TO_TONES: Record<Received["came_to"], string> = { answer: "green", person: "amber", rest: "grey", unknown: "red" };
export const MESSAGE_STATES = ["queued", "sent", "delivered", "failed", "suppressed"] as const;
export const MESSAGE_TONES: Record<Message["state"], string> = { queued: "", sent: "", delivered: "green", failed: "red", suppressed: "grey" };
const WARNING_SHARE = 0.2;

/** Notices lead to /evaluation/appeals and the like; whatever else is asked for is the list of who is to be called. */
export function tabOf(value: unknown): Tab {
  return TABS.find((tab) => tab === value) ?? "to_call";
}

export function isFinal(outcome: Outcome): boolean {
  return FINAL.includes(outcome);
}

/** Red when late, yellow with a fifth of the time left, green once the citizen was heard, grey where nobody was. */
export function lamp(row: Pick<Evaluation, "opened_at" | "due_at" | "ended_at" | "effective">, now: number): "red" | "yellow" | "blue" | "green" | "grey" {
  if (row.ended_at) return row.effective ? "green" : "grey";
  const [opened, due] = [Date.parse(row.opened_at), Date.parse(row.due_at)];
  if (now > due) return "red";
  return due - now <= (due - opened) * WARNING_SHARE ? "yellow" : "blue";
}

export interface Said {
  contacted: boolean | null;
  solved: Solved | null;
  grade: number | null;
  comment: string;
}

export const nothingSaid = (): Said => ({ contacted: null, solved: null, grade: null, comment: "" });

/** What keeps an answer from being saved; a citizen may decline to grade, but not to say whether it is solved. */
export function lacks(said: Said): "solved" | "words" | null {
  if (!said.solved) return "solved";
  return said.solved === "unsolved" && !said.comment.trim() ? "words" : null;
}

/** First and last day of a month, `2026-02` → `2026-02-01`, `2026-02-28`. */
export function daysOf(month: string): { first: string; last: string } {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { first: `${month}-01`, last: `${month}-${String(days).padStart(2, "0")}` };
}

/** Shares of the five grades in percent, the best first; all 0 where nobody graded. */
export function shares(grades: readonly number[]): number[] {
  const all = grades.reduce((sum, count) => sum + count, 0);
  return grades.map((count) => (all ? (count / all) * 100 : 0));
}

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;
/** Hours at which citizens are glad to be called, one in each part of the day. */
const WISHED_HOURS = [10, 14, 18] as const;

export interface WishChoice {
  day: "today" | "tomorrow" | "dayAfter";
  hour: number;
  at: string;
}

/** The next moments that a citizen may wish to be called, in Beijing's hours, as the form offers them. */
export function wishChoices(now: number, most = 4): WishChoice[] {
  const found: WishChoice[] = [];
  for (const [n, day] of (["today", "tomorrow", "dayAfter"] as const).entries()) {
    const date = new Date(now + BEIJING_MS + n * DAY_MS).toISOString().slice(0, 10);
    for (const hour of WISHED_HOURS) {
      const at = `${date}T${String(hour).padStart(2, "0")}:00:00+08:00`;
      if (Date.parse(at) > now + 1_800_000) found.push({ day, hour, at });
    }
  }
  return found.slice(0, most);
}

/** How the call that was dialled from the form stands, as far as this desk knows. */
export function callStands(dialled: string | null, live: { call: string; answered_at?: string | null } | null, ended: boolean): "none" | "ringing" | "talking" | "over" | "notReached" {
  if (!dialled) return "none";
  if (live?.call !== dialled) return "over";
  if (ended) return live.answered_at ? "over" : "notReached";
  return live.answered_at ? "talking" : "ringing";
}
