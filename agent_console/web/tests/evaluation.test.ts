import { describe, expect, it } from "vitest";
import { daysOf, lacks, lamp, nothingSaid, shares, tabOf } from "@/evaluation/model";
import { shownFor } from "@/mailbox/reply";

const row = { opened_at: "2026-03-04T00:00:00Z", due_at: "2026-03-07T00:00:00Z", ended_at: null, effective: null };
const at = (iso: string) => Date.parse(iso);

describe("a callback's lamp", () => {
  it("turns yellow with a fifth of the time left and red when late", () => {
    expect(lamp(row, at("2026-03-05T00:00:00Z"))).toBe("blue");
    expect(lamp(row, at("2026-03-06T10:00:00Z"))).toBe("yellow");
    expect(lamp(row, at("2026-03-07T00:00:01Z"))).toBe("red");
  });
  it("is green only where the citizen was heard", () => {
    expect(lamp({ ...row, ended_at: row.due_at, effective: true }, at("2026-03-09T00:00:00Z"))).toBe("green");
    expect(lamp({ ...row, ended_at: row.due_at, effective: false }, at("2026-03-09T00:00:00Z"))).toBe("grey");
  });
});

describe("an answer", () => {
  it("says whether it is solved, and in the citizen's words what is not", () => {
    expect(lacks(nothingSaid())).toBe("solved");
    expect(lacks({ ...nothingSaid(), solved: "unsolved", comment: " " })).toBe("words");
    expect(lacks({ ...nothingSaid(), solved: "unsolved", comment: "还是不亮" })).toBeNull();
    expect(lacks({ ...nothingSaid(), solved: "solved" })).toBeNull();
  });
});

describe("figures of callbacks", () => {
  it("are of whole months, also of a leap year's February", () => {
    expect(daysOf("2028-02")).toEqual({ first: "2028-02-01", last: "2028-02-29" });
    expect(daysOf("2026-12")).toEqual({ first: "2026-12-01", last: "2026-12-31" });
  });
  it("draw no bar where nobody graded", () => {
    expect(shares([0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0]);
    expect(shares([3, 0, 1, 0, 0])).toEqual([75, 0, 25, 0, 0]);
  });
});

describe("a link", () => {
  it("opens the list that a notice names, else who is to be called", () => expect([tabOf("appeals"), tabOf("x"), tabOf(undefined)]).toEqual(["appeals", "to_call", "to_call"]));
  it("says why it takes no answer", () => expect([409, 404, 429, 0, 503].map(shownFor)).toEqual(["closed", "unknown", "wait", "offline", "offline"]));
});
