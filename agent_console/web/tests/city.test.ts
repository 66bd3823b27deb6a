/** The organisation tree shows what is open or fits; an import's answer is read by whole lines. */

import { describe, expect, it } from "vitest";
import { base64, body, sizeText } from "../src/city/files";
import type { UnitNode } from "../src/city/model";
import { aside, treeRows } from "../src/city/tree";
import { lines, passwordTable, stepOf } from "../src/people/importing";

const unit = (code: string, parent_code: string | null, name = code): UnitNode => ({ code, name, parent_code, kind: "territory", level: "street", population: null, area: "", first_responsible: "", responsible_title: "", people: 0, people_below: 0, contacts: [] });
const UNITS = [unit("Q", null), unit("D1", "Q"), unit("S1", "D1", "桥头街道"), unit("D2", "Q")];
const shown = (open: string[], search = "") => treeRows(UNITS, new Set(open), search).map((row) => `${row.depth}${row.id}`);

describe("the organisation tree", () => {
  it("shows what hangs on an open branch, as deep as it is open", () => {
    expect(shown([])).toEqual(["0Q"]);
    expect(shown(["Q"])).toEqual(["0Q", "1D1", "1D2"]);
    expect(shown(["Q", "D1"])).toEqual(["0Q", "1D1", "2S1", "1D2"]);
    expect(shown(["D1"])).toEqual(["0Q"]);
  });
  it("opens the way to whatever fits a search", () => {
    expect(shown([], "桥头")).toEqual(["0Q", "1D1", "2S1"]);
    expect(shown([], "没有")).toEqual([]);
  });
  it("goes into a branch with → and to its head with ←", () => {
    const open = new Set(["Q"]);
    const rows = () => treeRows(UNITS, open, "");
    expect(aside(rows(), "D1", open, true)).toBe("D1");
    expect(aside(rows(), "D1", open, true)).toBe("S1");
    expect(aside(rows(), "S1", open, true)).toBe("S1");
    expect(aside(rows(), "S1", open, false)).toBe("D1");
    expect(aside(rows(), "D1", open, false)).toBe("D1");
    expect(open.has("D1")).toBe(false);
    expect(aside(rows(), "Q", open, false)).toBe("Q");
  });
});

describe("files on their way", () => {
  it("carry every byte, also of large files", () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
    expect(Uint8Array.from(atob(base64(bytes)), (character) => character.charCodeAt(0))).toEqual(bytes);
    expect([sizeText(10), sizeText(2048), sizeText(1_500_000)]).toEqual(["1 KB", "2 KB", "1.4 MB"]);
  });
  it("name their table only where the person chose one", () => {
    const file = { id: "1", name: "u.csv", size: 1, content: "YQ==" };
    expect(body([{ ...file, table: "" }, { ...file, table: "units" }], "merge").files).toEqual([{ name: "u.csv", content: "YQ==" }, { name: "u.csv", content: "YQ==", table: "units" }]);
  });
});

describe("an import of people", () => {
  it("is read by whole lines, whatever pieces they come in", () => {
    expect(lines('{"a":1}\n{"b"')).toEqual({ whole: ['{"a":1}'], rest: '{"b"' });
    expect(stepOf('{"done":1,"of":2,"result":null}').done).toBe(1);
    expect(() => stepOf('{"error":{"code":"Conflict","what":"有人改动了账号。"}}')).toThrow("有人改动了账号。");
  });
  it("gives first passwords as a table in which nothing runs", () => {
    expect(passwordTable([{ username: "a", name: '=1"', password: "p" }], ["u", "n", "p"])).toBe('\uFEFF"u","n","p"\r\n"a","\'=1""","p"');
  });
});
