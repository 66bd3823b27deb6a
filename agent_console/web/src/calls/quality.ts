/** The figures of a call's legs, ready to be shown: `caller`, `agent`, `agent_2`, `third_party` … Pure. */

const ROLES = ["caller", "agent", "consulted", "third_party", "transfer_target", "supervisor"] as const;
type Role = (typeof ROLES)[number];

export interface Leg {
  side: string;
  role: Role;
  nth: number;
  /** The colleague's name, or the number that was called. */
  who: string;
  mos: number | null;
  jitterMs: number;
  /** Share 0–1 of what should have come. */
  loss: number;
  roundTripMs: number | null;
}

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

export function legs(quality: Record<string, unknown>): Leg[] {
  return Object.entries(quality)
    .filter(([, figures]) => figures && typeof figures === "object")
    .map(([side, given]) => {
      const figures = given as Record<string, unknown>;
      const [received, lost] = [number(figures.packets_received) ?? 0, number(figures.packets_lost) ?? 0];
      const [role, nth] = named(side);
      return {
        side, role, nth, who: whose(figures), mos: number(figures.mos), jitterMs: number(figures.jitter_ms) ?? 0,
        loss: received + lost ? lost / (received + lost) : 0, roundTripMs: number(figures.round_trip_ms),
      };
    })
    .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.nth - b.nth);
}

/** `agent_2` is the second agent; a role that is not known here is some third party's. */
function named(side: string): [Role, number] {
  const [, name, nth] = /^(.*?)(?:_(\d+))?$/.exec(side) ?? [];
  return [ROLES.find((role) => role === name) ?? "third_party", Number(nth ?? 1)];
}

function whose(figures: Record<string, unknown>): string {
  const person = figures.person as { name?: string } | undefined;
  return person?.name ?? (typeof figures.number === "string" ? figures.number : "");
}

export const share = (part: number) => `${(part * 100).toFixed(part && part < 0.001 ? 2 : 1)}%`;
