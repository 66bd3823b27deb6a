import { describe, expect, it } from "vitest";
import { next, signing } from "@/handling/boxes";
import { dateTime } from "@/clock";
import { ACTIONS, body, missing, offered, startValues, stepsSince } from "@/tickets/actions";
import { lampTone, timeLeft, tone, until } from "@/tickets/state";

const NOW = Date.parse("2026-03-04T04:00:00Z");
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
const action = (command: string) => ACTIONS.find((one) => one.command === command)!;
const row = { leg_state: "handling", state: "handling", role: "lead", sign_due: at(-22), contact_due: at(2), contacted_at: null, deadline: at(50) } as const;

describe("what a unit does next", () => {
  it("signs first, then speaks with the citizen, then finishes", () => {
    expect(next({ ...row, leg_state: "dispatched", sign_due: at(1) }, NOW)).toEqual({ what: "sign", left: { overdue: false, unit: "hours", n: 1 } });
    expect(next(row, NOW)?.what).toBe("contact");
    expect(next({ ...row, contacted_at: at(-1) }, NOW)).toEqual({ what: "finish", left: { overdue: false, unit: "days", n: 2 } });
  });
  it("names the deadline where it comes before the contact's", () => {
    expect(next({ ...row, contact_due: at(60) }, NOW)?.what).toBe("finish");
  });
  it("has nothing to do with what is copied, reported, or waits for the citizen", () => {
    expect(next({ ...row, role: "cc" }, NOW)).toBeNull();
    expect(next({ ...row, leg_state: "reported" }, NOW)).toBeNull();
    expect(next({ ...row, state: "supplement" }, NOW)).toBeNull();
  });
  it("signs its own part by its role", () => {
    expect(signing({ leg_state: "dispatched", role: "lead", state: "dispatched" })).toBe("sign");
    expect(signing({ leg_state: "dispatched", role: "co", state: "handling" })).toBe("sign_leg");
    expect(signing({ leg_state: "dispatched", role: "cc", state: "handling" })).toBeNull();
    expect(signing({ leg_state: "signed", role: "lead", state: "signed" })).toBeNull();
  });
});

describe("the actions of the ticket page", () => {
  const ticket = { version: 4, actions: ["report", "ask_extension", "extend", "refuse_extension"], asked_extension: null as number | null, asked_suspension: null as string | null, asked_review_at: null as string | null, flags: ["group"] };
  it("decides on an extension only when one was asked for", () => {
    expect(offered(ticket).map((one) => one.command)).toEqual(["report", "ask_extension"]);
    expect(offered({ ...ticket, asked_extension: 2 }).map((one) => one.command)).toEqual(["report", "extend", "refuse_extension"]);
  });
  it("asks for a suspension once, and the hotline may refuse what was asked for", () => {
    const parking = { ...ticket, actions: ["ask_suspension", "suspend", "refuse_suspension"] };
    expect(offered(parking).map((one) => one.command)).toEqual(["ask_suspension", "suspend"]);
    expect(offered({ ...parking, asked_suspension: "funds" }).map((one) => one.command)).toEqual(["suspend", "refuse_suspension"]);
  });
  it("proposes the ground and the review of the request, unless that day has come", () => {
    const asked = { ...ticket, asked_suspension: "funds", asked_review_at: at(72) };
    expect(startValues(action("suspend"), asked, new Date(NOW))).toMatchObject({ ground: "funds", review_on: dateTime(at(72)).slice(0, 10) });
    expect(startValues(action("suspend"), { ...asked, asked_review_at: at(-1) }, new Date(NOW)).review_on).toBeNull();
  });
  it("tells the steps that came after the version that was seen", () => {
    expect(stepsSince({ history: ["accept", "dispatch", "sign", "flag"] }, 4)).toEqual(["flag"]);
    expect(stepsSince({ history: ["accept"] }, 2)).toEqual([]);
  });
  it("sends the version that the page showed, and an open choice as none", () => {
    const values = { ...startValues(action("report"), ticket, new Date(NOW)), result: " 已修 " };
    expect(body(action("report"), values, ticket)).toEqual({ version: 4, result: "已修", outcome: "solved", resolved_level: null, files: [] });
  });
  it("sends of the flags only what changed", () => {
    expect(body(action("flag"), { flags: ["sensitive"], reason: "" }, ticket)).toEqual({ version: 4, add: ["sensitive"], remove: ["group"], reason: "" });
  });
  it("names the first field that is missing", () => {
    expect(missing(action("report"), { result: "  ", outcome: "solved" })).toBe("result");
    expect(missing(action("suspend"), { ground: "funds", review_on: null, reason: "x" })).toBe("review_on");
    expect(missing(action("sign"), {})).toBe("");
  });
  it("proposes what was asked for", () => {
    expect(startValues(action("extend"), { ...ticket, asked_extension: 3 }, new Date(NOW)).days).toBe(3);
  });
});

describe("lamps and time left", () => {
  it("tells days from 48 hours on, then hours, then minutes", () => {
    expect([until(at(48), NOW).unit, until(at(47), NOW).unit, until(at(0.5), NOW)]).toEqual(["days", "hours", { overdue: false, unit: "minutes", n: 30 }]);
  });
  it("shows the lamp that the server told", () => {
    expect([lampTone("yellow"), lampTone("blue"), lampTone("red")]).toEqual(["amber", "", "red"]);
    expect(tone({ state: "handling", deadline: at(50), light: "red" }, NOW)).toBe("red");
    expect(tone({ state: "closed", deadline: at(-5), light: "red" }, NOW)).toBe("green");
  });
  it("tells no time for what rests with the citizen or the review", () => {
    expect(timeLeft({ state: "supplement", deadline: at(5) }, NOW)).toBeNull();
    expect(timeLeft({ state: "reviewing", deadline: at(5) }, NOW)).toBeNull();
  });
});
