import { describe, expect, it } from "vitest";
import type { AgentNow, Board, CallNow, DeskData, Dialable, QueueName } from "@/api/model";
import { untilOf } from "@/blocking/until";
import { factsOf } from "@/calls/facts";
import { legs, share } from "@/calls/quality";
import { choices, moved, typedNumber } from "@/desk/reach";
import { type Desk, apply, fromSnapshot, isOver, thirdParty } from "@/live/apply";
import { PAUSE_REASONS } from "@/desk/pause";
import { term } from "@/i18n";
import { lineReason } from "@/monitor/lines";
import { isSpoken, liveCalls, longestWait, nameOf, neighbour, waitMinutes } from "@/monitor/live";

const me = { id: "p1" };
const call = { call: "c1", state: "answered", agent: "p1", caller_number: "138", muted: false, parties: [], direction: "in", answered_at: "2026-03-04T12:00:00Z", partials: {} };
const party = (state: string, role = "consulted") => ({ party: "x", number: "110", role, state, mode: null, name: "" });
const snapshot = (more: object = {}) => ({ me, agent: { agent: "p1", state: "talking", call: "c1" }, offer: null, call, segments: [], draft: null, todo: [], recogniser: null, supervision: null, pause_max_s: 180, ...more }) as unknown as DeskData;
const run = (desk: Desk, ...events: Array<[string, unknown]>) => apply(events.map(([event, data], index) => ({ seq: index + 1, event, data })), desk);

describe("a third party on the desk", () => {
  it("is followed from ringing to three-way, and supervisors are none", () => {
    const desk = run(fromSnapshot(snapshot()), ["call", { ...call, parties: [party("joined", "supervisor")] }]);
    expect(thirdParty(desk.call)).toBeNull();
    expect(thirdParty(run(desk, ["call", { ...call, parties: [party("joined", "supervisor"), party("consulting")] }]).call)?.state).toBe("consulting");
  });

  it("is said to be gone until the next is called", () => {
    const left = run(fromSnapshot(snapshot()), ["party_left", { call: "c1", number: "110", name: "", why: "no_answer" }], ["call", call]);
    expect(left.partyLeft?.why).toBe("no_answer");
    expect(run(left, ["call", { ...call, parties: [party("calling")] }]).partyLeft).toBeNull();
    expect(run(fromSnapshot(snapshot()), ["party_left", { call: "c9", number: "110", why: "hung_up" }]).partyLeft).toBeNull();
  });
});

describe("a transferred call", () => {
  const moved = { call: "c1", agent: "p1", number: "110", how: "attended" };
  it("is over for the desk that gave it away, and stays there for the wrap-up", () => {
    const desk = run(fromSnapshot(snapshot()), ["call_transferred", moved], ["agent", { agent: "p1", state: "wrap_up", call: "c1" }]);
    expect(desk.ended).toMatchObject({ by: "transfer", to: "110" });
    expect(desk.call).toMatchObject({ call: "c1", state: "ended", agent: null });
  });
  it("is not touched by what goes on without this desk", () => {
    const desk = run(fromSnapshot(snapshot()), ["call_transferred", moved], ["call", { ...call, agent: null, parties: [party("joined")] }]);
    expect(desk.call?.parties).toEqual([]);
    expect(run(fromSnapshot(snapshot()), ["call_transferred", { ...moved, agent: "p2" }]).ended).toBeNull();
  });
});

describe("a call that we make", () => {
  const placed = { ...call, call: "o1", state: "ringing", direction: "out", answered_at: null };
  const idle = fromSnapshot(snapshot({ call: null, agent: { agent: "p1", state: "reserved", call: "o1" } }));
  it("stands on the desk while it rings, unlike one that comes in", () => {
    expect(run(idle, ["call", placed]).call?.call).toBe("o1");
    expect(run(idle, ["call", { ...placed, direction: "in" }]).call).toBeNull();
  });
  it("leaves the desk when nobody answers", () => {
    const over = run(idle, ["call", placed], ["call_ended", { call: "o1", reason: "failed", by: "system", talked_s: 0 }], ["agent", { agent: "p1", state: "available", call: null }]);
    expect(isOver(over)).toBe(true);
  });
});

describe("supervision", () => {
  it("is the own one only, and ends with an empty mode", () => {
    const now = { supervisor: "p1", call: "c2", mode: "monitor", side: "both" };
    const desk = run(fromSnapshot(snapshot()), ["supervision", { ...now, supervisor: "p2" }]);
    expect(desk.supervision).toBeNull();
    expect(run(desk, ["supervision", now]).supervision?.mode).toBe("monitor");
    expect(run(desk, ["supervision", now], ["supervision", { ...now, mode: null }]).supervision).toBeNull();
  });
});

describe("why a line is as it is", () => {
  it("is said in words, with the status for who must look it up", () => {
    expect(["no answer to OPTIONS", "another of its group serves", "503 Service Unavailable", "499 X", "600 Busy Everywhere"].map(lineReason)).toEqual([
      "对端没有应答", "备用（同组另一线路在用）", "对端暂停服务（503）", "对端拒绝（499）", "对端拒绝（600）",
    ]);
  });
  it("stays as it came where nobody knows the words", () => expect(lineReason("cable cut")).toBe("cable cut"));
});

describe("why a recording rests", () => {
  it("has a word in each language, and an older reason keeps its own", () => {
    expect(PAUSE_REASONS.map((one) => term("pauseReason", one))).toEqual(["卡号", "证件号", "来电人要求", "其他"]);
    expect(term("pauseReason", "身份证")).toBe("身份证");
  });
});

describe("whom an agent may reach", () => {
  const people = [{ kind: "agent", name: "赵磊", number: "agent:p2", note: "", quick: false, state: "talking" }, { kind: "contact", name: "110", number: "110", note: "", quick: true, state: null }] as Dialable[];
  const queues = [{ name: "general", title: "综合话务", duty_session: null }] as QueueName[];
  it("is a typed number first, each number once", () => {
    expect(choices("110", queues, people).map((row) => row.target)).toEqual(["110", "agent:p2"]);
    expect(choices("", queues, people).map((row) => row.target)).toEqual(["agent:p2", "110", "general"]);
    expect(choices("综合", queues, []).map((row) => row.target)).toEqual(["general"]);
  });
  it("marks colleagues who cannot take a call", () => expect(choices("", [], people).map((row) => row.busy)).toEqual([true, false]));
  it("reads numbers as people write them", () => expect(["010-1234 5678", "+86 (25) 110", "x", "1", "sip:a@b"].map(typedNumber)).toEqual(["01012345678", "+8625110", "", "", ""]));
  it("keeps the chosen row in the list", () => expect([moved(0, -1, 3), moved(2, 1, 3), moved(0, 1, 3), moved(4, 1, 0)]).toEqual([0, 2, 1, 0]));
});

describe("the supervisor's list of calls", () => {
  const one = (id: string, state: string, at: string, more: object = {}) => ({ call: id, state, agent: null, answered_at: ["answered", "held"].includes(state) ? at : null, queued_at: at, arrived_at: at, ...more }) as CallNow;
  const board = { calls: [one("q", "queued", "2026-01-01T10:00:00Z"), one("new", "answered", "2026-01-01T10:05:00Z"), one("old", "held", "2026-01-01T10:01:00Z"), one("over", "ended", "2026-01-01T09:00:00Z")], queues: [{ waiting: 0, longest_wait_s: 99 }, { waiting: 1, longest_wait_s: 40 }] } as unknown as Board;
  it("has those who talk first, the longest first, and nothing that is over", () => expect(liveCalls(board).map((call) => call.call)).toEqual(["old", "new", "q"]));
  it("is walked by keys without leaving it", () => {
    const calls = liveCalls(board);
    expect([neighbour(calls, null, 1), neighbour(calls, "old", 1), neighbour(calls, "q", 1), neighbour(calls, "gone", -1), neighbour([], null, 1)]).toEqual(["old", "new", "q", "old", null]);
  });
  it("lets only what is spoken be joined", () => expect([...liveCalls(board), null].map(isSpoken)).toEqual([true, true, false, false]));
  it("tells waits in whole minutes and knows the longest", () => {
    expect([waitMinutes(20), waitMinutes(100), waitMinutes(null)]).toEqual([1, 2, null]);
    expect([longestWait(board), longestWait(null)]).toEqual([40, 0]);
  });
  it("names agents", () => expect(nameOf([{ agent: "p2", name: "赵磊" } as AgentNow], "p2")).toBe("赵磊"));
});

describe("what happened in a call", () => {
  it("is one list in the order of time", () => {
    const party = { party: "x", number: "110", called_at: "2026-03-04T12:00:05Z", answered_at: "2026-03-04T12:00:09Z", joined_at: null, left_at: "2026-03-04T12:01:00Z", why: "hung_up" };
    const story = { parties: [party], transfers: [{ at: "2026-03-04T12:02:00Z", agent: { id: "a", name: "王" }, number: "119", how: "blind" }], pauses: [{ at: "2026-03-04T12:00:01Z", until: null, agent: null, reason: "" }], supervisions: [{ at: "2026-03-04T12:00:30Z", until: null, supervisor: { id: "s", name: "赵" }, mode: "whisper", side: "both" }] };
    expect(factsOf(story as never).map((one) => [one.kind, one.who, one.how])).toEqual([["pause", "", ""], ["party", "110", "consulted"], ["supervision", "赵", "whisper"], ["transfer", "119", "blind"]]);
  });
});

describe("the quality of legs", () => {
  it("is read from whatever the ledger has, the caller first", () => {
    const rows = legs({ supervisor: { person: { id: "s", name: "赵" } }, third_party_2: { number: "110" }, agent_2: { mos: 4 }, agent: { mos: null, packets_lost: 1, packets_received: 99, jitter_ms: 2.5, round_trip_ms: 30 }, caller: {}, odd: null });
    expect(rows.map((row) => [row.role, row.nth, row.who])).toEqual([["caller", 1, ""], ["agent", 1, ""], ["agent", 2, ""], ["third_party", 2, "110"], ["supervisor", 1, "赵"]]);
    expect(rows[1]).toMatchObject({ loss: 0.01, jitterMs: 2.5, roundTripMs: 30, mos: null });
    expect([share(0), share(0.0004), share(0.031)]).toEqual(["0.0%", "0.04%", "3.1%"]);
  });
});

describe("the end of a block", () => {
  it("is a usual span or open", () => expect([untilOf("day", 0), untilOf("open", 0)]).toEqual(["1970-01-02T00:00:00.000Z", null]));
});
