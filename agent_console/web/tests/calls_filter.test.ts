import { describe, expect, it } from "vitest";
import { type CallFilter, asked, lastDays } from "@/calls/filter";
import { firstToShow } from "@/duty/session";
import { newPassword } from "@/people/new_password";
import type { DutySession } from "@/api/model";

const everything: CallFilter = { how: "", number: "", days: null, own: false };

describe("the filter of calls", () => {
  it("asks for nothing when nothing is chosen", () => {
    expect(Object.values(asked(everything, "me")).every((value) => !value)).toBe(true);
  });
  it("asks a running call by its state and an ended one by its reason", () => {
    expect(asked({ ...everything, how: "queued" }, "me")).toMatchObject({ state: "queued", reason: null });
    expect(asked({ ...everything, how: "abandoned" }, "me")).toMatchObject({ state: null, reason: "abandoned" });
  });
  it("takes the last day whole", () => {
    const day = new Date(2026, 2, 4, 15, 30);
    const { since, until } = asked({ ...everything, days: [day, day] }, "me");
    expect([new Date(since!), new Date(until!)]).toEqual([new Date("2026-03-04T00:00:00+08:00"), new Date("2026-03-05T00:00:00+08:00")]);
  });
  it("forgets blanks in a number and names oneself only for one's own calls", () => {
    expect(asked({ ...everything, number: "169 0000 0001", own: true }, "me")).toMatchObject({ number: "16900000001", agent: "me" });
  });
  it("counts today among the last days", () => {
    expect(lastDays(7, new Date(2026, 2, 4, 9))).toEqual([new Date(2026, 1, 26), new Date(2026, 2, 4)]);
  });
});

describe("the duty page", () => {
  const session = (id: string, state: string, starts_at: string) => ({ id, state, starts_at }) as DutySession;
  const now = new Date("2026-03-04T12:00:00");
  it("opens on the session that runs, else on today's, else on the newest", () => {
    const old = session("old", "closed", "2026-03-01T09:00:00");
    const today = session("today", "planned", "2026-03-04T14:00:00");
    const running = session("running", "open", "2026-03-03T09:00:00");
    expect([[old, today, running], [old, today], [old], []].map((list) => firstToShow(list, now)?.id)).toEqual(["running", "today", "old", undefined]);
  });
});

describe("a new first password", () => {
  it("has four groups of letters and digits that cannot be taken for one another", () => {
    expect(newPassword()).toMatch(/^[a-hkmnprstu-z2-9]{4}(-[a-hkmnprstu-z2-9]{4}){3}$/);
    expect(newPassword()).not.toBe(newPassword());
  });
  it("draws every letter alike: bytes that would favour some are not used", () => {
    const bytes = [255, 254, 253, 252, ...Array.from({ length: 28 }, (_, index) => index)];
    const drawn = newPassword((box) => (box.set(bytes), box));
    expect(drawn).toBe("abcd-efhk-mnpr-stuv");
  });
});
