/** The commands of dispatch on the ticket page: where each goes, and what it must say. Pure. */

export const KIN_COMMANDS = ["dispatch", "object", "redispatch", "name_unit", "name_problem", "add_leg", "copy", "merge", "unmerge", "split"] as const;
export type KinCommand = (typeof KIN_COMMANDS)[number];

export interface Matter {
  matter: string;
  unit: string;
}

export interface KinValues {
  reason: string;
  unit: string;
  legalBasis: string;
  head: string;
  matters: Matter[];
  keep: string;
}

export const PATHS: Record<KinCommand, string> = {
  dispatch: "dispatch", object: "object", redispatch: "redispatch", name_unit: "name-unit", name_problem: "problem",
  add_leg: "legs", copy: "copies", merge: "merge", unmerge: "unmerge", split: "split",
};
export const ASKS_UNIT: readonly KinCommand[] = ["dispatch", "object", "redispatch", "name_unit", "add_leg", "copy"];

export function blank(matter: string): KinValues {
  return { reason: "", unit: "", legalBasis: "", head: "", matters: [{ matter: "", unit: "" }], keep: matter };
}

/** The first thing that is missing, as the key of its word; empty when all is there. */
export function lacking(command: KinCommand, values: KinValues): string {
  if (ASKS_UNIT.includes(command) && !values.unit) return "needUnit";
  if (command === "object" && values.legalBasis.trim().length < 4) return "legalBasis";
  if (command === "merge" && !values.head) return "headNumber";
  if (command === "split" && values.matters.some((one) => !one.matter.trim())) return "matterText";
  return command !== "dispatch" && values.reason.trim().length < 2 ? "needReason" : "";
}

/** What is sent; ``matter`` is what the ticket says now: it is kept as it is unless somebody changed it. */
export function bodyOf(command: KinCommand, values: KinValues, version: number, matter: string): Record<string, unknown> {
  const body: Record<string, unknown> = { version, reason: values.reason.trim() };
  if (command === "object") return { ...body, suggested_unit: values.unit, legal_basis: values.legalBasis.trim() };
  if (ASKS_UNIT.includes(command)) return { ...body, unit: values.unit };
  if (command === "merge") return { ...body, head: values.head };
  if (command !== "split") return body;
  const keep = values.keep.trim() && values.keep.trim() !== matter ? { matter: values.keep.trim() } : null;
  return { ...body, keep, matters: values.matters.map((one) => ({ matter: one.matter.trim(), unit: one.unit || null })) };
}
