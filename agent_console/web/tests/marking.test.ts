import { describe, expect, it } from "vitest";
import type { Draft, Evidence, Gap, Recogniser, Segment } from "@/api/model";
import { lacking, rows } from "@/calls/gaps";
import { TARGETS, appended, filled, numberIn, targetNamed } from "@/desk/filling";
import { clauseAt, clauses, cut, find, locate, shownText, toShown, unsure, wordsIn } from "@/desk/marking";
import { evidenceOf, isDoubtful, marksOf } from "@/desk/sources";
import { readableOf, sentences, unheeded } from "@/desk/urgent";
import { lampOf, standing } from "@/live/recognition";

/** 「三百五十块」 was heard, 350元 is read; the comma was never spoken. */
const line = {
  segment: "s1", text: "我 交 了 三百五十块 没 退", readable: "我交了350元，没退", spans: [[0, 1, 0, 1], [1, 2, 2, 3], [2, 3, 4, 5], [3, 7, 6, 11], [7, 8, 11, 11], [8, 9, 12, 13], [9, 10, 14, 15]],
  words: [{ text: "我", confidence: 0.9 }, { text: "三百五十块", confidence: 0.3 }, { text: "没", confidence: null }, { text: "退", confidence: 0.2 }],
} as unknown as Segment;
const textOf = (range: { start: number; end: number }, of = shownText(line)) => of.slice(range.start, range.end);
const source = (more: Partial<Evidence>): Evidence => ({ segment: "s1", phrase: "", start: null, end: null, confidence: 0.9, by: "machine", ...more });

describe("a phrase that was heard", () => {
  it("is marked as a whole where it was rewritten", () => {
    expect(textOf(toShown(line, { start: 7, end: 9 })!)).toBe("350元");
    expect(textOf(toShown(line, { start: 4, end: 13 })!)).toBe("了350元，没");
  });
  it("is found by its offsets, by its words as heard, and by its words as read", () => {
    expect(textOf(locate(line, { phrase: "x", start: 12, end: 15 }))).toBe("没退");
    expect(textOf(locate(line, { phrase: "三百五十块没退" }))).toBe("350元，没退");
    expect(textOf(locate(line, { phrase: "350元没退" }))).toBe("350元，没退");
  });
  it("marks the line when its words are not in it", () => expect(textOf(locate(line, { phrase: "别的话" }))).toBe(line.readable));
  it("stands where it was heard when nobody made the line readable", () => {
    const plain = { ...line, readable: "", spans: [] };
    expect(textOf(locate(plain, { phrase: "交了三百五十块" }), plain.text)).toBe("交 了 三百五十块");
  });
  it("finds nothing in nothing", () => expect([find("您好", ""), find("", "您"), find("您好", "，")]).toEqual([null, null, null]));
});

describe("words heard unsurely", () => {
  it("are marked where they stand, one after another; a word without a confidence is not doubted", () => expect(unsure(line).map((range) => textOf(range))).toEqual(["350元", "退"]));
});

describe("a line with marks", () => {
  it("is cut where any of them begins or ends, and loses no character", () => {
    const pieces = cut("家里煤气泄漏了", { urgent: wordsIn("家里煤气泄漏了", ["煤气", "煤气泄漏"]), marked: [{ start: 2, end: 7 }] });
    expect(pieces.map((piece) => piece.text).join("")).toBe("家里煤气泄漏了");
    expect(pieces.filter((piece) => piece.urgent).map((piece) => piece.text).join("")).toBe("煤气泄漏");
    expect(pieces[0]).toEqual({ text: "家里", start: 0, urgent: false, unsure: false, marked: false });
  });
  it("may be empty, and its words may mean something in a pattern", () => expect([cut("", {}), wordsIn("a(b", ["(b", ""]).length]).toEqual([[], 1]));
  it("has an urgent word marked wherever it stands", () => expect(wordsIn("着火了，真的着火了", ["着火"])).toEqual([{ start: 0, end: 2 }, { start: 6, end: 8 }]));
  it("is read clause by clause", () => {
    const text = "您好，路灯坏了。三天了";
    expect(clauses(text).map((range) => textOf(range, text))).toEqual(["您好", "路灯坏了", "三天了"]);
    expect([0, 4, 7, 10].map((at) => textOf(clauseAt(text, at), text))).toEqual(["您好", "路灯坏了", "路灯坏了", "三天了"]);
  });
});

describe("what a field came from", () => {
  const draft = { edited: ["wish"], evidence: { place: source({ phrase: "350元", confidence: 0.4 }), wish: source({ phrase: "没退", by: "person", confidence: 1 }) }, traces: { title: [source({ phrase: "我" }), source({ phrase: "没退" })], wish: [source({ phrase: "交了" })] } } as unknown as Draft;
  it("is every piece of a composed text, else its one phrase; a person's phrase after an edit", () => {
    expect(evidenceOf(draft, "title" as never)).toHaveLength(2);
    expect(evidenceOf(draft, "wish").map((one) => one.phrase)).toEqual(["没退"]);
  });
  it("is unknown while the field is being typed in", () => expect(evidenceOf(draft, "place", true)).toEqual([]));
  it("is quietly doubted when the machine is unsure, never what a person wrote", () => {
    expect([isDoubtful(draft, "place"), isDoubtful(draft, "wish"), isDoubtful(draft, "matter"), isDoubtful(null, "place")]).toEqual([true, false, false, false]);
  });
  it("is marked in its own line alone", () => {
    const marks = marksOf([line, { ...line, segment: "s2" }], draft.traces.title!);
    expect([...marks.keys()]).toEqual(["s1"]);
    expect(marks.get("s1")!.map((range) => textOf(range))).toEqual(["我", "没退"]);
  });
});

describe("a phrase that is taken for a field", () => {
  const draft = { place: { text: "人民路", district: "东城区", street_code: "S1", gazetteer: "人民路", detail: "东门" }, matter: "路灯坏了。", summary: "" } as Draft;
  it("becomes a number however it was spoken, and none when there are too few digits", () => {
    expect([numberIn("幺六四，三八零零 一二三四"), numberIn("电话16438001234"), numberIn("三号楼")]).toEqual(["16438001234", "16438001234", ""]);
    expect(filled("callback_number", "三号楼", draft)).toBeNull();
  });
  it("is written after what stands there, and only once", () => {
    expect(appended("路灯坏了。", "，三天了。")).toBe("路灯坏了；三天了");
    expect(filled("matter", "路灯坏了", draft)).toEqual({ field: "matter", value: "路灯坏了。" });
  });
  it("replaces a place but keeps its detail, and a detail keeps its place", () => {
    expect(filled("place", "江滨路", draft)?.value).toEqual({ text: "江滨路", district: null, street_code: null, gazetteer: null, detail: "东门" });
    expect(filled("detail", "西门", draft)?.value).toMatchObject({ text: "人民路", street_code: "S1", detail: "西门" });
  });
  it("leaves the words around a name away and never more than the field holds", () => {
    expect(filled("caller_name", "我姓周", draft)?.value).toBe("周");
    expect(String(filled("title", "长".repeat(300), draft)?.value)).toHaveLength(100);
  });
  it("goes into the place of the input that is meant, and nowhere from a list", () => expect([targetNamed("detail"), targetNamed("category"), targetNamed(undefined)]).toEqual(["detail", null, null]));
  it("has a key for each target", () => expect(new Set(TARGETS).size).toBeLessThanOrEqual(10));
  it("of marks alone fills nothing", () => expect(filled("wish", "，。", draft)).toBeNull());
});

describe("an urgent word", () => {
  const gas = { word: "煤气味", sentence: "有煤气味，还着火了", segment: "s1" };
  const fire = { ...gas, word: "着火" };
  it("calls until it is acknowledged, and a later one calls anew", () => {
    expect(unheeded([gas], [])).toEqual([gas]);
    expect(unheeded([gas, fire], ["煤气味"])).toEqual([fire]);
  });
  it("is told with its sentence, each sentence once", () => expect(sentences([gas, fire])).toEqual([{ sentence: gas.sentence, words: ["煤气味", "着火"], segment: "s1" }]));
  it("is told in the words that people read, and as it was heard where its line is not known", () => {
    const heard = { sentence: "交 了 三百五十块", segment: "s1" };
    expect([readableOf(heard, [line]), readableOf(heard, [])]).toEqual(["交了350元", heard.sentence]);
  });
});

describe("recognition", () => {
  const state = (more: Partial<Recogniser>) => ({ engine: "vosk", model: "m", language: "zh", interims: true, notice: "", step: "normal", lag_s: 0, lost: false, ...more }) as Recogniser;
  it("stands at one word that desk and wallboard share", () => {
    expect([state({}), state({ step: "spooled" }), state({ engine: "none" }), state({ engine: "none", lost: true }), state({ engine: "whisper", interims: true }), null].map(standing)).toEqual(["normal", "spooled", "none", "lost", "stand_in", "unknown"]);
  });
  it("has a lamp for each, red only where words are not being written", () => expect((["normal", "after_call", "spooled", "lost", "none"] as const).map(lampOf)).toEqual(["green", "amber", "red", "red", "grey"]));
});

describe("stretches without words", () => {
  const gap = (from_s: number, more: Partial<Gap> = {}) => ({ id: String(from_s), from_s, to_s: from_s + 2, state: "waiting", why: "postponed", ...more }) as Gap;
  it("stand among the lines by time until they are read; a second pass is no gap", () => {
    expect(lacking([gap(1, { state: "done" }), gap(2, { why: "second_pass" }), gap(3), gap(4, { state: "given_up" })]).map((one) => one.from_s)).toEqual([3, 4]);
    expect(rows([{ ...line, t0: 5 }, { ...line, t0: 1 }], [gap(3)]).map((row) => row.kind)).toEqual(["line", "gap", "line"]);
  });
});
