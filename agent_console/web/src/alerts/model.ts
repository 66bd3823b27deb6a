/** The shapes of alerts, and how the pages put them. Pure. */

import type { Of } from "@/api/model";

export type Alarm = Of<"AlarmOut">;
export type Rule = Of<"AlertRuleOut">;
export type RuleDraft = Omit<Rule, "id" | "version" | "changed_at" | "changed_by">;
export type Watched = Of<"Watched">;
export type Kind = Watched["kinds"][number];
export type AlarmEvent = Of<"AlarmEventOut">;
export type RuleChange = Of<"AlertRuleChange">;
export type Step = Rule["escalation"][number];
export type Called = Watched["people"][number];
export type Severity = Alarm["severity"];

export const SEVERITIES: Severity[] = ["notice", "warning", "critical"];
export const COLOURS: Record<Severity, "grey" | "amber" | "red"> = { notice: "grey", warning: "amber", critical: "red" };
export const EACH = "*";
export const MOST_STEPS = 4;
const STEP_MIN = 5;

/** A new rule of a kind begins where its figure could do harm; a person sets the figures. */
export function newRule(kind: Kind): RuleDraft {
  const calm = kind.sense === "at_least" ? Math.max(kind.least, 0) : kind.least;
  return { title: kind.title, kind: kind.kind, scope: kind.of === "house" ? "" : EACH, threshold: kind.sense === "at_least" ? 1 : kind.least, clear_at: calm, hold_s: 0, calm_s: 0, severity: "warning", roles: ["supervisor"], tell_queue: false, quiet_from: "", quiet_to: "", escalation: [], on: true };
}

/** Whether what clears lies on the calm side, as the server will ask. */
export function rests(kind: Kind, threshold: number, clearAt: number): boolean {
  if (kind.sense === "below") return clearAt >= threshold;
  return kind.sense === "above" ? clearAt <= threshold : clearAt < threshold;
}

/** The one that the key acknowledges: the first that nobody has seen to. */
export function firstOpen(alarms: readonly Alarm[]): Alarm | undefined {
  return alarms.find((one) => !one.acknowledged_at);
}

/** Those that went up and that nobody has seen to, in the order of the list. */
export function escalated(alarms: readonly Alarm[]): Alarm[] {
  return alarms.filter((one) => one.escalated > 0 && !one.acknowledged_at);
}

/** A further step comes after the last one, and begins with showing it louder only. */
export function newStep(steps: readonly Step[]): Step {
  const last = steps.at(-1)?.after_min ?? 0;
  return { after_min: Math.min(1440, last + STEP_MIN), roles: [], people: [], message: false };
}

/** As the server will ask: each step later than the one before. */
export function climbs(steps: readonly Step[]): boolean {
  return steps.every((step, n) => n === 0 || step.after_min > steps[n - 1]!.after_min);
}

/** Named people whom no short message reaches. */
export function outOfReach(step: Step, people: readonly Called[]): Called[] {
  return people.filter((one) => step.people.includes(one.id) && !one.mobile);
}

/** Both times of day as `22:00`, or neither. */
export function isSpan(from: string, to: string): boolean {
  const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
  return from || to ? clock.test(from) && clock.test(to) : true;
}
