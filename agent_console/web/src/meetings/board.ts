/** What every tab shares: a paged list, the chosen row read whole, steps that change it, and the address that names it. */

import { onMounted, type Ref, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { get, post, sentence } from "@/api/http";
import { usePages } from "@/api/pages";
import { useRowChoice } from "@/shell/row_choice";

export function useBoard<Row extends { id: string; version?: number }>(box: Ref<HTMLElement | null>, list: (before: string | null) => string, one: (id: string) => string) {
  const route = useRoute();
  const router = useRouter();
  const pages = usePages<Row>(list);
  const chosen = shallowRef<Row | null>(null);
  const problem = ref("");

  async function load(more = false): Promise<void> {
    await pages.load(more).then(() => (problem.value = "")).catch((error) => (problem.value = sentence(error)));
  }

  async function open(id: string): Promise<void> {
    try {
      chosen.value = await get<Row>(one(id));
      problem.value = "";
      if (route.query.id !== id) void router.replace({ query: { ...route.query, id } });
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  /** Show the row as it is after a step, and the list with it. */
  function show(row: Row): void {
    chosen.value = row;
    void load();
  }

  /** Send a step with the version that the screen shows; the answer is the row anew. */
  async function step(path: string, body: object = {}): Promise<void> {
    const row = chosen.value!;
    show(await post<Row>(`${one(row.id)}${path}`, { version: row.version, ...body }));
  }

  const here = useRowChoice(box, () => pages.items.value, (row) => open(row.id));
  watch(() => route.query.id, (id) => typeof id === "string" && id !== chosen.value?.id && void open(id));
  onMounted(async () => {
    await load();
    if (typeof route.query.id === "string") await open(route.query.id);
  });
  return { pages, chosen, problem, here, load, open, show, step };
}
