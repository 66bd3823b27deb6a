/** The commands that the ticket page offers by itself: what each asks for, and its key. The server says which are open. */

import { dateTime } from "@/clock";

export type FieldKind = "text" | "choice" | "days" | "date" | "moment" | "yes" | "flags" | "files";

export interface ActionField {
  name: string;
  kind: FieldKind;
  required?: boolean;
  /** Choices, as `handling.choice.<name>.<value>`. */
  values?: readonly string[];
  start?: unknown;
}

export interface TicketAction {
  command: string;
  fields: readonly ActionField[];
  key?: string;
  /** What brings the ticket on: shown as the main button. */
  main?: boolean;
}

const text = (name: string, required = true): ActionField => ({ name, kind: "text", required });
const files: ActionField = { name: "files", kind: "files" };
export const FLAGS = ["sensitive", "group", "repeated", "long_running", "risk_word"] as const;
export const GROUNDS = ["policy", "funds", "planning", "dispute", "season", "history", "other"] as const;

const PARKING: readonly ActionField[] = [{ name: "ground", kind: "choice", values: GROUNDS, required: true }, { name: "review_on", kind: "date", required: true }, text("reason")];

/** In the order in which they stand in the bar. */
export const ACTIONS: readonly TicketAction[] = [
  { command: "sign", fields: [], key: "S", main: true },
  { command: "sign_leg", fields: [], key: "S", main: true },
  { command: "start_handling", fields: [text("reason", false)], key: "B", main: true },
  { command: "start_leg", fields: [text("reason", false)], key: "B", main: true },
  {
    command: "contact",
    key: "C",
    fields: [
      { name: "way", kind: "choice", values: ["phone", "visit", "message", "other"], start: "phone", required: true }, { name: "when", kind: "moment", required: true },
      { name: "reached", kind: "yes", start: true }, { name: "whom", kind: "text" }, text("note", false), files,
    ],
  },
  {
    command: "report",
    key: "R",
    main: true,
    fields: [text("result"), { name: "outcome", kind: "choice", values: ["solved", "explained", "unsolved"], start: "solved", required: true }, { name: "resolved_level", kind: "choice", values: ["grid", "community", "street", "district", "city"] }, files],
  },
  { command: "report_leg", fields: [text("result"), files], key: "R", main: true },
  { command: "pass_review", fields: [text("reason", false)], key: "P", main: true },
  { command: "rework", fields: [text("reason"), files], key: "W" },
  { command: "supplement", fields: [text("answer"), files], main: true },
  { command: "resume", fields: [text("reason")] },
  { command: "ask_supplement", fields: [text("question")] },
  { command: "ask_extension", fields: [{ name: "days", kind: "days", required: true, start: 1 }, text("reason"), files], key: "E" },
  { command: "ask_suspension", fields: [...PARKING, files] },
  { command: "extend", fields: [{ name: "days", kind: "days" }, text("reason", false)], main: true },
  { command: "refuse_extension", fields: [text("reason")] },
  { command: "suspend", fields: PARKING },
  { command: "refuse_suspension", fields: [text("reason")] },
  { command: "review_suspension", fields: [{ name: "review_on", kind: "date", required: true }, text("reason")] },
  { command: "flag", fields: [{ name: "flags", kind: "flags" }, text("reason", false)] },
  { command: "archive", fields: [text("reason", false)] },
];

export type Values = Record<string, unknown>;

export interface Asked {
  asked_extension: number | null;
  asked_suspension: string | null;
  asked_review_at: string | null;
}

/** What is asked for is decided on; nothing is asked for twice. A suspension needs no asking. */
export function offered(ticket: Pick<Asked, "asked_extension" | "asked_suspension"> & { actions: readonly string[] }): TicketAction[] {
  const waits: Record<string, boolean> = { extension: ticket.asked_extension !== null, suspension: ticket.asked_suspension !== null };
  const open: Record<string, boolean> = { extend: waits.extension!, refuse_extension: waits.extension!, ask_extension: !waits.extension, refuse_suspension: waits.suspension!, ask_suspension: !waits.suspension };
  return ACTIONS.filter(({ command }) => ticket.actions.includes(command) && (open[command] ?? true));
}

/** The steps that came after the version that a person saw: each step is one version. */
export function stepsSince<Step>(ticket: { history: readonly Step[] }, version: number): Step[] {
  return ticket.history.slice(Math.max(0, version - 1));
}

export function startValues(action: TicketAction, ticket: Asked & { flags: readonly string[] }, now: Date): Values {
  const start = (field: ActionField): unknown => {
    if (field.kind === "flags") return [...ticket.flags];
    if (field.kind === "files") return [];
    if (action.command === "suspend" && field.name === "ground") return ticket.asked_suspension;
    if (action.command === "suspend" && field.name === "review_on") return proposedReview(ticket.asked_review_at, now);
    if (field.kind === "moment") return now;
    if (action.command === "extend" && field.name === "days") return ticket.asked_extension;
    return field.start ?? (field.kind === "text" ? "" : null);
  };
  return Object.fromEntries(action.fields.map((field) => [field.name, start(field)]));
}

/** The day that the unit proposes, as long as it is still to come. */
function proposedReview(at: string | null, now: Date): string | null {
  return at && Date.parse(at) > now.getTime() ? dateTime(at).slice(0, 10) : null;
}

/** The first field that must be filled and is not; empty when all are. */
export function missing(action: TicketAction, values: Values): string {
  const empty = (value: unknown) => value === null || value === undefined || (typeof value === "string" && !value.trim());
  return action.fields.find((field) => field.required && empty(values[field.name]))?.name ?? "";
}

/** What goes to the server with the version that the page shows. */
export function body(action: TicketAction, values: Values, ticket: { version: number; flags: readonly string[] }): Values {
  const sent: Values = { version: ticket.version };
  for (const field of action.fields) {
    const value = values[field.name];
    if (field.kind === "flags") {
      const chosen = (value as string[]) ?? [];
      sent.add = chosen.filter((flag) => !ticket.flags.includes(flag));
      sent.remove = ticket.flags.filter((flag) => !chosen.includes(flag));
    } else if (field.kind === "moment") {
      sent[field.name] = (value as Date).toISOString();
    } else {
      sent[field.name] = typeof value === "string" ? value.trim() : value;
    }
    if (field.kind === "choice" && !value) sent[field.name] = null;
  }
  return sent;
}
