/** How many notices the person has not read: one number for the bell and the page. */

import { computed, readonly, ref } from "vue";
import type { NoticePage } from "@/api/model";
import { get } from "@/api/http";

/** The server counts no further. */
const COUNTED = 100;
const unread = ref(0);
const shown = computed(() => (unread.value >= COUNTED ? `${COUNTED - 1}+` : String(unread.value)));

async function refresh(): Promise<void> {
  try {
    unread.value = (await get<NoticePage>("/notices?limit=1")).unread;
  } catch {
    // the next turn asks again; a bell is not worth an error on the page
  }
}

export function useNotices() {
  return { unread: readonly(unread), shown, refresh };
}
