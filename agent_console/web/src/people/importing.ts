/** An import of people answers line by line: how far it is, then the result or what went wrong. */

import { ApiError } from "@/api/http";
import type { Of } from "@/api/model";

export type PeoplePreview = Of<"PeoplePreview">;
export type PeopleImported = Of<"PeopleImported">;
export interface Step {
  done: number;
  of: number;
  result: PeopleImported | null;
}

/** Whole lines of what came so far, and the rest that is not yet one. */
export function lines(text: string): { whole: string[]; rest: string } {
  const parts = text.split("\n");
  return { whole: parts.slice(0, -1).filter(Boolean), rest: parts.at(-1) ?? "" };
}

/** A step; throws what went wrong where the line says so. */
export function stepOf(line: string): Step {
  const read = JSON.parse(line) as Step & { error?: { code: string; what: string; remedy?: string } };
  if (read.error) throw new ApiError(409, read.error.code, read.error.what, read.error.remedy ?? "", {});
  return read;
}

export async function importPeople(body: unknown, told: (step: Step) => void): Promise<PeopleImported> {
  const response = await fetch("/api/people/imports", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin" });
  if (!response.ok || !response.body) {
    const error = ((await response.json().catch(() => ({}))) as { error?: { code?: string; what?: string; remedy?: string } }).error ?? {};
    throw new ApiError(response.status, error.code ?? "HTTP", error.what ?? String(response.status), error.remedy ?? "", {});
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let result: PeopleImported | null = null;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { whole, rest } = lines(text + part.value);
    text = rest;
    for (const step of whole.map(stepOf)) {
      told(step);
      result = step.result ?? result;
    }
  }
  if (!result) throw new ApiError(0, "Offline", "", "", {});
  return result;
}

/** The first passwords as a table for a spreadsheet; nothing in it runs. */
export function passwordTable(passwords: PeopleImported["passwords"], heads: readonly string[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return "\uFEFF" + [heads, ...passwords.map((one) => [one.username, one.name, one.password])].map((row) => row.map(cell).join(",")).join("\r\n");
}
