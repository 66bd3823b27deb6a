/** Quality as its pages use it: names of the generated shapes, tabs, and what a key does to an answer. Pure. */

import type { Of, Role } from "@/api/model";

export type Review = Of<"ReviewOut">;
export type ReviewItem = Of<"ReviewItem">;
export type Form = Of<"FormOut">;
export type FormBody = Form["body"];
export type Group = FormBody["groups"][number];
export type Criterion = Group["criteria"][number];
export type Value = "yes" | "no" | "na" | number;
export interface Answer {
  value: Value | null;
  comment: string;
}
export type Answers = Record<string, Answer>;
export type Mark = Of<"Mark">;
export type Sample = Of<"CallSampleOut">;
export type SampleCheck = Of<"CallSampleCheck">;
export type Rule = Of<"SampleRuleOut">;
export type Reviewer = Of<"ReviewerOut">;
export type Calibration = Of<"CalibrationOut">;
export type Figures = Of<"QualityFigures">;
export type ReviewerFigures = Of<"ReviewerQuality">;
export type Mismatch = Of<"MismatchOut">;
export type MismatchFigures = Of<"MismatchFigures">;
export type RateOf = Figures["passed"];

export const TABS = ["mine", "work", "samples", "mismatches", "calibration", "figures", "forms"] as const;
export type Tab = (typeof TABS)[number];
export const PURPOSES = ["routine", "special", "newcomer", "complaint"] as const;
export const RULES = ["complaint_as_consultation", "report_as_other", "consultation_as_complaint", "called_again", "no_answer_text", "nobody_with_speech"] as const;
export const CORRECT = ["type", "outcome", "answer", "ticket", "none"] as const;
const DAY_MS = 86_400_000;

/** Agents and leaders have their own reviews, reviewers all the rest. */
export function tabsFor(has: (...roles: Role[]) => boolean): Tab[] {
  return TABS.filter((tab) => (tab === "mine" ? has("agent", "leader") : has("supervisor", "inspector")));
}

export const criteriaOf = (body: FormBody): Criterion[] => body.groups.flatMap((group) => group.criteria);

/** What may be given: in the order of the keys 1, 2, 3 for yes and no; for points 0 to the most, then "na". */
export function choices(criterion: Criterion): Value[] {
  const na: Value[] = criterion.optional ? ["na"] : [];
  if (criterion.kind === "yes_no") return ["yes", "no", ...na];
  return [...Array(criterion.most + 1).keys(), ...na];
}

/** The answer after a digit; undefined where the digit says nothing. N is always "na". */
export function afterKey(criterion: Criterion, key: string): Value | undefined {
  if (key === "N") return criterion.optional ? "na" : undefined;
  const digit = Number(key);
  if (!/^\d$/.test(key)) return undefined;
  if (criterion.kind === "points") return digit <= criterion.most ? digit : undefined;
  return choices(criterion)[digit - 1];
}

/** ← and → walk through what may be given, and stop at its ends. */
export function stepped(criterion: Criterion, value: Value | null, by: number): Value {
  const all = choices(criterion);
  const at = value === null ? (by > 0 ? -1 : all.length) : all.indexOf(value);
  return all[Math.max(0, Math.min(all.length - 1, at + by))]!;
}

/** The first criterion from `from` on, round to the beginning, without an answer; -1 where all have one. */
export function nextMissing(criteria: readonly Criterion[], answers: Answers, from: number): number {
  const order = criteria.map((_, n) => (from + n) % criteria.length);
  return order.find((n) => answers[criteria[n]!.code]?.value == null) ?? -1;
}

export const points = (score: number | null | undefined): string => (score === null || score === undefined ? "–" : score.toFixed(2).replace(/\.?0+$/, ""));
export const signed = (value: number): string => (value > 0 ? `+${points(value)}` : points(value));
export const tone = (passed: boolean | null): string => (passed === null ? "grey" : passed ? "green" : "red");

/** The last `days` days up to now, as the figures are asked for. */
export function lastDays(days: number, now: number): { since: string; until: string } {
  return { since: new Date(now - days * DAY_MS).toISOString(), until: new Date(now).toISOString() };
}
