/** The shapes of supervision, as the server writes them, and what their colours are. Pure. */

import type { Of } from "@/api/model";

export type Paper = Of<"PaperOut">;
export type LadderTable = Of<"LadderTable">;
export type RungChoice = Of<"RungChoice">;
export type Cluster = Of<"ClusterOut">;
export type ClusterDetail = Of<"ClusterDetail">;
export type DayCount = Of<"DayCount">;
export type InspectionYear = Of<"InspectionYear">;
export type Inspection = Of<"InspectionOut">;
export type Sample = Of<"SampleOut">;
export type SampleItem = Of<"SampleItemOut">;
export type SampleCheck = Of<"SampleCheck">;
export type Score = Of<"ScoreOut">;
export type ScoreTable = Of<"ScoreTable">;
export type Sanction = Of<"SanctionOut">;
export type Owner = Of<"OwnerOut">;
export type MonthlyList = Of<"MonthlyList">;
export type TicketBrief = Of<"TicketBrief">;

export const TABS = ["warnings", "papers", "pool", "inspections", "lookback", "transfers", "scores", "owners", "monthly"] as const;
export type Tab = (typeof TABS)[number];
export const POOL_LEVELS = ["hotline", "inspection_office", "discipline"] as const;
export const OWNER_ROLES = ["owner", "first_lead", "second_lead"] as const;
export const RESULTS = ["true", "false", "unsure", "unreached"] as const;

export function tabOf(value: unknown): Tab {
  return TABS.find((tab) => tab === value) ?? "warnings";
}

const TONES: Record<Paper["lamp"], string> = { blue: "", green: "green", yellow: "amber", red: "red" };

/** A paper's colour: by its lamp, but one that waits for our own judgement or approval is amber. */
export function paperTone(paper: Pick<Paper, "lamp" | "state">): string {
  if (paper.state === "replied" || paper.state === "asked") return "amber";
  return ["accepted", "withdrawn", "refused", "raised", "approved"].includes(paper.state) ? "grey" : TONES[paper.lamp];
}

/** Points as people write them: 1, 0.5, −2. */
export function points(value: number): string {
  return String(Math.round(value * 100) / 100).replace("-", "−");
}

export const RESULT_TONES: Record<(typeof RESULTS)[number], string> = { true: "green", false: "red", unsure: "amber", unreached: "grey" };
