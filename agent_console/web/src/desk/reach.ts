/** Whom an agent may reach during a call, as one list for the keyboard: a typed number, queues, colleagues, contacts. Pure. */

import type { Dialable, QueueName } from "@/api/model";

export interface Choice {
  kind: "number" | "queue" | "agent" | "contact";
  /** What goes to the server: a number, `agent:ID`, or a queue's name. */
  target: string;
  name: string;
  note: string;
  /** A colleague who cannot take a call now. */
  busy: boolean;
  quick: boolean;
}

const NUMBER = /^\+?[0-9*#]{2,20}$/;

/** `010-1234 5678` → `01012345678`; empty where the text is no number. */
export function typedNumber(text: string): string {
  const number = text.replace(/[\s().-]/g, "");
  return NUMBER.test(number) ? number : "";
}

export function choices(text: string, queues: readonly QueueName[], people: readonly Dialable[]): Choice[] {
  const wanted = text.trim();
  const number = typedNumber(wanted);
  const typed: Choice[] = number ? [{ kind: "number", target: number, name: number, note: "", busy: false, quick: false }] : [];
  const lines = queues.filter((queue) => !wanted || queue.title.includes(wanted));
  return [
    ...typed,
    ...people.filter((one) => one.number !== number).map((one): Choice => ({
      kind: one.kind, target: one.number, name: one.name, note: one.note, busy: one.kind === "agent" && one.state !== "available", quick: one.quick,
    })),
    ...lines.map((queue): Choice => ({ kind: "queue", target: queue.name, name: queue.title, note: "", busy: false, quick: false })),
  ];
}

/** The row that an arrow key leads to, never outside the list. */
export function moved(at: number, by: number, length: number): number {
  return length ? Math.min(length - 1, Math.max(0, at + by)) : 0;
}
