import { describe, expect, it } from "vitest";
import { gathered } from "@/live/news";

function page(hidden = false) {
  const state = { looks: 0, hidden, works: [] as Array<() => void> };
  const { ask, seen } = gathered(() => (state.looks += 1), () => state.hidden, (work) => state.works.push(work));
  const pass = () => state.works.splice(0).forEach((work) => work());
  return { state, ask, seen, pass };
}

describe("news of a list", () => {
  it("makes one look of a burst, and another of what comes after it", () => {
    const { state, ask, pass } = page();
    for (let n = 0; n < 50; n += 1) ask();
    pass();
    expect(state.looks).toBe(1);
    ask();
    pass();
    expect(state.looks).toBe(2);
  });

  it("waits while nobody sees the page, and looks once when somebody does", () => {
    const { state, ask, seen, pass } = page(true);
    ask();
    pass();
    ask();
    pass();
    expect(state.looks).toBe(0);
    state.hidden = false;
    seen();
    pass();
    expect(state.looks).toBe(1);
    seen();
    pass();
    expect(state.looks).toBe(1);
  });
});
