/** The shapes of the city's versions and imports, as the server writes them. */

import type { Of } from "@/api/model";

export type UnitNode = Of<"UnitNode">;
export type UnitTree = Of<"UnitTreeOut">;
export type Version = Of<"CityVersion">;
export type VersionDetail = Of<"VersionDetail">;
export type TableChanges = Of<"TableChanges">;
export type Preview = Of<"CityPreview">;
export type Mistake = Of<"CityMistake">;
export type TablePage = Of<"TablePage">;
export type Judgement = Of<"Judgement">;
export type TicketWhy = Of<"TicketWhy">;
export type PublicContacts = Of<"PublicContacts">;
export type TableName = TableChanges["table"];

export const TABLES: TableName[] = ["units", "categories", "duty", "contacts", "gazetteer"];
