import { describe, expect, it } from "vitest";
import type { DeskData, Draft } from "@/api/model";
import { type Desk, EMPTY_DESK, apply, fromSnapshot, isOver } from "@/live/apply";

const me = { id: "p1" };
const call = { call: "c1", state: "answered", agent: "p1", caller_number: "138", muted: false, partials: {} };
const final = (segment: string, t0: number, channel = "caller") => ({ call: "c1", channel, text: segment, t0, t1: t0 + 1, confidence: 1, words: [], engine: "vosk", segment });
const snapshot = (more: object = {}) =>
  ({ me, agent: null, offer: null, call: null, segments: [], draft: null, todo: [], recogniser: null, ...more }) as unknown as DeskData;
const run = (desk: Desk, ...events: Array<[string, unknown]>) => apply(events.map(([event, data], index) => ({ seq: index + 1, event, data })), desk);
const agent = (state: string, more: object = {}) => ({ agent: "p1", state, ...more });

describe("apply(events, snapshot)", () => {
  it("leads from an old snapshot to what a fresh one says", () => {
    const talking = agent("talking", { call: "c1" });
    const draft = { id: "c1", version: 2, status: "open" };
    const { call: _, ...said } = final("您好", 1);
    const events = run(fromSnapshot(snapshot()), ["agent", agent("reserved", { call: "c1" })], ["offer", { call: "c1" }], ["agent", talking], ["call", call], ["draft", draft], ["final", final("您好", 1)]);
    expect(events).toEqual(fromSnapshot(snapshot({ agent: talking, call, draft, segments: [said] })));
  });

  it("keeps lines in the order of speaking and takes each segment once", () => {
    const desk = run(fromSnapshot(snapshot({ call })), ["final", final("b", 5)], ["final", final("a", 1, "agent")], ["final", final("b", 5)]);
    expect(desk.segments.map((line) => line.segment)).toEqual(["a", "b"]);
  });

  it("replaces an interim by its final, of that speaker alone", () => {
    const desk = run(fromSnapshot(snapshot({ call })), ["partial", { call: "c1", channel: "caller", text: "您", t0: 1 }], ["partial", { call: "c1", channel: "agent", text: "好", t0: 1 }], ["final", final("您好", 1)]);
    expect(desk.interims).toEqual({ agent: { text: "好", t0: 1 } });
  });

  it("never lets an older draft replace a newer one", () => {
    const desk = run(fromSnapshot(snapshot({ call })), ["draft", { id: "c1", version: 5 }], ["draft", { id: "c1", version: 4 }]);
    expect(desk.draft?.version).toBe(5);
  });

  it("shows nothing of other people's calls to a supervisor's desk", () => {
    const desk = run(fromSnapshot(snapshot({ call })), ["call", { ...call, call: "c2", agent: "p2" }], ["agent", { agent: "p2", state: "talking" }], ["final", { ...final("x", 1), call: "c2" }]);
    expect(desk.call?.call).toBe("c1");
    expect(desk.agent).toBeNull();
    expect(desk.segments).toEqual([]);
  });

  it("takes the offer away when the reservation ends, whoever ended it", () => {
    const offered = run(fromSnapshot(snapshot()), ["offer", { call: "c1" }]);
    expect(run(offered, ["offer_ended", { call: "c1", why: "caller_gone" }]).offer).toBeNull();
    expect(run(offered, ["agent", agent("paused")]).offer).toBeNull();
    expect(run(offered, ["offer_ended", { call: "other" }]).offer).not.toBeNull();
  });

  it("ignores an event that it does not know", () => {
    expect(run(EMPTY_DESK, ["weather", {}])).toBe(EMPTY_DESK);
  });

  it("clears the transcript for the next call", () => {
    const desk = run(fromSnapshot(snapshot({ call })), ["final", final("a", 1)], ["call", { ...call, call: "c2" }]);
    expect(desk.segments).toEqual([]);
    expect(desk.call?.call).toBe("c2");
  });

  const draft = { id: "c1", version: 1, status: "open" };
  const atWork = (more: object = {}) =>
    run(fromSnapshot(snapshot({ call, draft, agent: agent("talking", { call: "c1" }), ...more })), ["final", final("a", 1)], ["partial", { call: "c1", channel: "caller", text: "您", t0: 2 }], ["transcript_done", { call: "c1" }]);
  const clean = { call: null, ended: null, segments: [], interims: {}, transcriptDone: false, draft: null };

  it("lets go of a draft that went to a colleague with its call, and takes the next call's", () => {
    const said = run(atWork(), ["partial", { call: "c1", channel: "caller", text: "您", t0: 2 }]);
    const given = run(said, ["call_transferred", { call: "c1", agent: "p1", number: "agent:p2", how: "blind" }]);
    expect(given).toMatchObject({ draft, interims: {}, segments: [{ segment: "a" }] });
    const gone = run(given, ["draft", { ...draft, agent: "p2" }]);
    expect(gone).toMatchObject({ draft: null, draftGone: true });
    expect(run(gone, ["call", { ...call, call: "c2" }])).toMatchObject({ draft: null, draftGone: false });
  });

  it.each([
    ["a transfer", agent("wrap_up", { call: null })],
    ["a lost line", agent("paused", { call: null, reason: "connection_lost" })],
    ["another call", agent("reserved", { call: "c2" })],
  ])("clears the desk when the agent leaves a call that goes on: %s", (_, moved) => {
    expect(run(atWork(), ["agent", moved])).toMatchObject({ ...clean, agent: moved });
  });

  it("keeps a call on the desk while its agent holds it", () => {
    expect(run(atWork(), ["agent", agent("held", { call: "c1" })])).toMatchObject({ call: { call: "c1" }, draft, transcriptDone: true });
  });

  it("keeps an ended call on the desk whatever its agent does next", () => {
    const ended = run(atWork(), ["agent", agent("wrap_up", { call: "c1" })], ["call_ended", { call: "c1", reason: "completed", by: "caller", talked_s: 3 }]);
    expect(run(ended, ["agent", agent("available", { call: null })])).toMatchObject({ call: { call: "c1" }, draft });
    expect(run(ended, ["agent", agent("reserved", { call: "c2" })])).toMatchObject({ call: { call: "c1" }, draft });
    const reloaded = atWork({ call: { ...call, state: "wrap_up" }, agent: agent("wrap_up", { call: "c1" }) });
    expect(run(reloaded, ["agent", agent("available", { call: null })])).toMatchObject({ call: { call: "c1" }, draft });
  });
});

describe("what a transcript lacks", () => {
  const gap = { id: "g1", call_id: "c1", channel: "agent", from_s: 3, to_s: null, state: "waiting" };
  it("comes with the snapshot, is told anew as a whole, and goes with its call", () => {
    const desk = fromSnapshot(snapshot({ call, gaps: [gap] }));
    expect(desk.gaps).toHaveLength(1);
    expect(run(desk, ["transcript_gaps", { call: "c2", gaps: [] }]).gaps).toHaveLength(1);
    expect(run(desk, ["transcript_gaps", { call: "c1", gaps: [{ ...gap, state: "done" }] }]).gaps[0]!.state).toBe("done");
    expect(run(desk, ["call", { ...call, call: "c2" }]).gaps).toEqual([]);
  });
  it("has its second version once that is whole, beside the live one", () => {
    const desk = run(fromSnapshot(snapshot({ call })), ["transcript_done", { call: "c1", version: "second" }]);
    expect([desk.secondReady, desk.transcriptDone]).toEqual([true, false]);
    expect(run(desk, ["call", { ...call, call: "c2" }]).secondReady).toBe(false);
  });
});

describe("early warnings", () => {
  const warning = (ticket: string, count: number) => ["early_warning", { ticket, number: ticket, title: "", count, days: 30 }] as [string, unknown];
  it("stand the newest first, one a ticket, and only a few", () => {
    const desk = run(EMPTY_DESK, ...["a", "b", "c", "d", "e", "f"].map((one) => warning(one, 11)), warning("b", 21));
    expect(desk.warnings.map((one) => [one.ticket, one.count])).toEqual([["b", 21], ["f", 11], ["e", 11], ["d", 11], ["c", 11]]);
  });
});

describe("isOver", () => {
  const ended = (state: string, status: string) => run(fromSnapshot(snapshot({ call, agent: agent(state), draft: { id: "c1", version: 1, status } as Draft })), ["call_ended", { call: "c1", reason: "completed", by: "caller", talked_s: 3 }]);

  it("keeps the work on the desk until it has an outcome and the wrap-up is over", () => {
    expect(isOver(ended("wrap_up", "answered"))).toBe(false);
    expect(isOver(ended("available", "open"))).toBe(false);
    expect(isOver(ended("available", "answered"))).toBe(true);
  });
});
