import { describe, expect, it } from "vitest";
import type { DutySession } from "@/api/model";
import { bounds, moved, weeks } from "@/duty/calendar";
import { asBase64 } from "@/duty/file";
import { inOrder, roleOf } from "@/duty/session";

const session = (more: object) => ({ id: "1", starts_at: "2026-03-04T01:00:00Z", leader: "l", deputy: { id: "d", name: "" }, assistant: null, ...more }) as DutySession;

describe("the calendar of sessions", () => {
  it("shows whole weeks from Monday on", () => {
    expect(bounds("2026-03-15", "month")).toEqual(["2026-02-23", "2026-04-06"]);
    expect(bounds("2026-03-15", "week")).toEqual(["2026-03-09", "2026-03-16"]);
    expect(bounds("2026-02-28", "month")).toEqual(["2026-01-26", "2026-03-02"]);
  });
  it("puts a session on its day by the hotline's clock, earliest first", () => {
    const late = session({ id: "2", starts_at: "2026-03-03T17:30:00Z" });
    const day = weeks("2026-03-04", "week", [session({}), late])[0]![2]!;
    expect([day.date, day.sessions.map((one) => one.id)]).toEqual(["2026-03-04", ["2", "1"]]);
  });
  it("skips no month when it goes on from a long one", () => expect(moved("2026-01-31", "month", 1)).toBe("2026-02-01"));
  it("goes back over the year's end", () => expect([moved("2026-01-05", "month", -1), moved("2026-01-01", "week", -1)]).toEqual(["2025-12-01", "2025-12-25"]));
});

describe("who belongs to a session", () => {
  it("is its leader, its deputy, and an agent where none is named", () => {
    expect([roleOf(session({}), "l", false), roleOf(session({}), "d", false), roleOf(session({}), "a", true), roleOf(session({}), "b", false)]).toEqual(["leader", "deputy", "assistant", null]);
    expect(roleOf(session({ assistant: { id: "x", name: "" } }), "a", true)).toBeNull();
  });
});

describe("the list of sessions", () => {
  it("begins with what runs, then what comes soonest, then what is over last", () => {
    const of = (id: string, state: string, day: number) => session({ id, state, starts_at: `2026-03-0${day}T01:00:00Z` });
    expect(inOrder([of("far", "planned", 9), of("near", "planned", 5), of("old", "closed", 1), of("new", "missed", 3), of("now", "open", 4)]).map((one) => one.id)).toEqual(["now", "near", "far", "new", "old"]);
  });
});

describe("a file", () => {
  it("is the same bytes in base64, however long", () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, n) => n % 256);
    expect(Uint8Array.from(atob(asBase64(bytes.buffer)), (c) => c.charCodeAt(0))).toEqual(bytes);
  });
});
