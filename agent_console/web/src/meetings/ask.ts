/** What a small dialog asks before one step: words, a due time, a choice, in any combination; then it is sent. */

export interface Given {
  text: string;
  due: string | null;
  choice: string;
  number: number;
}

export interface Asked {
  title: string;
  hint?: string;
  /** The label of the words; without one none are asked for. */
  text?: string;
  /** One line only. */
  short?: boolean;
  needed?: boolean;
  initial?: string;
  due?: string;
  choice?: { label: string; options: { value: string; label: string }[]; initial: string };
  number?: string;
  run: (given: Given) => Promise<unknown>;
}
