/** The figures of a call's legs, ready to be shown: `caller`, `agent`, `agent_2` … Pure. */

export interface Leg {
  side: string;
  caller: boolean;
  nth: number;
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
      return {
        side, caller: side === "caller", nth: Number(side.split("_")[1] ?? 1), mos: number(figures.mos), jitterMs: number(figures.jitter_ms) ?? 0,
        loss: received + lost ? lost / (received + lost) : 0, roundTripMs: number(figures.round_trip_ms),
      };
    })
    .sort((a, b) => Number(b.caller) - Number(a.caller) || a.nth - b.nth);
}

export const share = (part: number) => `${(part * 100).toFixed(part && part < 0.001 ? 2 : 1)}%`;
