/** The queues' titles for people, asked for once a page and again when one is not known yet. */

import { ref } from "vue";
import type { QueueName } from "@/api/model";
import { get } from "@/api/http";

const titles = ref<Record<string, string>>({});
let asked = 0;
const AGAIN_MS = 30_000;

function ask(): void {
  if (Date.now() - asked < AGAIN_MS) return;
  asked = Date.now();
  void get<QueueName[]>("/queues").then((found) => (titles.value = Object.fromEntries(found.map((one) => [one.name, one.title]))), () => undefined);
}

export function useQueueTitles() {
  function of(names: readonly string[] | null | undefined): string {
    const all = names ?? [];
    if (all.some((name) => !(name in titles.value))) ask();
    return all.map((name) => titles.value[name] ?? name).join("、");
  }
  return { of };
}
