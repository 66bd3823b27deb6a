import { describe, expect, it } from "vitest";
import { callStands, daysOf, lacks, lamp, nothingSaid, shares, tabOf, wishChoices } from "@/evaluation/model";
import { answered, blank, bodyOf, draftOf, lacking, pressed, unanswered } from "@/evaluation/questions";
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

describe("a wish to be called at another time", () => {
  it("is offered in Beijing's hours, none that is past or nearly so", () => {
    const found = wishChoices(at("2026-03-04T05:45:00Z"));
    expect(found.map((one) => `${one.day} ${one.hour}`)).toEqual(["today 18", "tomorrow 10", "tomorrow 14", "tomorrow 18"]);
    expect(found[0]!.at).toBe("2026-03-04T18:00:00+08:00");
    expect(wishChoices(at("2026-03-04T17:00:00Z"))[0]!.at).toBe("2026-03-05T10:00:00+08:00");
  });
});

describe("the call that was dialled", () => {
  it("is told apart from the desk's other calls, and a call in vain from one that was answered", () => {
    const live = { call: "c1", answered_at: null };
    expect(callStands(null, live, false)).toBe("none");
    expect(callStands("c1", live, false)).toBe("ringing");
    expect(callStands("c1", { ...live, answered_at: "2026-03-04T00:00:00Z" }, false)).toBe("talking");
    expect(callStands("c1", live, true)).toBe("notReached");
    expect(callStands("c1", { call: "c2", answered_at: null }, false)).toBe("over");
  });
});

describe("a questionnaire", () => {
  const choice = { key: "a", kind: "choice" as const, text: "哪些", required: true, options: ["甲", "乙"], several: true };
  it("takes an option back when it is pressed again", () => {
    expect(pressed(choice, pressed(choice, undefined, "甲"), "乙")).toEqual(["甲", "乙"]);
    expect(pressed(choice, ["甲"], "甲")).toEqual([]);
    expect(pressed({ ...choice, several: false }, "甲", "甲")).toBeNull();
  });
  it("needs what is required, and false is an answer", () => {
    expect(unanswered([choice], { a: [] })?.key).toBe("a");
    expect(unanswered([{ ...choice, kind: "yes_no", options: [] }], { a: false })).toBeNull();
    expect(answered({ a: null, b: false, c: " ", d: [] })).toEqual({ b: false });
  });
  it("is not published without words and options that differ; its keys stay over the versions", () => {
    const draft = draftOf(null);
    expect(lacking(draft)?.what).toBe("title");
    draft.title = "问卷";
    draft.questions[0] = { ...draft.questions[0]!, text: "是否上门", kind: "yes_no" };
    draft.questions.push({ ...blank(draft.questions), text: "哪些", kind: "choice", options: "甲\n甲" });
    expect(lacking(draft)).toEqual({ what: "twice", n: 2 });
    draft.questions[1]!.options = "甲\n\n 乙 ";
    expect(lacking(draft)).toBeNull();
    const body = bodyOf({ ...draft, at: "2026-03-05T09:00" }, 3) as { questions: { key: string; options: string[] }[]; effective_at: string; after: number };
    expect(body.questions.map((one) => one.key)).toEqual(["q1", "q2"]);
    expect([body.questions[1]!.options, body.effective_at, body.after]).toEqual([["甲", "乙"], "2026-03-05T09:00:00+08:00", 3]);
  });
});
