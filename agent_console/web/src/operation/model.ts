/** What an operator's pages share: shapes by their names, and values as people read them. */

import type { Of } from "@/api/model";

export type Setting = Of<"SettingOut">;
export type Settings = Of<"SettingsOut">;
export type Preview = Of<"SettingsPreview">;
export type Change = Of<"SettingChange">;
export type Queues = Of<"QueuesOut">;
export type Step = Of<"OperationStep">;
export type Skills = Of<"SkillsOut">;
export type SkillRow = Of<"SkillRow">;
export type Heard = Of<"HeardOut">;
export type Prompts = Of<"PromptsOut">;
export type Prompt = Of<"PromptOut">;
export type PromptHistory = Of<"PromptHistory">;
export type PromptVersion = Of<"PromptVersion">;
export type Fact = Of<"FactOut">;
export type Session = Of<"LiveSession">;

/** A queue as `config.settings.Queue` has it. */
export interface Queue {
  name: string;
  title: string;
  numbers: string[];
  digit: string;
  weight: number;
  max_length: number;
  max_wait_s: number;
  overflow_to: string | null;
  strategy: "longest_idle" | "fewest_calls" | "round_robin" | "ring_all" | "by_level";
  relax_s: number[];
  offer_s: number | null;
  announce_every_s: number;
  callback_digit: string;
  on_full: "callback" | "reject";
  hours: string;
  wrap_up_s: number | null;
  service_level_s: number | null;
  service_level_goal: number | null;
}

/** Opening hours as `config.settings.Hours` has them. */
export interface Hours {
  title: string;
  workday: string[];
  weekend: string[];
  holiday: string[];
  weekdays: Record<string, string[]>;
  days: Record<string, string[]>;
}

export const ALWAYS = "always";

/** The section a key stands in; the first level, `top` for what stands in none. */
export const sectionOf = (key: string) => (key.includes(".") ? key.slice(0, key.indexOf(".")) : "top");

export interface Words {
  yes: string;
  no: string;
  none: string;
}

/** A value in one line. */
export function said(value: unknown, words: Words): string {
  if (value === null || value === undefined || value === "") return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.length ? value.map((one) => said(one, words)).join("、") : words.none;
  if (typeof value === "object") {
    const entries = Object.entries(value as Record<string, unknown>);
    return entries.length ? entries.map(([key, one]) => `${key}=${said(one, words)}`).join("、") : words.none;
  }
  return String(value);
}

export const sameValue = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Lines of a list or of pairs, for a text box. */
export function linesOf(value: unknown): string {
  if (Array.isArray(value)) return value.join("\n");
  return Object.entries((value ?? {}) as Record<string, unknown>)
    .map(([key, one]) => `${key}=${String(one)}`)
    .join("\n");
}

/** The value that lines stand for; numbers where the list is one of numbers, as text what is none, for the server to name. */
export function fromLines(text: string, kind: Setting["shape"]["kind"], items: Setting["shape"]["items"]): unknown {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (kind === "pairs") return Object.fromEntries(lines.map((line) => [line.split("=")[0]!.trim(), line.slice(line.indexOf("=") + 1).trim()]));
  if (items !== "number" && items !== "integer") return lines;
  return lines.map((line) => (Number.isFinite(Number(line)) ? Number(line) : line));
}

/** `09:00-12:00, 13:30-17:30` as spans; comma, Chinese comma and blanks all part them. */
export const spansOf = (text: string) => text.split(/[,，、;；\s]+/).map((span) => span.replaceAll("：", ":").replaceAll("–", "-").replaceAll("—", "-")).filter(Boolean);
