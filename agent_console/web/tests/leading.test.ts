import { describe, expect, it } from "vitest";
import type { DutyCall, DutySession } from "@/api/model";
import { i18n } from "@/i18n";
import { after, GONE_AFTER_MS, present } from "@/live/company";
import { type Scene, type Step, earlier, numbersOf, stepOf, undecided } from "@/leading/step";

const session = (more: Partial<DutySession> = {}) =>
  ({ id: "s", state: "open", check_in_from: "2026-03-04T08:30:00+08:00", starts_at: "2026-03-04T09:00:00+08:00", ends_at: "2026-03-04T11:00:00+08:00", calls: [], ...more }) as unknown as DutySession;
const call = (more: Partial<DutyCall> = {}) => ({ call_id: "c", connected: true, ended_at: "2026-03-04T09:20:00+08:00", verdict: null, outcome: null, ticket: null, ...more }) as unknown as DutyCall;
const scene = (more: Partial<Scene> = {}): Scene => ({ session: session(), present: true, state: "available", offer: null, call: null, live: false, now: Date.parse("2026-03-04T09:30:00+08:00"), ...more });

describe("what happens next is said", () => {
  const early = Date.parse("2026-03-04T08:00:00+08:00");
  const planned = session({ state: "planned" });
  const cases: [Step, Partial<Scene>][] = [
    ["none", { session: null }],
    ["early", { session: planned, now: early }],
    ["checkIn", { session: planned, present: false }],
    ["open", { session: planned }],
    ["waiting", {}],
    ["deaf", { state: "paused" }],
    ["deaf", { state: "offline" }],
    ["over", { now: Date.parse("2026-03-04T11:00:00+08:00") }],
    ["ringing", { offer: { call: "c" } as Scene["offer"], state: "reserved" }],
    ["talking", { live: true, state: "talking" }],
    ["held", { live: true, state: "held" }],
    ["noted", { live: true, call: call({ verdict: "on_the_spot", ended_at: null }) }],
    ["toDispatch", { live: true, call: call({ verdict: "to_dispatch", ended_at: null }) }],
    ["decide", { call: call(), state: "wrap_up" }],
    ["noted", { call: call({ verdict: "on_the_spot" }) }],
    ["toDispatch", { call: call({ verdict: "to_dispatch" }) }],
    ["answered", { call: call({ outcome: "answered_on_the_spot" }) }],
    ["dispatched", { call: call({ outcome: "ticket" }) }],
    ["closed", { session: session({ state: "closed" }) }],
  ];
  it.each(cases)("%s", (step, more) => {
    expect(stepOf(scene(more))).toBe(step);
    expect(i18n.global.te(`leading.step.${step}`)).toBe(true);
  });
});

describe("the calls so far", () => {
  it("lists the newest undecided first, and neither those on the phone nor those that were not connected", () => {
    const calls = [call({ call_id: "1" }), call({ call_id: "2", verdict: "to_dispatch" }), call({ call_id: "3" }), call({ call_id: "4", ended_at: null }), call({ call_id: "5", connected: false })];
    expect(undecided(calls).map((one) => one.call_id)).toEqual(["3", "1"]);
  });
  it("counts earlier calls and tickets that are not finished", () => {
    expect(earlier([{ kind: "ticket", state: "handling" }, { kind: "ticket", state: "closed" }, { kind: "call", state: "ticket" }])).toEqual({ times: 3, open: 1 });
  });
  it("names the tickets that came of it", () => {
    expect(numbersOf([call(), call({ ticket: { id: "t", number: "20260304-000001", state: "dispatched" } })])).toEqual(["20260304-000001"]);
  });
});

describe("who else is in the draft", () => {
  const said = (person: string, field: string, here = true) => ({ call: "c", person, name: person, field, here });
  it("knows the last field of each, and forgets who leaves or falls silent", () => {
    let company = after([], said("b", "title"), 0);
    company = after(company, said("a", "matter"), 5);
    company = after(company, said("b", "wish"), 10);
    expect(company.map((one) => [one.person, one.field])).toEqual([["a", "matter"], ["b", "wish"]]);
    expect(present(company, 5 + GONE_AFTER_MS).map((one) => one.person)).toEqual(["b"]);
    expect(after(company, said("b", "", false), 11).map((one) => one.person)).toEqual(["a"]);
  });
});
