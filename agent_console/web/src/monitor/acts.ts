/** The floor's ledger of one day as the page keeps it: loaded once, then told of each order and each confirmation. */

import { type Ref, onMounted, onUnmounted, ref, watch } from "vue";
import type { FloorAct, FloorReading } from "@/api/model";
import { get, query, sentence } from "@/api/http";

interface Page {
  items: FloorAct[];
  next: string | null;
}

const ITEMS_MAX = 2_000;
const PAGE = 100;

/** The list after a new order: the newest first, each once. */
export function withAct(items: readonly FloorAct[], act: FloorAct): FloorAct[] {
  return [act, ...items.filter((one) => one.id !== act.id)].slice(0, ITEMS_MAX);
}

/** The list after somebody has confirmed a line of one order. */
export function withReading(items: readonly FloorAct[], told: Pick<FloorReading, "act" | "told" | "read">): FloorAct[] {
  return items.map((one) => (one.id === told.act ? { ...one, told: told.told, read: told.read } : one));
}

const listeners = new Set<(event: string, data: unknown) => void>();

/** The page's one connection says what it hears of the floor. */
export function heardOfFloor(event: string, data: unknown): void {
  for (const listen of listeners) listen(event, data);
}

/** `day`: midnight of it in Beijing as a moment; of today each order is added as it is told. */
export function useActs(day: Ref<number>, act: Ref<string> = ref("")) {
  const DAY_MS = 86_400_000;
  const items = ref<FloorAct[]>([]) as Ref<FloorAct[]>;
  const next = ref<string | null>(null);
  const problem = ref("");
  const path = (before: string | null) => `/floor/acts${query({ since: new Date(day.value).toISOString(), until: new Date(day.value + DAY_MS).toISOString(), act: act.value, before, limit: PAGE })}`;

  async function load(more = false): Promise<void> {
    try {
      const page = await get<Page>(path(more ? next.value : null));
      items.value = (more ? [...items.value, ...page.items] : page.items).slice(0, ITEMS_MAX);
      next.value = page.next;
      problem.value = "";
    } catch (error) {
      problem.value = sentence(error);
    }
  }
  function listen(event: string, data: unknown): void {
    const fresh = data as FloorAct;
    const meant = (one: FloorAct) => Date.parse(one.at) >= day.value && Date.parse(one.at) < day.value + DAY_MS && (!act.value || one.act === act.value);
    if (event === "floor_act" && meant(fresh)) items.value = withAct(items.value, fresh);
    else if (event === "floor_reading") items.value = withReading(items.value, data as FloorReading);
  }
  onMounted(() => {
    listeners.add(listen);
    void load();
  });
  onUnmounted(() => listeners.delete(listen));
  watch([day, act], () => void load());
  return { items, next, problem, load };
}

export type ActsOfDay = ReturnType<typeof useActs>;

/** Midnight in Beijing of the day in which this moment lies. */
export function midnight(now: number): number {
  const HOURS_8 = 8 * 3_600_000;
  return Math.floor((now + HOURS_8) / 86_400_000) * 86_400_000 - HOURS_8;
}
