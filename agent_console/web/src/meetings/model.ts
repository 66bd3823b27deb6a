/** The shapes of joint handling, as the server writes them. */

import type { Of } from "@/api/model";

export type Meeting = Of<"MeetingOut">;
export type MeetingDetail = Of<"MeetingDetail">;
export type Party = Of<"MeetingPartyOut">;
export type Item = Of<"ItemOut">;
export type Proposal = Of<"ProposalOut">;
export type Series = Of<"SeriesOut">;
export type MeetingFigures = Of<"MeetingFigures">;
export type Resolution = Of<"ResolutionOut">;
export type ResolutionFigures = Of<"ResolutionFigures">;
export type Topic = Of<"TopicOut">;
export type Dispute = Of<"DisputeOut">;
export type DisputeFigures = Of<"DisputeFigures">;
export type Matter = Of<"RaisedMatterOut">;
export type Sitting = Of<"SittingOut">;
export type Rhythm = Of<"RhythmOut">;
export type DeliberationFigures = Of<"DeliberationFigures">;
export type Guidance = Of<"GuidanceOut">;
export type GuidanceFigures = Of<"GuidanceFigures">;
export type Exposure = Of<"ExposureOut">;
export type Case = Of<"CaseOut">;
export type CaseText = Of<"CaseText">;
export type Cluster = Of<"CaseClusterOut">;
export type TicketJoint = Of<"TicketJoint">;
export type Step = Of<"StepOut">;
export type Light = Resolution["light"];

export const KINDS: Meeting["kind"][] = ["joint_study", "promotion", "settlement", "three_plus_x", "four_party", "monthly", "task_force", "study", "risk_study"];
export const MODES: Meeting["mode"][] = ["on_site", "cloud", "live"];
export const ROLES: Party["role"][] = ["chair", "host", "fixed_office", "concerned", "representative", "complained_of", "supervising", "expert", "guest"];
export const LEVELS: Matter["level"][] = ["building", "grid", "community"];
export const GROUNDS: Guidance["ground"][] = ["no_mandate", "law_forbids", "policy_forbids"];
export const WAYS: Guidance["way"][] = ["court", "arbitration", "mediation", "consumer_association", "legal_aid", "other"];
/** Who plans, minutes, decides and closes; everybody else takes part for the own unit. */
export const CONVENERS = ["dispatcher", "supervisor", "inspector"] as const;

const TONES: Record<Light, string> = { blue: "", green: "green", yellow: "amber", red: "red" };
export const toneOf = (light: Light) => TONES[light];
