import { describe, expect, it } from "vitest";
import type { AgentNow, Board, CallNow, DeskData, FloorAct, FloorLimits } from "@/api/model";
import { apply, fromSnapshot } from "@/live/apply";
import { midnight, withAct, withReading } from "@/monitor/acts";
import { agentsShown, idBeside, isTooLong, limitOf, listBeside, nextAt, spokenCalls, stateCounts, waitingCalls } from "@/monitor/floor";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 4, 4, 0, seconds)).toISOString();
const NOW = Date.parse(at(0));
const call = (id: string, state: string, seconds: number, more: object = {}) => ({ call: id, state, queue: "general", urgent: [], answered_at: state === "answered" ? at(seconds) : null, queued_at: at(seconds), arrived_at: at(seconds), ...more }) as unknown as CallNow;
const agent = (id: string, state: string, seconds: number, more: object = {}) => ({ agent: id, name: id, state, since: at(seconds), reason: "", queues: ["general"], ...more }) as unknown as AgentNow;
const board = (calls: CallNow[], agents: AgentNow[] = []) => ({ calls, agents, queues: [] }) as unknown as Board;
const limits = { waiting_s: 30, wrap_up_s: 60, held_s: 90, paused_s: 900, paused_by_reason_s: { meal: 3600 }, talking_s: 900 } as unknown as FloorLimits;

describe("the floor's lists", () => {
  it("have waiting callers by age, those who ring among them, of one queue where it is chosen", () => {
    const all = board([call("b", "queued", 20), call("a", "offered", 10), call("c", "queued", 5, { queue: "business" }), call("d", "answered", 0)]);
    expect(waitingCalls(all).map((one) => one.call)).toEqual(["c", "a", "b"]);
    expect(waitingCalls(all, "general").map((one) => one.call)).toEqual(["a", "b"]);
  });

  it("have calls with urgent words first, then the longest", () => {
    const all = board([call("long", "answered", 0), call("short", "answered", 50), call("fire", "answered", 40, { urgent: ["着火"] }), call("w", "queued", 0)]);
    expect(spokenCalls(all).map((one) => one.call)).toEqual(["fire", "long", "short"]);
  });

  it("have agents by state, time or name, of one queue and one state", () => {
    const agents = [agent("王", "paused", 0), agent("李", "talking", 20), agent("赵", "talking", 10, { queues: ["business"] })];
    const shown = (more: object) => agentsShown(agents, { queue: "", state: "", order: "state", ...more }).map((one) => one.agent);
    expect(shown({})).toEqual(["赵", "李", "王"]);
    expect(shown({ order: "time" })).toEqual(["王", "赵", "李"]);
    expect(shown({ order: "name" })).toEqual(["李", "王", "赵"]);
    expect(shown({ queue: "business" })).toEqual(["赵"]);
    expect(shown({ state: "paused" })).toEqual(["王"]);
    expect(stateCounts(agents).filter((one) => one.count)).toEqual([{ state: "talking", count: 2 }, { state: "paused", count: 1 }]);
  });

  it.each([
    ["wrap_up", "", -61, true], ["wrap_up", "", -59, false], ["held", "", -91, true], ["paused", "", -901, true],
    ["paused", "meal", -901, false], ["paused", "meal", -3601, true], ["talking", "", -901, true], ["available", "", -99_999, false],
  ])("mark who is too long in %s %s", (state, reason, since, late) => {
    expect(isTooLong(agent("a", state, since, { reason }), limits, NOW)).toBe(late);
  });

  it("mark nobody while the limits are not known", () => expect(limitOf(agent("a", "held", 0), null)).toBeNull());

  it("are walked by keys without leaving them", () => {
    expect([listBeside("calls", -1), listBeside("waiting", -1), listBeside("calls", 1), listBeside("agents", 1)]).toEqual(["waiting", "waiting", "agents", "agents"]);
    expect([idBeside(["a", "b"], null, 1), idBeside(["a", "b"], "a", 1), idBeside(["a", "b"], "b", 1), idBeside(["a"], "gone", -1), idBeside([], null, 1)]).toEqual(["a", "b", "b", "a", null]);
  });

  it("know when an hour of the day comes next in Beijing", () => {
    expect(nextAt(18, 30, NOW)).toBe("2026-03-04T10:30:00.000Z");
    expect(nextAt(8, 0, NOW)).toBe("2026-03-05T00:00:00.000Z");
    expect(new Date(midnight(NOW)).toISOString()).toBe("2026-03-03T16:00:00.000Z");
  });
});

describe("the day's ledger", () => {
  const act = (id: string, more: object = {}) => ({ id, told: 2, read: 0, ...more }) as unknown as FloorAct;
  it("has each order once, the newest first, and counts who confirmed it", () => {
    const items = withAct(withAct([], act("a")), act("b"));
    expect(withAct(items, act("a", { read: 1 })).map((one) => [one.id, one.read])).toEqual([["a", 1], ["b", 0]]);
    expect(withReading(items, { act: "a", told: 2, read: 2 }).map((one) => one.read)).toEqual([0, 2]);
  });
});

describe("what is read along", () => {
  const snapshot = (more: object = {}) => fromSnapshot({ me: { id: "boss" }, agent: null, offer: null, call: null, segments: [], draft: null, todo: [], recogniser: null, ...more } as unknown as DeskData);
  const final = (segment: string, t0: number) => ({ call: "c1", channel: "caller", segment, t0, text: segment });
  const watch = { call: "c1", segments: [final("a", 1)], partials: { agent: "请" }, draft: { id: "c1", call_id: "c1", version: 2 }, gaps: [] };
  const run = (...events: Array<[string, unknown]>) => apply(events.map(([event, data], index) => ({ seq: index + 1, event, data })), snapshot());

  it("is the beginning and all that follows, each line once, in the order of speaking", () => {
    const desk = run(["watch", watch], ["partial", { call: "c1", channel: "caller", text: "着" }], ["final", final("c", 9)], ["final", final("b", 5)], ["final", final("a", 1)]);
    expect(desk.watched.c1!.segments.map((line) => line.segment)).toEqual(["a", "b", "c"]);
    expect(desk.watched.c1!.partials).toEqual({ agent: "请" });
    expect(desk.call).toBeNull();
  });

  it("takes newer drafts only, nothing of other calls, and ends when it is given up", () => {
    const older = run(["watch", watch], ["draft", { id: "c1", call_id: "c1", version: 1 }], ["final", { ...final("x", 3), call: "c2" }]);
    expect([older.watched.c1!.draft!.version, older.watched.c1!.segments.length]).toEqual([2, 1]);
    expect(run(["watch", watch], ["draft", { id: "c1", call_id: "c1", version: 3 }]).watched.c1!.draft!.version).toBe(3);
    expect(run(["watch", watch], ["watch_ended", { call: "c1" }]).watched).toEqual({});
  });

  it("lets lines on a desk stay until they are read, also after a snapshot", () => {
    const line = (id: string) => ({ id, act: "broadcast" });
    expect(snapshot({ lines: [line("a")] }).lines).toHaveLength(1);
    const desk = run(["floor_line", line("a")], ["floor_line", line("b")], ["floor_line", line("a")], ["floor_line_read", { id: "b" }]);
    expect(desk.lines.map((one) => one.id)).toEqual(["a"]);
  });
});
