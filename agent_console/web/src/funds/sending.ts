/** One send at a time: what goes wrong is one sentence beside the form, and a second click does nothing. */

import { ref } from "vue";
import { sentence } from "@/api/http";

export function useSending() {
  const busy = ref(false);
  const problem = ref("");

  async function send<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = "";
    try {
      return await work();
    } catch (error) {
      problem.value = sentence(error);
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, send };
}
