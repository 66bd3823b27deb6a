/** Search as one types: only the newest question's answer counts, and a question that rests a while is noted. */

import { onUnmounted, ref, shallowRef, watch } from "vue";
import { get, post, query, sentence } from "@/api/http";
import type { Found } from "./model";

const PAUSE_MS = 90;
const SETTLED_MS = 1_500;
const NOTHING: Found = { items: [], near: false };

export function useKnowledgeSearch(more: () => { category?: string | null; kind?: string | null } = () => ({})) {
  const q = ref("");
  const found = shallowRef<Found>(NOTHING);
  const busy = ref(false);
  const problem = ref("");
  const asked = ref("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let noted = "";

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const question = q.value.trim();
    if (!question) return clear();
    busy.value = true;
    try {
      const answer = await get<Found>(`/knowledge/search${query({ q: question, ...more() })}`);
      if (question === q.value.trim()) [found.value, asked.value, problem.value] = [answer, question, ""];
    } catch (error) {
      if (question === q.value.trim()) problem.value = sentence(error);
    } finally {
      if (question === q.value.trim()) busy.value = false;
    }
  }

  function clear(): void {
    [found.value, asked.value, problem.value, busy.value] = [NOTHING, "", "", false];
  }

  /** The question was typed to its end: it was read, left, or rested on. */
  function settle(): void {
    clearTimeout(settling);
    const question = asked.value;
    if (question.length < 2 || question === noted) return;
    noted = question;
    void post("/knowledge/searches", { q: question }).catch(() => undefined);
  }

  watch(q, () => {
    clearTimeout(timer);
    clearTimeout(settling);
    if (!q.value.trim()) return clear();
    timer = setTimeout(() => void ask(), PAUSE_MS);
    settling = setTimeout(settle, SETTLED_MS);
  });
  watch(() => JSON.stringify(more()), () => void ask());
  onUnmounted(() => {
    clearTimeout(timer);
    clearTimeout(settling);
  });

  return { q, found, busy, problem, asked, ask, settle };
}

