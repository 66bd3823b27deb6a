import { describe, expect, it } from "vitest";
import type { Draft } from "@/api/model";
import { type Writing, begun, entered, left, received, refused, saved, sending, settled, shown, toSend, typed, unsaved } from "@/desk/co_writing";
import { type Field, type Pending, same } from "@/desk/draft_merge";

const draft = (more: Partial<Draft> = {}) =>
  ({ id: "c1", version: 1, status: "open", title: "", matter: "", wish: "", caller_name: "", edited: [], category: null, unit: null, place: null, ...more }) as unknown as Draft;

describe("a draft under two hands", () => {
  it("sends mine again when only the machine changed the field", () => {
    const mine = received(typed(begun(draft()), "title", "我写的"), draft({ version: 2, title: "机器写的" }));
    expect([toSend(mine), mine.conflicts]).toEqual([{ title: "我写的" }, []]);
  });

  it("asks when another person changed the same field otherwise, also when their text came before mine was sent", () => {
    const mine = received(typed(typed(begun(draft()), "title", "我写的"), "matter", "新"), draft({ version: 2, title: "他写的", edited: ["title"] }));
    expect(mine.conflicts).toEqual(["title"]);
    expect(toSend(mine)).toEqual({ matter: "新" });
    expect([shown(mine)?.title, mine.base?.title]).toEqual(["我写的", "他写的"]);
  });

  it("has nothing to send when theirs says the same", () => {
    const mine = received(typed(begun(draft()), "title", "一样"), draft({ version: 2, title: "一样", edited: ["title"] }));
    expect([toSend(mine), mine.conflicts]).toEqual([{}, []]);
  });

  it("does not take the echo of its own save for another's text", () => {
    const first = typed(begun(draft()), "title", "路灯");
    const typedOn = typed(sending(first, toSend(first)), "title", "路灯坏了");
    const echoed = received(typedOn, draft({ version: 2, title: "路灯", edited: ["title"] }));
    expect([echoed.conflicts, toSend(echoed)]).toEqual([[], { title: "路灯坏了" }]);
    expect(toSend(saved(echoed, draft({ version: 2, title: "路灯", edited: ["title"] })))).toEqual({ title: "路灯坏了" });
  });

  it("leaves what was typed in the field at hand, though it is saved and another writes there", () => {
    const at = typed(entered(begun(draft()), "title"), "title", "我写的");
    const done = saved(sending(at, toSend(at)), draft({ version: 2, title: "我写的", edited: ["title"] }));
    const met = received(done, draft({ version: 3, title: "他改的", edited: ["title"] }));
    expect([shown(met)?.title, met.conflicts, toSend(met)]).toEqual(["我写的", ["title"], {}]);
    expect(shown(left(met))?.title).toBe("他改的");
    const kept = settled(met, "title", true);
    expect(toSend(kept)).toEqual({ title: "我写的" });
    expect(shown(settled(met, "title", false))?.title).toBe("他改的");
  });

  it("shows theirs at once in every other field", () => {
    const mine = typed(entered(begun(draft()), "title"), "title", "我写的");
    expect(shown(received(mine, draft({ version: 2, matter: "他写的", edited: ["matter"] })))).toMatchObject({ title: "我写的", matter: "他写的" });
  });

  it("lets no older draft undo a newer one", () => {
    const now = received(begun(draft({ version: 4, title: "四" })), draft({ version: 3, title: "三" }));
    expect(now.base?.title).toBe("四");
  });
});

/** Small and repeatable: the same seed plays the same story. */
function chance(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const FIELDS: Field[] = ["title", "matter", "wish"];

/** One server, two pages; events reach each page in their order, replies when chance lets them. */
class Story {
  server = draft();
  history = new Set<string>();
  pages = [0, 1].map(() => ({ writing: begun(draft()) as Writing, events: [] as Draft[], flight: null as { reply: Draft; ok: boolean } | null }));
  typed: string[] = [];
  dropped = new Set<string>();
  count = 0;
  constructor(readonly roll: (below: number) => number) {}

  type(who: number): void {
    const page = this.pages[who]!;
    const field = FIELDS[this.roll(FIELDS.length)]!;
    const moved = entered(page.writing, field);
    const before = shown(moved)?.[field] as string;
    if (field in unsaved(moved)) this.dropped.add(before);
    const text = `${who}-${this.count++}`;
    page.writing = typed(moved, field, text);
    this.typed.push(text);
  }

  send(who: number): void {
    const page = this.pages[who]!;
    const changes = toSend(page.writing);
    if (page.flight || !Object.keys(changes).length) return;
    const ok = page.writing.base!.version === this.server.version;
    if (ok) for (const field of Object.keys(changes) as Field[]) this.writesOverWhatItSaw(page.writing, field);
    page.writing = sending(page.writing, changes);
    if (ok) this.write(changes, Object.keys(changes));
    page.flight = { reply: this.server, ok };
  }

  /** Another person's text goes only where whoever writes over it had it before their eyes. */
  writesOverWhatItSaw(writing: Writing, field: Field): void {
    if (this.server.edited.includes(field)) expect(writing.mine[field]!.on).toEqual(this.server[field]);
  }

  machine(): void {
    const free = FIELDS.filter((field) => !this.server.edited.includes(field));
    if (free.length) this.write({ [free[this.roll(free.length)]!]: `m-${this.count++}` } as Pending, []);
  }

  write(changes: Pending, edited: string[]): void {
    this.server = { ...this.server, ...changes, version: this.server.version + 1, edited: [...new Set([...this.server.edited, ...edited])] };
    for (const value of Object.values(changes)) this.history.add(String(value));
    for (const page of this.pages) page.events.push(this.server);
  }

  answer(who: number): void {
    const page = this.pages[who]!;
    const flight = page.flight;
    if (!flight) return;
    page.flight = null;
    page.writing = flight.ok ? saved(page.writing, flight.reply) : refused(page.writing, flight.reply);
  }

  hear(who: number): void {
    const page = this.pages[who]!;
    const event = page.events.shift();
    if (!event) return;
    const before = page.writing.at && page.writing.at in page.writing.mine ? shown(page.writing)?.[page.writing.at] : undefined;
    page.writing = received(page.writing, event);
    if (before !== undefined) expect(shown(page.writing)?.[page.writing.at!]).toEqual(before);
  }

  choose(who: number): void {
    const page = this.pages[who]!;
    const field = page.writing.conflicts[0];
    if (!field) return;
    const mine = this.roll(2) === 0;
    if (!mine) this.dropped.add(String(shown(page.writing)?.[field]));
    page.writing = settled(page.writing, field, mine);
  }

  leave(who: number): void {
    this.pages[who]!.writing = left(this.pages[who]!.writing);
  }

  step(): void {
    const who = this.roll(2);
    [this.type, this.type, this.send, this.send, this.answer, this.hear, this.hear, this.choose, this.leave, this.machine][this.roll(10)]!.call(this, who);
  }

  /** Everybody stops typing; what is under way arrives, what is open is chosen. */
  settle(): void {
    for (let round = 0; round < 30; round++) {
      for (const who of [0, 1]) {
        this.leave(who);
        this.answer(who);
        while (this.pages[who]!.events.length) this.hear(who);
        this.choose(who);
        this.send(who);
      }
    }
  }
}

describe("two writers in any order", () => {
  it("lose no text that they did not give up, and end with the same draft", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const story = new Story(chance(seed));
      for (let step = 0; step < 60; step++) story.step();
      story.settle();
      for (const page of story.pages) {
        expect({ seed, ...pickFields(shown(page.writing)!) }).toEqual({ seed, ...pickFields(story.server) });
        expect([page.writing.conflicts, unsaved(page.writing)]).toEqual([[], {}]);
      }
      const lost = story.typed.filter((text) => !story.history.has(text) && !story.dropped.has(text));
      expect({ seed, lost }).toEqual({ seed, lost: [] });
    }
  });
});

const pickFields = (one: Draft) => Object.fromEntries(FIELDS.filter((field) => !same(one[field], undefined)).map((field) => [field, one[field]]));
