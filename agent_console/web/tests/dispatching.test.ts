import { describe, expect, it } from "vitest";
import { blank, bodyOf as kinBody, lacking } from "../src/dispatching/kin";
import { bodyOf, commandOf, type Option, planOf, progress, tabOf, TABS, waited, waitedWords } from "../src/dispatching/model";
import en from "../src/i18n/en/dispatching";
import zh from "../src/i18n/zh/dispatching";

const unit = (code: string) => ({ code, name: code });
const option = { kind: "directory", unit: unit("A"), co_units: [unit("B")], cc: [unit("C")], basis: "in_charge", why: "", deadline: "" } as Option;

describe("the dispatcher's boxes", () => {
  it("open the first box for an address that names none", () => {
    expect([tabOf("problem"), tabOf("nothing"), tabOf(undefined)]).toEqual(["problem", "to_dispatch", "to_dispatch"]);
  });
  it("send each box's plan by its own command", () => {
    expect((["to_dispatch", "problem", "returned"] as const).map(commandOf)).toEqual(["dispatch", "name-unit", "redispatch"]);
  });
  it("keep the person's reason when another option is taken", () => {
    expect(planOf(option, 7, "why")).toEqual({ unit: "A", co_units: ["B"], cc: ["C"], level: 7, reason: "why" });
  });
  it("name only the unit for a joint study's word", () => {
    const plan = planOf(option, 7, " why ");
    expect(bodyOf(plan, "problem", 4)).toEqual({ version: 4, unit: "A", reason: "why" });
    expect(bodyOf(plan, "returned", 4)).toMatchObject({ version: 4, co_units: ["B"], cc: ["C"], level: 7 });
  });
  it("keep those who help now where a redispatch names none", () => {
    const plan = { ...planOf(option, 7, "why"), co_units: [] };
    expect([bodyOf(plan, "returned", 4).co_units, bodyOf(plan, "to_dispatch", 4).co_units]).toEqual([null, []]);
  });
  it("tell how long something waits, never less than nothing", () => {
    const now = Date.parse("2026-03-04T12:00:00Z");
    expect(waited("2026-03-04T09:30:00Z", now)).toEqual({ h: 2, m: 30 });
    expect(waited("2026-03-04T13:00:00Z", now)).toEqual({ h: 0, m: 0 });
    expect(waitedWords({ h: 47, m: 59 })).toEqual(["waited", { h: 47, m: 59 }]);
    expect(waitedWords({ h: 338, m: 5 })).toEqual(["waitedDays", { d: 14, h: 2 }]);
  });
  it("show how much of a batch is answered", () => {
    expect([progress({ answered: 1, total: 3 }), progress({ answered: 0, total: 0 })]).toEqual([33, 0]);
  });
  it("have a word for each tab in both languages", () => {
    for (const tab of TABS) expect([zh.tab[tab], en.tab[tab]].every(Boolean)).toBe(true);
  });
});

describe("the commands of dispatch on a ticket", () => {
  it("say what is missing first", () => {
    const values = blank("m");
    expect(lacking("object", values)).toBe("needUnit");
    expect(lacking("object", { ...values, unit: "A" })).toBe("legalBasis");
    expect(lacking("object", { ...values, unit: "A", legalBasis: "条例第一条" })).toBe("needReason");
    expect(lacking("merge", values)).toBe("headNumber");
    expect(lacking("split", values)).toBe("matterText");
    expect(lacking("dispatch", { ...values, unit: "A" })).toBe("");
  });
  it("keep the ticket's text as it is unless somebody changed it", () => {
    const values = { ...blank("m"), reason: "两件事", matters: [{ matter: " x ", unit: "" }] };
    expect(kinBody("split", values, 3, "m")).toEqual({ version: 3, reason: "两件事", keep: null, matters: [{ matter: "x", unit: null }] });
    expect(kinBody("split", { ...values, keep: "n" }, 3, "m")).toMatchObject({ keep: { matter: "n" } });
  });
  it("send an objection with its basis and the unit that is suggested", () => {
    const values = { ...blank("m"), reason: "不属", unit: "A", legalBasis: "条例第一条" };
    expect(kinBody("object", values, 3, "m")).toEqual({ version: 3, reason: "不属", suggested_unit: "A", legal_basis: "条例第一条" });
  });
});
