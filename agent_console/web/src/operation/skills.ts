/** The matrix of people and queues: moving by keys, and what has to be sent. */

import type { SkillRow } from "./model";

export interface Cell {
  row: number;
  column: number;
}

export const cellKey = (person: string, queue: string) => `${person} ${queue}`;

/** The cell that an arrow leads to, never outside the table; null for other keys. */
export function moved(at: Cell, key: string, rows: number, columns: number): Cell | null {
  const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -columns], End: [0, columns], PageUp: [-10, 0], PageDown: [10, 0] };
  const step = steps[key];
  if (!step) return null;
  const within = (value: number, most: number) => Math.min(most - 1, Math.max(0, value));
  return { row: within(at.row + step[0], rows), column: within(at.column + step[1], columns) };
}

/** The level that a key sets: 1 to 9, 0 for taking the queue away, null for other keys. */
export function levelOf(key: string): number | null {
  if (/^[0-9]$/.test(key)) return Number(key);
  return key === "Backspace" || key === "Delete" ? 0 : null;
}

/** What changed, with what stood there before. */
export function cells(rows: readonly SkillRow[], edited: Readonly<Record<string, number>>): { person: string; queue: string; was: number; level: number }[] {
  const levels = new Map(rows.map((row) => [row.id, row.levels]));
  return Object.entries(edited).map(([key, level]) => {
    const [person, queue] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
    return { person, queue, was: levels.get(person)?.[queue] ?? 0, level };
  });
}
