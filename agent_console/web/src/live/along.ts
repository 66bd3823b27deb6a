/** Calls that are read along, and the lines that stand on a desk: kept from the same events as the own call. Pure. */

import type { Channel, Draft, FloorLine, Segment, TranscriptGaps, WatchedCall } from "@/api/model";

export interface Aside {
  watched: Record<string, WatchedCall>;
  lines: FloorLine[];
}

type Said = { call: string; channel: Channel; text: string };
type Step<Event> = (state: Aside, data: Event) => Aside;

function changed(state: Aside, call: string | null, change: (one: WatchedCall) => WatchedCall): Aside {
  const known = call ? state.watched[call] : undefined;
  return known ? { ...state, watched: { ...state.watched, [call!]: change(known) } } : state;
}

function withSaid(one: WatchedCall, channel: string, text: string): WatchedCall {
  const { [channel]: _, ...others } = one.partials;
  return { ...one, partials: text ? { ...others, [channel]: text } : others };
}

function withLine(one: WatchedCall, line: Segment & { call: string }): WatchedCall {
  const said = withSaid(one, line.channel, "");
  if (said.segments.some((known) => known.segment === line.segment)) return said;
  return { ...said, segments: [...said.segments, line].sort((a, b) => a.t0 - b.t0) };
}

function without(state: Aside, call: string): Aside {
  const { [call]: _, ...watched } = state.watched;
  return { ...state, watched };
}

const STEPS: Record<string, Step<never>> = {
  watch: ((state, data) => ({ ...state, watched: { ...state.watched, [data.call]: data } })) as Step<WatchedCall> as Step<never>,
  watch_ended: ((state, data) => without(state, data.call)) as Step<{ call: string }> as Step<never>,
  partial: ((state, data) => changed(state, data.call, (one) => withSaid(one, data.channel, data.text))) as Step<Said> as Step<never>,
  final: ((state, data) => changed(state, data.call, (one) => withLine(one, data))) as Step<Segment & { call: string }> as Step<never>,
  draft: ((state, data) => changed(state, data.call_id, (one) => (one.draft && one.draft.version > data.version ? one : { ...one, draft: data }))) as Step<Draft> as Step<never>,
  transcript_gaps: ((state, data) => changed(state, data.call, (one) => ({ ...one, gaps: data.gaps }))) as Step<TranscriptGaps> as Step<never>,
  floor_line: ((state, data) => ({ ...state, lines: [...state.lines.filter((line) => line.id !== data.id), data] })) as Step<FloorLine> as Step<never>,
  floor_line_read: ((state, data) => ({ ...state, lines: state.lines.filter((line) => line.id !== data.id) })) as Step<{ id: string }> as Step<never>,
};

/** The same state where the event says nothing of it. */
export function along<State extends Aside>(state: State, event: { event: string; data: unknown }): State {
  const step = STEPS[event.event];
  if (!step) return state;
  const { watched, lines } = step(state, event.data as never);
  return watched === state.watched && lines === state.lines ? state : { ...state, watched, lines };
}
