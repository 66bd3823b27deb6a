/** A list that comes in pages: `{items, next}`, where `next` goes into `before` of the following page. */

import { ref, shallowRef } from "vue";
import { get } from "./http";

interface Page<T> {
  items: T[];
  next: string | null;
}

const ITEMS_MAX = 2_000;

export function usePages<T>(path: (before: string | null) => string) {
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const busy = ref(false);

  async function load(more = false): Promise<void> {
    busy.value = true;
    const page = await get<Page<T>>(path(more ? next.value : null)).finally(() => (busy.value = false));
    items.value = (more ? [...items.value, ...page.items] : page.items).slice(0, ITEMS_MAX);
    next.value = items.value.length < ITEMS_MAX ? page.next : null;
  }

  return { items, next, busy, load };
}
