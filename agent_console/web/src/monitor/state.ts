/** The working view's choices and orders over the live board: which list, which row, which filter, what is read along. */

import { type Ref, computed, onMounted, reactive, ref, watch } from "vue";
import type { AgentNow, CallNow, FloorLimits } from "@/api/model";
import { get, sentence } from "@/api/http";
import type { useBoard } from "@/live/board";
import { type Filter, type List, agentsShown, idBeside, listBeside, spokenCalls, waitingCalls } from "./floor";
import { isSpoken } from "./live";

export type OrderKind = "move_agent" | "force_state" | "take_over" | "end_call" | "move_call";

export function useFloor(live: ReturnType<typeof useBoard>) {
  const { board, desk, link, send } = live;
  const limits: Ref<FloorLimits | null> = ref(null);
  const filter = reactive<Filter>({ queue: "", state: "", order: "state" });
  const list = ref<List>("calls");
  const chosen = reactive<Record<List, string | null>>({ waiting: null, calls: null, agents: null });
  const asking = ref<OrderKind | null>(null);
  const busy = ref(false);
  const wrong = ref("");

  const waiting = computed(() => waitingCalls(board.value, filter.queue));
  const calls = computed(() => spokenCalls(board.value, filter.queue));
  const agents = computed(() => agentsShown(board.value?.agents ?? [], filter));
  const ids = computed<Record<List, string[]>>(() => ({ waiting: waiting.value.map((one) => one.call), calls: calls.value.map((one) => one.call), agents: agents.value.map((one) => one.agent) }));

  const agent = computed<AgentNow | null>(() => (list.value === "agents" ? (agents.value.find((one) => one.agent === chosen.agents) ?? null) : null));
  /** The call that is meant: the chosen one, or that of the chosen agent. */
  const call = computed<CallNow | null>(() => {
    const id = list.value === "agents" ? agent.value?.call : chosen[list.value];
    return board.value?.calls.find((one) => one.call === id && one.state !== "ended") ?? null;
  });
  const spoken = computed(() => (isSpoken(call.value) ? call.value!.call : null));
  const watched = computed(() => (spoken.value ? (desk.value.watched[spoken.value] ?? null) : null));

  function choose(which: List, id: string | null): void {
    list.value = which;
    chosen[which] = id;
    wrong.value = "";
  }
  const move = (by: number) => choose(list.value, idBeside(ids.value[list.value], chosen[list.value], by));
  /** To the list beside; there the row that was chosen last, else the first. */
  function beside(by: number): void {
    const next = listBeside(list.value, by);
    const known = chosen[next];
    choose(next, known && ids.value[next].includes(known) ? known : (ids.value[next][0] ?? null));
  }

  /** True once it is done; a refusal is said under the action bar. */
  async function order(type: string, fields: Record<string, unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    wrong.value = "";
    try {
      await send(type, fields);
      return true;
    } catch (error) {
      wrong.value = sentence(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  /** The chosen call is read along; the one before is given up. After a new snapshot it is asked for again. */
  watch(spoken, (_, before) => before && void send("unwatch", { call: before }).catch(() => undefined));
  watch([spoken, link, () => Boolean(watched.value)], ([now, state, known]) => {
    if (now && state === "open" && !known) void send("watch", { call: now }).catch((error: unknown) => (wrong.value = sentence(error)));
  });
  onMounted(async () => (limits.value = await get<FloorLimits>("/floor/limits").catch(() => null)));

  const queueTitle = (name: string | null) => board.value?.queues.find((queue) => queue.name === name)?.title ?? name ?? "";
  const nameOf = (id: string | null) => board.value?.agents.find((one) => one.agent === id)?.name ?? "";
  return { ...live, limits, filter, list, chosen, asking, busy, wrong, waiting, calls, agents, agent, call, spoken, watched, choose, move, beside, order, queueTitle, nameOf };
}

export type FloorState = ReturnType<typeof useFloor>;
