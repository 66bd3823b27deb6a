/** Shapes of dispatch, and what the screens derive from them. Pure. */

import type { Of } from "@/api/model";

export type BoxTicket = Of<"BoxTicket">;
export type DispatchCounts = Of<"DispatchCounts">;
export type Objection = Of<"ObjectionOut">;
export type Advice = Of<"Advice">;
export type Option = Advice["options"][number];
export type Kin = Of<"Kin">;
export type Batch = Of<"BatchOut">;
export type BatchAdded = Of<"BatchAdded">;
export type Leftover = Of<"LeftoverOut">;

export const TABS = ["to_dispatch", "objections", "extensions", "suspensions", "problem", "returned", "leftovers", "batches"] as const;
export type Tab = (typeof TABS)[number];
export const TICKET_BOXES = ["to_dispatch", "extensions", "suspensions", "problem", "returned"] as const;
export type TicketBox = (typeof TICKET_BOXES)[number];

export interface Plan {
  unit: string;
  co_units: string[];
  cc: string[];
  level: number;
  reason: string;
}

/** The tab that an address names; the first where it names none. */
export function tabOf(name: unknown): Tab {
  return TABS.find((tab) => tab === name) ?? "to_dispatch";
}

/** What a plan is sent as: to whom it goes first, is named by a joint study, or goes from one unit to another. */
export function commandOf(box: TicketBox): "dispatch" | "name-unit" | "redispatch" {
  if (box === "to_dispatch") return "dispatch";
  return box === "problem" ? "name-unit" : "redispatch";
}

/** What a unit asked for is granted or refused: the commands of the box. */
export const DECISIONS: Partial<Record<TicketBox, { grant: "extend" | "suspend"; refuse: "refuse_extension" | "refuse_suspension" }>> = {
  extensions: { grant: "extend", refuse: "refuse_extension" },
  suspensions: { grant: "suspend", refuse: "refuse_suspension" },
};

/** A plan filled from an option; the person's own reason stays. */
export function planOf(option: Option | undefined, level: number, reason: string): Plan {
  return {
    unit: option?.unit.code ?? "",
    co_units: option?.co_units.map((unit) => unit.code) ?? [],
    cc: option?.cc.map((unit) => unit.code) ?? [],
    level,
    reason,
  };
}

/** The body of the command: a named unit has no helpers to choose; a redispatch that names none keeps those who help now. */
export function bodyOf(plan: Plan, box: TicketBox, version: number): Record<string, unknown> {
  const reason = plan.reason.trim();
  if (box === "problem") return { version, unit: plan.unit, reason };
  const helpers = box !== "to_dispatch" && !plan.co_units.length ? null : plan.co_units;
  return { version, unit: plan.unit, co_units: helpers, cc: plan.cc, level: plan.level, reason };
}

/** Hours and minutes that something has waited, as two numbers. */
export function waited(since: string, now: number): { h: number; m: number } {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  return { h: Math.floor(minutes / 60), m: minutes % 60 };
}

/** The two greatest units of a wait: of what waits for days nobody counts the minutes. */
export function waitedWords({ h, m }: { h: number; m: number }): [word: "waited" | "waitedDays", numbers: Record<string, number>] {
  return h < 48 ? ["waited", { h, m }] : ["waitedDays", { d: Math.floor(h / 24), h: h % 24 }];
}

/** Share of a batch that is answered, 0 to 100. */
export function progress(batch: Pick<Batch, "answered" | "total">): number {
  return batch.total ? Math.round((batch.answered / batch.total) * 100) : 0;
}
