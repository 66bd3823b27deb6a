/** The leader's session of today: read again whenever it is told to have changed. */

import { computed, onMounted, ref, shallowRef } from "vue";
import type { DutySession, Of } from "@/api/model";
import { get, post, sentence } from "@/api/http";
import { useNews } from "@/live/news";

export type Today = Of<"Today">;
export type CloseOut = Of<"CloseOut">;
export type LeftCall = Of<"LeftCall">;
export type SheetPage = Of<"SheetPage">;

export function useToday() {
  const today = shallowRef<Today | null>(null);
  const problem = ref("");
  const busy = ref(false);
  const session = computed(() => today.value?.session ?? null);

  async function load(): Promise<void> {
    try {
      today.value = await get<Today>("/leading/today");
      problem.value = "";
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  /** One act of the session; what goes wrong is said on the page. */
  async function act(path: string, body: object = {}): Promise<boolean> {
    if (!session.value || busy.value) return false;
    busy.value = true;
    problem.value = "";
    try {
      const changed = await post<DutySession>(`/duty-sessions/${session.value.id}${path}`, body);
      today.value = { ...today.value!, session: changed };
      return true;
    } catch (error) {
      problem.value = sentence(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  onMounted(load);
  useNews(["duty"], load);
  return { today, session, problem, busy, load, act };
}

export type TodayDesk = ReturnType<typeof useToday>;
