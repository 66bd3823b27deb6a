import { describe, expect, it } from "vitest";
import { withPhrase } from "@/desk/answering";
import { blocksOf, citable, pieces } from "@/knowledge/blocks";
import { contentOf, formOf } from "@/knowledge/form";
import { lines, wordsOf } from "@/knowledge/model";
import { read, write } from "@/knowledge/steps_text";
import { answered, back, begun, here } from "@/knowledge/walking";

describe("an article's text", () => {
  it("is headings, lists and paragraphs, and never markup", () => {
    const blocks = blocksOf("# 办理\n带<b>身份证</b>\n到窗口。\n\n第二段\n- 一\n1. 先\n## 注意");
    expect(blocks.map((block) => [block.kind, block.text])).toEqual([["heading", "办理"], ["text", "带<b>身份证</b>\n到窗口。"], ["text", "第二段"], ["item", "一"], ["step", "先"], ["sub", "注意"]]);
    expect(blocks.filter(citable)).toHaveLength(4);
    expect(blocks[4]!.mark).toBe("1.");
  });
  it("is cut where its marks begin and end", () => expect(pieces("公积金提取", [[0, 3]])).toEqual([{ text: "公积金", hit: true }, { text: "提取", hit: false }]));
});

describe("a script", () => {
  const { steps } = read("1. 安全吗？ [是→3；否→2]\n2. 请离开。\n3. 地址？ [结束]");
  it("is walked by the caller's answers, and back", () => {
    let walk = answered(begun(steps), 1);
    expect(here(walk)?.text).toBe("请离开。");
    walk = answered(answered(walk, 0), 0);
    expect(walk.over).toBe(true);
    expect(here(back(walk))?.number).toBe(3);
    expect(here(back(back(walk)))?.number).toBe(2);
  });
  it("does not leave a step by an answer that it has not", () => expect(here(answered(begun(steps), 7))?.number).toBe(1));
  it("is read from what it is written as", () => expect(read(write(steps))).toEqual({ steps, wrong: 0 }));
  it("says which line cannot be read", () => expect(read("1. 甲\n乙").wrong).toBe(2));
});

describe("a form", () => {
  it("sends lists by line and words by comma, each once", () => {
    expect(lines("一\n\n 二 \n一")).toEqual(["一", "二"]);
    expect(wordsOf("燃气，漏气 燃气")).toEqual(["燃气", "漏气"]);
  });
  it("keeps an article as it was", () => {
    const article = { title: "甲", kind: "faq" as const, questions: ["问"], short_answer: "答", body: "文", categories: ["01"], source: "办法", document_number: "1号", effective_from: null, expires_on: "2027-01-01" };
    const form = formOf({ code: "K1", unit: { code: "NW", name: "市" }, article, script: null } as never, "");
    expect(contentOf(form, "article")).toEqual({ article });
  });
});

describe("an answer", () => {
  it("takes a cited phrase on a line of its own", () => {
    expect(withPhrase("", "甲。")).toBe("甲。");
    expect(withPhrase("您好。\n", "甲。")).toBe("您好。\n甲。");
  });
});
