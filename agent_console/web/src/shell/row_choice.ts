/** Choosing a row of a list by keys: ↑ ↓ go from row to row and keep it in view, Enter opens it. */

import { nextTick, ref, type Ref } from "vue";
import { onKeys } from "./keys";

/** The row `by` places further, never outside the list; the first where none was chosen or the chosen one is gone. */
export function rowAfter<Row extends { id: string }>(rows: readonly Row[], chosen: string, by: number): Row | undefined {
  const at = rows.findIndex((row) => row.id === chosen);
  return rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
}

export function useRowChoice<Row extends { id: string }>(box: Ref<HTMLElement | null>, rows: () => readonly Row[], open: (row: Row) => unknown) {
  const chosen = ref("");

  function move(by: number): void {
    chosen.value = rowAfter(rows(), chosen.value, by)?.id ?? "";
    void nextTick(() => box.value?.querySelector("tr.here")?.scrollIntoView({ block: "nearest" }));
  }

  function enter(): void {
    const row = rows().find((one) => one.id === chosen.value);
    if (row) void open(row);
  }

  onKeys({ ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: enter });
  return chosen;
}
