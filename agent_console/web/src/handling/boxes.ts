/** The boxes of a unit's worklist, and what each row says of its time. Pure. */

import type { WorkItem } from "@/api/model";
import { type TimeLeft, until } from "@/tickets/state";

export const BOXES = ["open", "to_sign", "handling", "soon", "overdue", "returned", "supplement", "suspended", "co", "copied", "done"] as const;
export type Box = (typeof BOXES)[number];

export function boxOf(tab: unknown): Box {
  return BOXES.find((box) => box === tab) ?? "open";
}

/** What the unit must do next and by when: sign, contact the citizen, or finish; null where nothing runs. */
export function next(item: Pick<WorkItem, "leg_state" | "state" | "role" | "sign_due" | "contact_due" | "contacted_at" | "deadline">, now: number): { what: "sign" | "contact" | "finish"; left: TimeLeft } | null {
  if (item.role === "cc" || item.leg_state === "reported" || item.state === "supplement") return null;
  if (item.leg_state === "dispatched" && item.sign_due) return { what: "sign", left: until(item.sign_due, now) };
  const contact = item.contact_due && !item.contacted_at ? Date.parse(item.contact_due) : Infinity;
  if (item.contact_due && contact < Date.parse(item.deadline ?? "9999-01-01")) return { what: "contact", left: until(item.contact_due, now) };
  return item.deadline ? { what: "finish", left: until(item.deadline, now) } : null;
}

/** The command that signs this row, if it is to be signed. */
export function signing(item: Pick<WorkItem, "leg_state" | "role" | "state">): "sign" | "sign_leg" | null {
  if (item.leg_state !== "dispatched" || item.role === "cc") return null;
  return item.role === "lead" ? (item.state === "dispatched" ? "sign" : null) : "sign_leg";
}
