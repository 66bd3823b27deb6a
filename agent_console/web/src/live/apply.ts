/** What a desk shows, as a pure function of a snapshot and the numbered events after it. */

import type {
  AgentNow, Board, CallEnd, CallNow, CallTransferred, Channel, DeskData, Draft, DutySession, Gap, Interim, Me, Offer, Party, PartyLeft, Recogniser, Segment,
  Supervision, TodoItem, TranscriptGaps, TranscriptVersion,
} from "@/api/model";
import { type Aside, along } from "./along";

export interface Desk extends Aside {
  me: Me | null;
  agent: AgentNow | null;
  offer: Offer | null;
  call: CallNow | null;
  ended: CallEnd | null;
  segments: Segment[];
  interims: Partial<Record<Channel, Interim>>;
  transcriptDone: boolean;
  gaps: Gap[];
  /** The second pass is whole: its lines may be asked for. */
  secondReady: boolean;
  draft: Draft | null;
  /** The draft went to a colleague with its call. */
  draftGone: boolean;
  todo: TodoItem[];
  recogniser: Recogniser | null;
  duty: DutySession | null;
  board: Board | null;
  /** Why the one who was consulted is gone, until the next is called. */
  partyLeft: PartyLeft | null;
  supervision: Supervision | null;
  /** So many seconds recording rests at most at a time. */
  pauseMaxS: number;
  /** The newest first, one a ticket; put away by whoever has seen them. */
  warnings: EarlyWarning[];
}

/** So many people have called about one matter (预警). */
export interface EarlyWarning {
  ticket: string;
  number: string;
  title: string;
  count: number;
  days: number;
}

const WARNINGS_SHOWN = 5;

export interface LiveEvent {
  seq: number;
  event: string;
  data: unknown;
}

const BEFORE_THE_ANSWER = ["offered", "queued", "ringing"];
const WITH_A_CALL = ["reserved", "talking", "held", "wrap_up"];

type Handler = (desk: Desk, data: never) => Desk;

export const EMPTY_DESK: Desk = Object.freeze({
  me: null, agent: null, offer: null, call: null, ended: null, segments: [], interims: {}, transcriptDone: false, gaps: [], secondReady: false,
  draft: null, draftGone: false, todo: [], recogniser: null, duty: null, board: null, partyLeft: null, supervision: null, pauseMaxS: 0, warnings: [], watched: {}, lines: [],
});

function interimsOf(call: CallNow | null): Desk["interims"] {
  const said = Object.entries(call?.partials ?? {}).filter(([, text]) => text);
  return Object.fromEntries(said.map(([channel, text]) => [channel, { text, t0: 0 }]));
}

/** The desk at the moment of a snapshot. */
export function fromSnapshot(data: DeskData): Desk {
  const { me, agent, offer, call, segments, draft, todo, recogniser, supervision, pause_max_s: pauseMaxS, gaps } = data;
  const over: CallEnd | null = call?.state === "ended" ? { call: call.call, reason: "completed", by: "", talked_s: null } : null;
  return { ...EMPTY_DESK, me, agent, offer, call, ended: over, segments: [...segments], gaps: [...(gaps ?? [])], secondReady: segments.some((line) => line.version === "second"), interims: interimsOf(call), draft, todo, recogniser, supervision: supervision ?? null, pauseMaxS: pauseMaxS ?? 0, lines: [...(data.lines ?? [])] };
}

/** Work is over when the agent has left the call and its draft has an outcome: the desk is clean for the next. */
export function isOver(desk: Desk): boolean {
  const working = WITH_A_CALL.includes(desk.agent?.state ?? "");
  return Boolean(desk.ended) && !working && (!desk.draft || desk.draft.status !== "open");
}

function onAgent(desk: Desk, data: AgentNow): Desk {
  if (data.agent !== desk.me?.id) return desk;
  const next = { ...desk, agent: data, offer: data.state === "reserved" ? desk.offer : null };
  const call = WITH_A_CALL.includes(data.state) ? data.call : null;
  if (!desk.call || desk.call.call === call || hasEnded(desk)) return next;
  return { ...next, call: null, segments: [], interims: {}, transcriptDone: false, gaps: [], secondReady: false, draft: null, draftGone: false };
}

/** The caller is gone, so what is on the desk stays for the wrap-up, wherever the agent goes. */
function hasEnded(desk: Desk): boolean {
  return Boolean(desk.ended) || desk.call?.state === "wrap_up" || desk.call?.state === "ended";
}

function onCall(desk: Desk, data: CallNow): Desk {
  if (desk.me && data.agent !== desk.me.id) return desk;
  if (data.direction !== "out" && BEFORE_THE_ANSWER.includes(data.state)) return desk;
  const offer = desk.offer?.call === data.call ? null : desk.offer;
  if (data.state === "ended" && desk.call?.call !== data.call) return desk;
  if (desk.call?.call === data.call) return { ...desk, offer, partyLeft: thirdParty(data) ? null : desk.partyLeft, call: { ...desk.call, ...data } };
  const draft = desk.draft?.id === data.call ? desk.draft : null;
  return { ...desk, offer, call: data, ended: null, partyLeft: null, segments: [], interims: {}, transcriptDone: false, gaps: [], secondReady: false, draft, draftGone: false };
}

/** Who besides caller and agent is in the call or being called; supervisors aside. */
export function thirdParty(call: CallNow | null): Party | null {
  return call?.parties?.find((party) => party.role !== "supervisor") ?? null;
}

/** The caller goes on with somebody else; what was said stays on the desk for the wrap-up, and nothing half said. */
function onTransferred(desk: Desk, data: CallTransferred): Desk {
  if (desk.call?.call !== data.call || data.agent !== desk.me?.id) return desk;
  const ended: CallEnd = { call: data.call, reason: "completed", by: "transfer", talked_s: null, to: data.number };
  return { ...desk, ended, partyLeft: null, interims: {}, call: { ...desk.call, state: "ended", agent: null, muted: false, parties: [] } };
}

function onCallEnded(desk: Desk, data: CallEnd): Desk {
  const offer = desk.offer?.call === data.call ? null : desk.offer;
  if (desk.call?.call !== data.call) return { ...desk, offer };
  return { ...desk, offer, ended: data, partyLeft: null, call: { ...desk.call, state: "ended", parties: [] } };
}

function onPartial(desk: Desk, data: Interim & { call: string; channel: Channel }): Desk {
  if (desk.call?.call !== data.call) return desk;
  const interims = { ...desk.interims };
  if (data.text) interims[data.channel] = { text: data.text, t0: data.t0 };
  else delete interims[data.channel];
  return { ...desk, interims };
}

function onFinal(desk: Desk, data: Segment & { call: string }): Desk {
  if (desk.call?.call !== data.call) return desk;
  const interims = { ...desk.interims };
  delete interims[data.channel];
  const { call: _, ...segment } = data;
  const others = desk.segments.filter((known) => known.segment !== data.segment);
  return { ...desk, interims, segments: [...others, segment].sort((a, b) => a.t0 - b.t0) };
}

function onDone(desk: Desk, data: { call: string; version?: TranscriptVersion }): Desk {
  if (desk.call?.call !== data.call) return desk;
  return data.version === "second" ? { ...desk, secondReady: true } : { ...desk, transcriptDone: true, interims: {} };
}

/** A draft goes along with its call: once a colleague has answered, it is no longer on the desk of whoever gave the call away. */
function onDraft(desk: Desk, data: Draft): Desk {
  if (desk.call ? desk.call.call !== data.id : desk.me && data.agent !== desk.me.id) return desk;
  if (desk.draft?.id === data.id && desk.draft.version > data.version) return desk;
  if (desk.me && data.agent && data.agent !== desk.me.id && hasEnded(desk)) return { ...desk, draft: null, draftGone: true };
  return { ...desk, draft: data, draftGone: false };
}

const HANDLERS: Record<string, Handler> = {
  agent: onAgent as Handler,
  offer: ((desk: Desk, data: Offer) => ({ ...desk, offer: data })) as Handler,
  offer_ended: ((desk: Desk, data: { call: string }) =>
    desk.offer?.call === data.call ? { ...desk, offer: null } : desk) as Handler,
  call: onCall as Handler,
  call_ended: onCallEnded as Handler,
  call_transferred: onTransferred as Handler,
  party_left: ((desk: Desk, data: PartyLeft) => (desk.call?.call === data.call ? { ...desk, partyLeft: data } : desk)) as Handler,
  supervision: ((desk: Desk, data: Supervision) =>
    desk.me && data.supervisor !== desk.me.id ? desk : { ...desk, supervision: data.mode ? data : null }) as Handler,
  partial: onPartial as Handler,
  final: onFinal as Handler,
  transcript_done: onDone as Handler,
  transcript_gaps: ((desk: Desk, data: TranscriptGaps) => (desk.call?.call === data.call ? { ...desk, gaps: data.gaps } : desk)) as Handler,
  draft: onDraft as Handler,
  todo: ((desk: Desk, data: { items: TodoItem[] }) => ({ ...desk, todo: data.items })) as Handler,
  recogniser: ((desk: Desk, data: Recogniser) => ({ ...desk, recogniser: data })) as Handler,
  duty: ((desk: Desk, data: { session: DutySession }) => ({ ...desk, duty: data.session })) as Handler,
  early_warning: ((desk: Desk, data: EarlyWarning) =>
    ({ ...desk, warnings: [data, ...desk.warnings.filter((one) => one.ticket !== data.ticket)].slice(0, WARNINGS_SHOWN) })) as Handler,
  board: ((desk: Desk, data: Board) => ({ ...desk, board: data })) as Handler,
};

/** Apply one event. An unknown event changes nothing: a newer server may say more than this page knows. */
export function applyOne(desk: Desk, event: LiveEvent): Desk {
  const handler = HANDLERS[event.event];
  return along(handler ? handler(desk, event.data as never) : desk, event);
}

export function apply(events: readonly LiveEvent[], desk: Desk): Desk {
  return events.reduce(applyOne, desk);
}
