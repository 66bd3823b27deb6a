/** The words of docs/protocol.md by the names that the pages use; every shape comes from the generated `types.ts`. */

import type { components } from "./types";

/** The server always writes fields that have a default, so for a reader nothing is optional. */
type Sent<T> = T extends [unknown, ...unknown[]] ? T : T extends (infer Item)[] ? Sent<Item>[] : T extends object ? { [Key in keyof T]-?: Sent<Exclude<T[Key], undefined>> } : T;
type Schemas = components["schemas"];
export type Of<Name extends keyof Schemas> = Sent<Schemas[Name]>;

export type Me = Of<"PersonOut">;
export type Person = Of<"PersonOut">;
export type CreatedPerson = Of<"CreatedPerson">;
export type Role = Me["roles"][number];
export type Named = Of<"Coded">;

export type AgentNow = Of<"AgentState">;
export type AgentState = AgentNow["state"];
export type Presence = Of<"SetPresence">["presence"];
export type Offer = Of<"Offer">;
export type CallNow = Of<"LiveCall">;
export type CallState = CallNow["state"];
/** A desk that was opened after the end only knows that the call is over: no `by`, no `talked_s`. */
export type CallEnd = Pick<Of<"CallEnded">, "call" | "reason"> & { by: string; talked_s: number | null; to?: string };
export type Party = Of<"LiveParty">;
export type PartyLeft = Of<"PartyLeft">;
export type CallTransferred = Of<"CallTransferred">;
export type Supervision = Of<"SupervisionNow">;
export type SupervisionMode = NonNullable<Supervision["mode"]>;
export type SupervisedSide = Supervision["side"];
export type Dialable = Of<"Dialable">;
export type Segment = Omit<Of<"FinalSaid">, "call">;
export type Channel = Segment["channel"];
export type Interim = Pick<Of<"PartialSaid">, "text" | "t0">;
export type Recogniser = Of<"RecogniserOut">;
export type TodoItem = Of<"TodoItem">;
export type DeskData = Of<"DeskData">;

export type Gap = Of<"GapOut">;
export type TranscriptGaps = Of<"TranscriptGaps">;
export type TranscriptVersion = Segment["version"];

export type Draft = Of<"DraftOut">;
export type SimilarTicket = Of<"SimilarTicket">;
export type SimilarTickets = Of<"SimilarTickets">;
export type Acceptance = Of<"Acceptance">;
export type FieldAcceptance = Of<"FieldAcceptance">;
export type Evidence = Draft["evidence"][string];
export type PickedPhrase = Of<"PickedPhrase">;
export type DraftChanges = Schemas["DraftChanges"];
export type TicketType = NonNullable<Draft["type"]>;
export type Level = Draft["level"];
export type Place = Of<"PlaceOut">;
export type PlaceFound = Of<"PlaceFound">;
export type CategoryFound = Of<"CategoryOut">;
export type DispatchSuggestion = Of<"DispatchSuggestion">;

export type Board = Of<"Board">;
export type QueueName = Of<"QueueName">;
export type Trunk = Of<"TrunkOut">;
export type BlockList = Of<"BlockList">;
export type Blocked = Of<"BlockedOut">;
export type BoardInterval = Of<"Interval">;

export type WatchedCall = Of<"WatchedCall">;
export type FloorLine = Of<"FloorLine">;
export type FloorAct = Of<"ActOut">;
export type FloorLimits = Of<"FloorLimits">;
export type FloorReadings = Of<"Readings">;
export type FloorReading = Of<"FloorReading">;

export type DutySession = Of<"DutySessionOut">;
export type DutyFigures = Of<"DutyFigures">;
export type LedgerLine = Of<"LedgerLine">;
export type Leader = Of<"LeaderOut">;
export type DutyCall = Of<"DutyCallOut">;
export type Verdict = Of<"VerdictIn">["verdict"];

export type EndReason = NonNullable<Of<"CallOut">["reason"]>;
export type CallRow = Of<"CallOut">;
export type CallStory = Of<"CallDetail">;
export type Ticket = Of<"TicketOut">;
export type TicketClock = Of<"TicketClock">;
export type Phones = Of<"Phones">;
export type WorkItem = Of<"WorkItem">;
export type WorkCounts = Of<"WorkCounts">;
export type Notice = Of<"NoticeOut">;
export type NoticePage = Of<"NoticePage">;
