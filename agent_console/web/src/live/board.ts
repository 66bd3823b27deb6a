/** The live board of a page that takes no seat: the wall, and the supervisor's page. Falls back to asking now and then. */

import { computed, onMounted, onUnmounted, ref, shallowRef } from "vue";
import type { Board } from "@/api/model";
import { get, sentence } from "@/api/http";
import { useNow } from "@/clock";
import { type Desk, EMPTY_DESK, applyOne, fromSnapshot } from "./apply";
import { LiveSocket, type LinkState } from "./socket";

const POLL_MS = 5_000;
export const STALE_S = 8;

/** `heard` is told of every event beside the board itself. */
export function useBoard(heard: (event: string, data: unknown) => void = () => undefined) {
  const board = shallowRef<Board | null>(null);
  const desk = shallowRef<Desk>(EMPTY_DESK);
  const link = ref<LinkState>("closed");
  const problem = ref("");
  const at = ref(Date.now());
  const now = useNow();
  let timer: ReturnType<typeof setInterval> | undefined;

  function show(fresh: Board | null): void {
    if (!fresh) return;
    board.value = fresh;
    at.value = Date.now();
    problem.value = "";
  }

  const socket = new LiveSocket({
    state: (state) => (link.value = state),
    snapshot: (data) => (desk.value = { ...fromSnapshot(data), board: desk.value.board, warnings: desk.value.warnings }),
    event: (event) => {
      desk.value = applyOne(desk.value, event);
      if (event.event === "board") show(desk.value.board);
      else heard(event.event, event.data);
    },
    roundTrip: () => undefined,
  }, { board: true });

  /** The fallback when no live board comes: asks again after a quiet time, also the very first time. */
  async function ask(): Promise<void> {
    if (board.value && Date.now() - at.value < POLL_MS) return;
    try {
      show(await get<Board>("/wallboard"));
    } catch (error) {
      problem.value = sentence(error);
    }
  }

  onMounted(() => {
    void ask();
    socket.open();
    timer = setInterval(() => void ask(), POLL_MS);
  });
  onUnmounted(() => {
    clearInterval(timer);
    socket.close();
  });

  const stale = computed(() => Math.floor((now.value - at.value) / 1000));
  const putAway = (ticket: string) => (desk.value = { ...desk.value, warnings: desk.value.warnings.filter((one) => one.ticket !== ticket) });
  return { putAway, board, desk, link, problem, stale, send: (type: string, fields: Record<string, unknown>) => socket.send(type, fields) };
}
