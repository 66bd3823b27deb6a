import { createPinia, setActivePinia } from "pinia";
import { type EffectScope, effectScope } from "vue";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "@/api/model";
import { post } from "@/api/http";
import { type DraftEditing, useDraftEditing } from "@/desk/draft_editing";
import { translate } from "@/i18n";
import { useDesk } from "@/live/store";

vi.mock("@/softphone/store", () => ({ useSoftphone: () => ({ join() {}, leave() {}, mute() {} }) }));

const draft = (more: Partial<Draft> = {}) =>
  ({ id: "c1", version: 1, status: "open", title: "", matter: "", edited: [], category: null, unit: null, place: null, ...more }) as unknown as Draft;
const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const changed = (present: Draft) => answer(409, { error: { code: "DraftChanged", what: "已被修改", draft: present } });

/** The server's answers to one save after another. */
function serve(respond: (save: number) => Response) {
  let saves = 0;
  const server = vi.fn(async () => respond(++saves));
  vi.stubGlobal("fetch", server);
  return server;
}

let scope: EffectScope;
let editing: DraftEditing;

beforeEach(() => {
  setActivePinia(createPinia());
  scope = effectScope();
  editing = scope.run(useDraftEditing)!;
  useDesk().takeDraft(draft());
});

afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
});

describe("an outcome", () => {
  it("acts on the version that holds what was typed", async () => {
    serve(() => answer(200, draft({ version: 2, title: "我写的" })));
    editing.edit("title", "我写的");
    const work = vi.fn(async () => undefined);
    await editing.act(work);
    expect(work).toHaveBeenCalledExactlyOnceWith(2);
  });

  it("is refused while a conflict is open, and goes through once it is settled", async () => {
    serve((save) => (save === 1 ? changed(draft({ version: 2, title: "他写的", edited: ["title"] })) : answer(200, draft({ version: 3, title: "我写的" }))));
    editing.edit("title", "我写的");
    const work = vi.fn(async () => undefined);
    await expect(editing.act(work)).rejects.toThrow(translate("draft.unsavedFirst"));
    expect(work).not.toHaveBeenCalled();
    expect(editing.pending.value).toEqual({ title: "我写的" });
    editing.settle("title", true);
    await editing.act(work);
    expect(work).toHaveBeenCalledExactlyOnceWith(3);
  });

  it("is refused when the draft changed under every attempt to save", async () => {
    const server = serve((save) => changed(draft({ version: save + 1 })));
    editing.edit("title", "我写的");
    const work = vi.fn(async () => undefined);
    await expect(editing.act(work)).rejects.toThrow(translate("draft.unsavedFirst"));
    expect(server.mock.calls.length).toBeGreaterThan(1);
    expect(work).not.toHaveBeenCalled();
    expect(editing.pending.value).toEqual({ title: "我写的" });
  });

  it("may be tried again after the server refused an old version", async () => {
    serve((time) => (time === 1 ? changed(draft({ version: 4 })) : answer(200, {})));
    const work = vi.fn(async (version: number) => void (await post("/drafts/c1/dispatch", { version })));
    await expect(editing.act(work)).rejects.toThrow("已被修改");
    await editing.act(work);
    expect(work.mock.calls).toEqual([[1], [4]]);
  });

  it("takes no draft of another call from a late refusal", async () => {
    serve(() => changed(draft({ version: 4 })));
    const work = async () => {
      useDesk().takeDraft(draft({ id: "c2" }));
      await post("/drafts/c1/dispatch", {});
    };
    await expect(editing.act(work)).rejects.toThrow("已被修改");
    expect(useDesk().desk.draft?.id).toBe("c2");
  });
});

describe("a phrase taken for a field", () => {
  const bodies = (server: ReturnType<typeof serve>) => server.mock.calls.map((call) => JSON.parse(String((call as unknown as [string, RequestInit])[1].body)).picked);
  it("is saved with the value, and not with one typed over it", async () => {
    const server = serve((save) => answer(200, draft({ version: save + 1 })));
    editing.edit("title", "路灯坏了", { segment: "s1", phrase: "路灯坏了" });
    await editing.flush();
    editing.edit("title", "路灯坏了三天", { segment: "s1", phrase: "路灯坏了三天" });
    editing.edit("title", "我写的");
    await editing.flush();
    expect(bodies(server)).toEqual([{ title: { segment: "s1", phrase: "路灯坏了" } }, {}]);
  });
});

describe("a draft taken from an answer", () => {
  it("never replaces a newer one of the same call", () => {
    const desk = useDesk();
    desk.takeDraft(draft({ version: 5 }));
    desk.takeDraft(draft({ version: 4 }));
    expect(desk.desk.draft?.version).toBe(5);
    desk.takeDraft(draft({ id: "c2", version: 1 }));
    expect(desk.desk.draft?.id).toBe("c2");
  });
});
