/** The shapes of the rota, of files and of the ledger, as the server writes them. */

import type { Of } from "@/api/model";

export type Rota = Of<"RotaOut">;
export type Occurrence = Of<"OccurrenceOut">;
export type RotaFile = Of<"RotaFilePreview">;
export type PastFile = Of<"ImportPreview">;
export type PastSheet = Of<"PastSheetOut">;
export type PastCall = Of<"PastCallOut">;
export type PastImport = Of<"ImportOut">;
export type LedgerLine = Of<"LedgerLine">;
export type Step = Of<"DutyStepOut">;
export type Counting = Of<"CorrectionIn">["counts_as"];
