/** The words of docs/protocol.md as types. Times are ISO 8601 text with an offset, durations are seconds. */

export type Role = "agent" | "leader" | "supervisor" | "handler" | "inspector" | "analyst" | "admin";
export type AgentState = "offline" | "available" | "reserved" | "talking" | "held" | "wrap_up" | "paused";
export type CallState = "ringing" | "queued" | "offered" | "answered" | "held" | "wrap_up" | "ended";
export type Channel = "caller" | "agent";
export type Presence = "available" | "paused";
export type TicketType = "consultation" | "request" | "complaint" | "report" | "suggestion" | "praise";
export type Level = 1 | 3 | 7 | 11;
export type Verdict = "on_the_spot" | "to_dispatch";

export interface Me {
  id: string;
  username: string;
  name: string;
  roles: Role[];
  unit: string | null;
  phone: string;
  queues: string[];
  must_change_password: boolean;
}

export interface AgentNow {
  agent: string;
  name: string;
  state: AgentState;
  reason: string;
  since: string;
  until?: string | null;
  call?: string | null;
  next?: Presence | string | null;
}

export interface Offer {
  call: string;
  queue: string;
  caller_number: string;
  caller_name: string;
  expires_at: string;
  history_count: number;
  open_tickets: number;
  place: string | null;
}

export interface Word {
  text: string;
  t0: number;
  t1: number;
}

export interface Segment {
  segment: string;
  channel: Channel;
  text: string;
  t0: number;
  t1: number;
  confidence?: number | null;
  words?: Word[];
  engine?: string;
}

export interface Interim {
  text: string;
  t0: number;
}

export interface CallNow {
  call: string;
  state: CallState;
  queue: string | null;
  caller_number: string;
  caller_name: string;
  agent: string | null;
  answered_at: string | null;
  muted: boolean;
  recording?: boolean | string | null;
}

export interface CallEnd {
  call: string;
  reason: string;
  by: string;
  /** Null when the page came after the end and only knows that it is over. */
  talked_s: number | null;
}

export interface Named {
  code: string;
  name: string;
}

export interface CategorySuggestion extends Named {
  score: number;
  why: string;
}

export interface PlaceFound {
  name: string;
  kind: string;
  street_code: string;
  district: string;
}

export interface CategoryFound extends Named {
  path: string[];
  default_level: Level;
  urgent: boolean;
}

export interface Place {
  text: string;
  district: string | null;
  street_code: string | null;
  gazetteer: string | null;
  detail: string | null;
}

export interface Urgent {
  word: string;
  sentence: string;
}

export interface HistoryItem {
  kind: "call" | "ticket";
  id: string;
  at: string;
  title: string;
  state: string;
}

export interface Draft {
  call_id: string;
  version: number;
  caller_number: string;
  caller_name: string;
  callback_number: string;
  type: TicketType | null;
  category: Named | null;
  category_suggestions: CategorySuggestion[];
  place: Place;
  title: string;
  summary: string;
  matter: string;
  wish: string;
  urgent: Urgent[];
  level: Level;
  unit: Named | null;
  unit_why: string;
  history: HistoryItem[];
  edited: string[];
  origin: string;
  status: "open" | "answered" | "dispatched" | "closed";
}

/** Fields that may change; `category` and `unit` are codes. */
export interface DraftChanges {
  caller_name?: string;
  callback_number?: string;
  type?: TicketType | null;
  category?: string | null;
  place?: Place;
  title?: string;
  summary?: string;
  matter?: string;
  wish?: string;
  level?: Level;
  unit?: string | null;
}

export interface DispatchSuggestion {
  unit: Named;
  co_units: Named[];
  basis: string;
  dispatch_level: string;
  why: string;
  level: Level;
  deadline: string;
}

export interface TodoItem {
  kind: "draft" | "callback" | "duty";
  id: string;
  at: string;
  title: string;
  caller_number: string;
  interrupted: boolean;
  count: number;
  duty_session: string | null;
}

export interface Recogniser {
  engine: string;
  model: string;
  language: string;
  interims: boolean;
  notice: string;
}

export interface Rate {
  numerator: number;
  denominator: number;
  percent: number | null;
  base: string;
}

export interface BoardQueue {
  name: string;
  title: string;
  waiting: number;
  longest_wait_s: number;
  agents_available: number;
  duty_session: string | null;
}

export interface BoardInterval {
  start: string;
  answered: number;
  abandoned: number;
}

export interface ServiceLevel {
  variant: string;
  name: string;
  threshold_s: number;
  goal: number;
  rate: Rate;
}

export interface Registration {
  registrar: string;
  state: string;
  reason: string;
}

/** The last hour from the ledger. */
export interface Hour {
  at: string;
  since: string;
  answered: number;
  abandoned: number;
  intervals: BoardInterval[];
  service_level: ServiceLevel;
  connection_rate: Rate;
  average_speed_of_answer_s: number | null;
  average_handling_time_s: number | null;
  occupancy: number | null;
}

export interface Board {
  at: string;
  queues: BoardQueue[];
  agents: AgentNow[];
  calls: CallNow[];
  registrations: Registration[];
  hour: Hour | null;
  duty: DutySession[];
  recogniser: Recogniser | null;
}

export interface TicketRef {
  id: string;
  number: string;
  state: string;
}

export interface DutyCall {
  call_id: string;
  caller_number: string;
  arrived_at: string;
  answered_at: string | null;
  ended_at: string | null;
  state: string;
  talked_s: number;
  title: string;
  verdict: Verdict | null;
  outcome: string | null;
  connected: boolean;
  recording: string | null;
  ticket: TicketRef | null;
}

export interface DutySession {
  id: string;
  queue: string;
  unit: Named;
  leader: string;
  leader_name: string;
  deputy: { id: string; name: string } | null;
  title: string;
  number: string;
  starts_at: string;
  ends_at: string;
  state: "planned" | "open" | "closed";
  opened_at: string | null;
  closed_at: string | null;
  numerator: number;
  denominator: number;
  rate: number | null;
  abandoned: number;
  silent: number;
  wrong_number: number;
  calls: DutyCall[];
}

export interface CallRow {
  id: string;
  state: CallState;
  queue: string | null;
  caller_number: string;
  caller_name: string;
  agent: { id: string; name: string } | null;
  arrived_at: string;
  answered_at: string | null;
  ended_at: string | null;
  reason: string | null;
  interrupted: boolean;
  waited_s: number;
  talked_s: number;
  recording: string | null;
  outcome: string | null;
  outcome_note: string;
  ticket: TicketRef | null;
}

export interface TicketStep {
  at: string;
  by: string;
  by_name: string;
  command: string;
  from_state: string;
  to_state: string;
  reason: string;
}

export interface Ticket {
  id: string;
  number: string;
  call_id: string | null;
  duty_session: string | null;
  channel: string;
  origin: string;
  state: string;
  type: TicketType | null;
  category: Named | null;
  place: Place | null;
  title: string;
  summary: string;
  matter: string;
  wish: string;
  urgent: Urgent[];
  answer: string;
  caller_number: string;
  caller_name: string;
  callback_number: string;
  level: number | null;
  unit: Named | null;
  co_units: Named[];
  basis: string | null;
  basis_why: string;
  dispatch_level: string | null;
  created_at: string;
  created_by: string;
  dispatched_at: string | null;
  deadline: string | null;
  closed_at: string | null;
  history: TicketStep[];
}

export interface Person {
  id: string;
  username: string;
  name: string;
  roles: Role[];
  unit: string | null;
  phone: string;
  queues: string[];
  must_change_password: boolean;
  active: boolean;
}
