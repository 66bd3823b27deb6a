/** The pages of figures: what a wall must be read from, what a calculation begins with, how a day is played. */

import { expect, it } from "vitest";
import { climbs, escalated, firstOpen, isSpan, newRule, newStep, outOfReach, rests, type Alarm, type Kind, type Step } from "@/alerts/model";
import { shownLines, valueText, type Line } from "@/shift/lines";
import { beganWith, busiest, clockOf, emptyRows, rowsOf, type UsualDay } from "@/staffing/model";
import { areaPath, dayAt, linePath, midnightOf, moved, played, valueAt, zoomed } from "@/timeline/replay";
import { countStates, goalsOf, mostUrgent, shareText, useOf } from "@/wallboard/figures";
import { minutesOfArc, SMALLEST, unitOf } from "@/wallboard/scale";

it("shows no letter under twice what normal sight can read at six metres", () => {
  expect(minutesOfArc(SMALLEST)).toBeGreaterThan(10);
  expect(minutesOfArc(96)).toBeGreaterThan(30);
});

it("scales the wall to any screen by its tighter side", () => {
  expect(unitOf(1920, 1080)).toBe(1);
  expect(unitOf(1366, 768)).toBeCloseTo(0.711, 3);
});

it("puts queues with callers first, the longest wait on top", () => {
  const queue = (name: string, waiting: number, longest_wait_s: number) => ({ name, waiting, longest_wait_s });
  const queues = [queue("a", 0, 99), queue("b", 1, 10), queue("c", 2, 60), queue("d", 0, 0)];
  expect(mostUrgent(queues, 3).map((one) => one.name)).toEqual(["c", "b", "a"]);
});

it("counts each state, also one that nobody is in", () => {
  expect(countStates([{ state: "talking" }, { state: "talking" }] as never).find((one) => one.state === "talking")?.count).toBe(2);
  expect(countStates([]).map((one) => one.count)).toEqual([0, 0, 0, 0, 0, 0]);
});

it("holds each queue against its own goal, in the variant that is shown", () => {
  const rate = (percent: number | null) => ({ percent, numerator: 0, denominator: 0, base: "" });
  const day = { levels: [{ variant: "of_answered" }, { variant: "of_offered" }], queues: [
    { name: "a", goal: 0.9, threshold_s: 10, own: true, rates: [rate(95), rate(85)] },
    { name: "b", goal: 0.8, threshold_s: 15, own: false, rates: [rate(null), rate(85)] },
  ] } as never;
  expect([...goalsOf(day, "of_offered").values()].map((one) => [one.percent, one.low, one.own])).toEqual([[85, true, true], [85, false, false]]);
  expect([...goalsOf(day, "of_answered").values()].map((one) => [one.percent, one.low])).toEqual([[95, false], [null, false]]);
  expect(goalsOf(null, "of_offered").size).toBe(0);
  expect([shareText(0.8), shareText(0.925), shareText(0.8667)]).toEqual(["80", "92.5", "86.7"]);
});

it("knows no use of a trunk whose channels nobody has said", () => {
  expect([useOf(30, 60), useOf(3, null)]).toEqual([50, null]);
});

const upAfter = (after_min: number, people: string[] = []): Step => ({ after_min, roles: [], people, message: true });

it("lets each step of an escalation come after the one before", () => {
  expect(climbs([upAfter(5), upAfter(15)])).toBe(true);
  expect(climbs([upAfter(5), upAfter(5)])).toBe(false);
  expect(newStep([upAfter(10)]).after_min).toBe(15);
  expect(climbs([upAfter(10), newStep([upAfter(10)])])).toBe(true);
});

it("says whom a step's short message does not reach", () => {
  const people = [{ id: "a", name: "甲", roles: [], mobile: true }, { id: "b", name: "乙", roles: [], mobile: false }, { id: "c", name: "丙", roles: [], mobile: false }];
  expect(outOfReach(upAfter(5, ["a", "b"]), people).map((one) => one.name)).toEqual(["乙"]);
});

it("shows loud only what went up and nobody has seen to", () => {
  const alarm = (id: string, up: number, acknowledged_at: string | null) => ({ id, escalated: up, acknowledged_at }) as Alarm;
  expect(escalated([alarm("a", 0, null), alarm("b", 1, "2026-03-04T04:00:00Z"), alarm("c", 2, null)]).map((one) => one.id)).toEqual(["c"]);
});

const kind = (sense: Kind["sense"], of: Kind["of"] = "queue") => ({ kind: "queue_waiting", title: "x", unit: "人", sense, of, least: 0, most: 100 }) as Kind;

it.each([["above", 10, 11, false], ["above", 10, 10, true], ["below", 80, 79, false], ["at_least", 1, 1, false]] as const)("asks as the server does whether %s %d may clear at %d", (sense, threshold, clear, right) => {
  expect(rests(kind(sense), threshold, clear)).toBe(right);
});

it("begins a new rule that could be saved", () => {
  for (const sense of ["above", "at_least", "below"] as const) expect(rests(kind(sense), newRule(kind(sense)).threshold, newRule(kind(sense)).clear_at)).toBe(true);
  expect(newRule(kind("below", "house")).scope).toBe("");
});

it("acknowledges by key the first that nobody has seen to", () => {
  expect(firstOpen([{ id: "a", acknowledged_at: "x" }, { id: "b", acknowledged_at: null }] as Alarm[])?.id).toBe("b");
});

it("writes one's own figures as people say them", () => {
  expect([valueText("talk_s", 125), valueText("occupancy", 61.4), valueText("calls", 12), valueText("handling_s", null)]).toEqual(["02:05", "61%", "12", "–"]);
  const lines = (["calls", "talk_s", "missed"] as const).map((figure) => ({ figure, value: 1, median: null })) as Line[];
  expect(shownLines(lines, false).map((one) => one.figure)).toEqual(["calls", "missed"]);
});

it("takes the day's mean handling where nobody called", () => {
  const half_hours = Array.from({ length: 48 }, (_, n) => ({ half_hour: n, calls: n === 20 ? 30 : n === 21 ? 10 : 0, handling_s: n === 20 ? 200 : n === 21 ? 400 : null, agents: 3 }));
  const rows = rowsOf({ day: "2026-03-04", weeks: 4, days: ["2026-02-25"], half_hours } as UsualDay);
  expect(rows[0]!.handling_s).toBe(250);
  expect([busiest(rows), busiest(emptyRows()), clockOf(19)]).toEqual([20, 18, "09:30"]);
});

it("plays at its speed and never past the end", () => {
  expect(played(0, 1000, 60, 1e6)).toBe(60_000);
  expect(played(0, 1000, 60, 10_000)).toBe(10_000);
});

it("keeps the city's day, whatever zone the machine is in", () => {
  expect(new Date(midnightOf("2026-03-04")).toISOString()).toBe("2026-03-03T16:00:00.000Z");
  expect([dayAt(midnightOf("2026-03-04")), moved("2026-03-01", -1), moved("2026-12-31", 1)]).toEqual(["2026-03-04", "2026-02-28", "2027-01-01"]);
});

it("zooms around the moment and stays within the day", () => {
  expect(zoomed(10 * 36e5, 4, 0, 24 * 36e5)).toEqual([8 * 36e5, 12 * 36e5]);
  expect(zoomed(0, 4, 0, 24 * 36e5)).toEqual([0, 4 * 36e5]);
  expect(zoomed(24 * 36e5, 4, 0, 24 * 36e5)).toEqual([20 * 36e5, 24 * 36e5]);
});

it("draws steps to the ground and breaks a line where nothing was counted", () => {
  expect(areaPath([0, 2], 2)).toBe("M0 1L0 1.0000L1 1.0000L1 0.0000L2 0.0000L2 1Z");
  expect(linePath([100, null, 50], 100)).toBe("M0.5 0.0000M2.5 0.5000");
  expect(valueAt([1, 2, 3], 25_000, 0, 10)).toBe(3);
});

it.each([["", "", true], ["22:00", "07:00", true], ["22:00", "", false], ["24:00", "07:00", false], ["9:00", "10:00", false]])("takes quiet hours from %s to %s: %s", (from, to, right) => {
  expect(isSpan(from, to)).toBe(right);
});

it("begins a queue's calculation with its own goal and leaves the roster's terms as they were set", () => {
  const set = { goal: 0.9, within_s: 60, shrinkage: 0.25, patience_s: 90 };
  expect(beganWith(set, { goal: 0.8, within_s: 10, shrinkage: 0, patience_s: null })).toEqual({ goal: 0.8, within_s: 10, shrinkage: 0.25, patience_s: 90 });
});
