/** The alarms that stand, kept fresh by news; acknowledging one. */

import { onMounted, ref, shallowRef } from "vue";
import { get, post, sentence } from "@/api/http";
import { useNews } from "@/live/news";
import type { Alarm } from "./model";

export function useStanding() {
  const alarms = shallowRef<Alarm[]>([]);
  const problem = ref("");
  const ready = ref(false);
  const busy = ref(false);

  async function load(): Promise<void> {
    try {
      alarms.value = await get<Alarm[]>("/alerts");
      ready.value = true;
      problem.value = "";
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  /** What somebody else has done meanwhile is said once, and the list shows it. */
  async function acknowledge(alarm: Alarm, note = ""): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    try {
      await post(`/alerts/${alarm.id}/acknowledge`, { note });
      await load();
      return true;
    } catch (error) {
      await load();
      problem.value = sentence(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  onMounted(load);
  useNews(["alarm"], load);
  return { alarms, problem, ready, busy, load, acknowledge };
}
