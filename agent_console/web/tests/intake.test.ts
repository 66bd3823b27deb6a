import { describe, expect, it } from "vitest";
import { type IntakeDetail, halfYears, may, minutesLeft, pieces } from "../src/intake/model";

describe("the words of a matter", () => {
  it("are marked where the machine took a field from, each phrase once", () => {
    expect(pieces("桥头小区路灯坏了，路灯三天没修", ["路灯", "桥头小区"])).toEqual([
      { text: "桥头小区", marked: true },
      { text: "路灯", marked: true },
      { text: "坏了，路灯三天没修", marked: false },
    ]);
  });
  it("stay whole where nothing was taken, or what was taken stands elsewhere", () => {
    expect(pieces("路灯坏了", ["", "水管"])).toEqual([{ text: "路灯坏了", marked: false }]);
    expect(pieces("", ["路灯"])).toEqual([]);
  });
  it("are not marked twice where phrases overlap", () => {
    expect(pieces("路灯不亮", ["路灯不", "灯不亮"]).filter((one) => one.marked)).toEqual([{ text: "路灯不", marked: true }]);
  });
});

describe("acceptance", () => {
  it("counts whole minutes, negative once it is late", () => {
    expect(minutesLeft("2026-03-04T05:00:00Z", Date.parse("2026-03-04T04:00:30Z"))).toBe(59);
    expect(minutesLeft("2026-03-04T05:00:00Z", Date.parse("2026-03-04T05:01:00Z"))).toBe(-1);
    expect(minutesLeft(null, 0)).toBeNull();
  });
});

describe("half-years", () => {
  it("begin by Beijing time, this one and the three before", () => {
    const found = halfYears(Date.parse("2026-06-30T16:00:00Z")); // already July there
    expect(found.map((one) => one.name)).toEqual(["2026H2", "2026H1", "2025H2", "2025H1"]);
    expect(found[0]).toMatchObject({ since: "2026-07-01T00:00:00+08:00", until: "2027-01-01T00:00:00+08:00" });
    expect(found[1]).toMatchObject({ since: "2026-01-01T00:00:00+08:00", until: "2026-07-01T00:00:00+08:00" });
  });
});

describe("what may be done with a matter", () => {
  const matter = (more: object) => ({ state: "accepted", channel: "grid", origin: "citizen", accepted_by: { id: "me", name: "" }, allowed: ["answer", "prevent", "confer"], ...more }) as unknown as IntakeDetail;
  it("is its clerk's, and a dispatcher's", () => {
    expect([may(matter({}), "answer", "me", false), may(matter({}), "answer", "another", false), may(matter({}), "answer", "another", true)]).toEqual([true, false, true]);
    expect(may(matter({ state: "received", accepted_by: null, allowed: ["accept"] }), "accept", "another", false)).toBe(true);
  });
  it("is never what its state does not allow, nor what belongs to another kind", () => {
    expect([may(matter({}), "dispatch", "me", true), may(matter({}), "prevent", "me", true), may(matter({}), "confer", "me", true)]).toEqual([false, false, false]);
    expect([may(matter({ origin: "proactive" }), "prevent", "me", true), may(matter({ channel: "110" }), "confer", "me", true)]).toEqual([true, true]);
  });
});
