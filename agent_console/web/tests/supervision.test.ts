import { describe, expect, it } from "vitest";
import { type Ask, beginning, missing } from "@/supervision/ask";
import { paperTone, points, tabOf } from "@/supervision/model";

const ask: Ask = {
  title: "",
  fields: [
    { name: "ground", label: "事由", kind: "choice", options: [{ code: "overdue", name: "超期" }, { code: "group", name: "群体" }] },
    { name: "by_unit", label: "分层", kind: "choice", options: [{ code: "", name: "否" }], optional: true },
    { name: "text", label: "说明" },
  ],
  run: async () => undefined,
};

describe("what a dialog asks", () => {
  it("begins with the first choice and names what is still to be filled", () => {
    const values = beginning(ask);
    expect(values).toEqual({ ground: "overdue", by_unit: "", text: "" });
    expect(missing(ask, values)?.name).toBe("text");
    expect(missing(ask, { ...values, text: "  " })?.name).toBe("text");
    expect(missing(ask, { ...values, text: "请办" })).toBeUndefined();
  });
});

describe("papers of the ladder", () => {
  it("are amber while they wait for us, grey when over, else by their lamp", () => {
    expect(paperTone({ state: "replied", lamp: "blue" })).toBe("amber");
    expect(paperTone({ state: "asked", lamp: "blue" })).toBe("amber");
    expect(paperTone({ state: "accepted", lamp: "green" })).toBe("grey");
    expect(paperTone({ state: "issued", lamp: "red" })).toBe("red");
    expect(paperTone({ state: "issued", lamp: "blue" })).toBe("");
  });

  it("show points as people write them", () => {
    expect([points(1), points(0.5), points(-2), points(0.1 + 0.2)]).toEqual(["1", "0.5", "−2", "0.3"]);
  });

  it("open at the warnings where the address names no tab", () => {
    expect([tabOf("pool"), tabOf(undefined), tabOf("nothing")]).toEqual(["pool", "warnings", "warnings"]);
  });
});
