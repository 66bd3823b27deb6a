/** The checks answer line by line: how many are done, and what the last one found. */

import { ApiError } from "@/api/http";
import { lines } from "@/people/importing";
import type { Fact } from "./model";

export interface CheckStep {
  done: number;
  of: number;
  facts: Fact[];
}

export async function runChecks(told: (step: CheckStep) => void): Promise<void> {
  const response = await fetch("/api/operation/checks", { method: "POST", credentials: "same-origin" });
  if (!response.ok || !response.body) {
    const error = ((await response.json().catch(() => ({}))) as { error?: { code?: string; what?: string; remedy?: string } }).error ?? {};
    throw new ApiError(response.status, error.code ?? "HTTP", error.what ?? String(response.status), error.remedy ?? "", {});
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { whole, rest } = lines(text + part.value);
    text = rest;
    for (const line of whole) told(JSON.parse(line) as CheckStep);
  }
}
