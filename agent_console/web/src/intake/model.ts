/** The shapes of the intake's pages, from the generated types. */

import type { Of } from "@/api/model";

export type Intake = Of<"IntakeOut">;
export type IntakeDetail = Of<"IntakeDetail">;
export type Worklist = Of<"Worklist">;
export type Channel = Intake["channel"];
export type IntakeCommand = IntakeDetail["allowed"][number];
export type Attachment = Of<"AttachmentOut">;
export type Sitting = Of<"VisitSessionOut">;
export type Visit = Of<"VisitOut">;
export type VisitFigures = Of<"VisitFigures">;
export type Slot = Of<"SlotOut">;
export type PreventedFigures = Of<"PreventedFigures">;
export type Platform = Of<"PlatformOut">;
export type Delivery = Of<"DeliveryOut">;

export const WRITTEN: Channel[] = ["mailbox", "walk_in", "visit", "grid", "chat", "110", "platform"];
/** Channels whose matters a clerk writes down here; visits are written down in their sitting. */
export const BY_CLERKS = ["walk_in", "grid", "chat", "110"] as const;
export type ByClerk = (typeof BY_CLERKS)[number];
export const KINDS = ["evening", "window", "appointment", "desk"] as const;

/** Whole minutes until acceptance is due; negative when it is past. */
export function minutesLeft(due: string | null, now: number): number | null {
  return due ? Math.floor((Date.parse(due) - now) / 60_000) : null;
}

/** Whether the matter's state, its kind and its clerk let somebody do this; `over` is a dispatcher or a supervisor. */
export function may(matter: IntakeDetail, command: IntakeCommand, me: string | undefined, over: boolean): boolean {
  if (!matter.allowed.includes(command)) return false;
  if (matter.state !== "received" && !over && matter.accepted_by?.id !== me) return false;
  if (command === "prevent") return matter.origin === "proactive";
  return (command !== "hand_back" && command !== "confer") || matter.channel === "110";
}

export const TONES: Record<Intake["light"], string> = { blue: "", green: "green", yellow: "amber", red: "red" };

/** The words of a text in pieces, those of ``phrases`` marked; each phrase once, where it first stands. */
export function pieces(text: string, phrases: readonly string[]): Array<{ text: string; marked: boolean }> {
  const found: Array<[number, number]> = [];
  for (const phrase of phrases) {
    const at = phrase ? text.indexOf(phrase) : -1;
    if (at >= 0 && !found.some(([from, to]) => at < to && at + phrase.length > from)) found.push([at, at + phrase.length]);
  }
  const parts: Array<{ text: string; marked: boolean }> = [];
  let end = 0;
  for (const [from, to] of found.sort((a, b) => a[0] - b[0])) {
    if (from > end) parts.push({ text: text.slice(end, from), marked: false });
    parts.push({ text: text.slice(from, to), marked: true });
    end = to;
  }
  if (end < text.length) parts.push({ text: text.slice(end), marked: false });
  return parts;
}

/** The half-year that a day lies in, as two ISO moments of Beijing time. */
export function halfYears(now: number): Array<{ name: string; since: string; until: string }> {
  const date = new Date(now + 8 * 3_600_000);
  const year = date.getUTCFullYear();
  const half = date.getUTCMonth() < 6 ? 1 : 2;
  return [0, 1, 2, 3].map((back) => {
    const index = year * 2 + (half - 1) - back;
    const [of, which] = [Math.floor(index / 2), (index % 2) + 1];
    const [since, until] = which === 1 ? [`${of}-01-01`, `${of}-07-01`] : [`${of}-07-01`, `${of + 1}-01-01`];
    return { name: `${of}H${which}`, since: `${since}T00:00:00+08:00`, until: `${until}T00:00:00+08:00` };
  });
}
