/** What a dialog asks before one step: its fields in their order; the values go to `run` by the fields' names. */

export type Values = Record<string, string>;

export interface Field {
  name: string;
  label: string;
  kind?: "text" | "line" | "choice" | "number" | "time" | "unit" | "ticket" | "leader" | "file";
  /** Of a choice what there is; of a unit the names that are known before anybody searched. */
  options?: readonly { code: string; name: string }[];
  initial?: string;
  optional?: boolean;
}

export interface Ask {
  title: string;
  hint?: string;
  fields: readonly Field[];
  danger?: boolean;
  run: (values: Values, file: File | null) => Promise<unknown>;
}

/** The first field that must be filled and is not. */
export function missing(ask: Ask, values: Values): Field | undefined {
  return ask.fields.find((field) => !field.optional && !(values[field.name] ?? "").trim());
}

/** What the dialog begins with: a choice by its first option. */
export function beginning(ask: Ask): Values {
  return Object.fromEntries(ask.fields.map((field) => [field.name, field.initial ?? (field.kind === "choice" && !field.optional ? (field.options?.[0]?.code ?? "") : "")]));
}
