import { describe, expect, it } from "vitest";
import type { Draft } from "@/api/model";
import { isMachineFilled, overlay, toChanges } from "@/desk/draft_merge";

const draft = (more: Partial<Draft> = {}) =>
  ({ id: "c1", version: 1, title: "", matter: "", caller_name: "", edited: [], category: null, unit: null, place: null, ...more }) as unknown as Draft;

describe("a draft under two hands", () => {
  it("shows mine over the server's", () => {
    expect(overlay(draft({ title: "机器写的" }), { title: "我写的" }).title).toBe("我写的");
  });

  it("sends category and unit as codes, and null when cleared", () => {
    expect(toChanges({ category: { code: "01", name: "路灯" }, unit: null, title: "t" })).toEqual({ category: "01", unit: null, title: "t" });
  });

  it("marks a field as the machine's until somebody touches it", () => {
    const filled = draft({ title: "机器写的" });
    expect(isMachineFilled(filled, {}, "title")).toBe(true);
    expect(isMachineFilled(filled, { title: "改" }, "title")).toBe(false);
    expect(isMachineFilled(draft({ title: "x", edited: ["title"] }), {}, "title")).toBe(false);
    expect(isMachineFilled(draft(), {}, "title")).toBe(false);
  });
});
