/** The shapes of fund pools, studios, conditional cases and aid, as the server writes them. */

import type { Of } from "@/api/model";

export type Pool = Of<"PoolOut">;
export type Entry = Of<"FundEntryOut">;
export type Draw = Of<"DrawOut">;
export type FundFigures = Of<"FundFigures">;
export type FundLine = Of<"FundLine">;
export type FundOutput = Of<"FundOutput">;
export type Studio = Of<"StudioOut">;
export type StudioLine = Of<"StudioFigures">;
export type SuggestedStudio = Of<"SuggestedStudio">;
export type StudioOutcome = Of<"StudioOutcomeOut">;
export type StudioTicket = Of<"StudioTicket">;
export type ConditionalCase = Of<"ConditionalOut">;
export type MissingPaper = Of<"MissingPaperOut">;
export type CaseFigures = Of<"ConditionalFigures">;
export type Partner = Of<"AidPartnerOut">;
export type Deed = Of<"AidOut">;
export type AidTotals = Of<"AidTotals">;
export type AidLine = Of<"AidLine">;
export type Rate = Of<"Rate">;
