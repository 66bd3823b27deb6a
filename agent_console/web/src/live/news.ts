/** News for pages that show lists: what changed is said at once, and the page asks for its list anew. Without a connection it asks now and then. */

import { onMounted, onUnmounted, ref } from "vue";
import { signedOut } from "@/api/http";
import { beganAnew, carriedBy, overhear } from "./overheard";
import { LiveSocket, type LinkState } from "./socket";

export type News = "notice" | "intake" | "batch_changed" | "duty" | "early_warning" | "todo" | "alarm";
/** A burst of news is one look. */
const TOGETHER_MS = 400;
/** Lamps turn with time, which no event tells: also a quiet list is looked at again. Every node's news is told here at once. */
const QUIET_MS = 60_000;
const UNCONNECTED_MS = 15_000;

type Look = () => unknown;
const looking = new Map<Look, ReadonlySet<string>>();
const link = ref<LinkState>("closed");

/** An event of the page's connection, whichever that is: the desk's of who takes calls, else the one below. */
export function told(event: string): void {
  for (const [look, kinds] of looking) if (kinds.has(event)) look();
}

/** The connection came, went, or began anew with a snapshot: then nobody knows what was missed. */
export function linked(state: LinkState): void {
  link.value = state;
}
export function missed(): void {
  for (const look of looking.keys()) look();
}

const socket = new LiveSocket(
  {
    state: (state) => {
      linked(state);
      if (state === "signed_out") signedOut();
    },
    snapshot: () => {
      missed();
      beganAnew();
    },
    event: (event) => {
      told(event.event);
      overhear(event);
    },
    roundTrip: () => undefined,
  },
  { news: true },
);

/** For who has no desk; a desk's own connection tells the same. */
export const newsLine = {
  open: () => {
    carriedBy((type, fields) => socket.send(type, fields));
    socket.open();
  },
  close: () => socket.close(),
};

/** One look for many calls; while the tab is hidden it waits until somebody sees it. */
export function gathered(look: Look, hidden: () => boolean, wait: (work: () => void) => void): { ask: Look; seen: Look } {
  let due = false;
  let missedOne = false;
  function now(): void {
    due = false;
    missedOne = hidden();
    if (!missedOne) look();
  }
  function ask(): void {
    if (due) return;
    due = true;
    wait(now);
  }
  return { ask, seen: () => missedOne && ask() };
}

/** Calls `look` when one of the kinds is told, and now and then; the page loads its list itself the first time. */
export function useNews(kinds: readonly News[], look: Look): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  let last = Date.now();
  const { ask, seen } = gathered(
    () => {
      last = Date.now();
      look();
    },
    () => document.visibilityState === "hidden",
    (work) => setTimeout(work, TOGETHER_MS),
  );
  onMounted(() => {
    looking.set(ask, new Set(kinds));
    document.addEventListener("visibilitychange", seen);
    timer = setInterval(() => Date.now() - last >= (link.value === "open" ? QUIET_MS : UNCONNECTED_MS) && ask(), UNCONNECTED_MS / 3);
  });
  onUnmounted(() => {
    looking.delete(ask);
    document.removeEventListener("visibilitychange", seen);
    clearInterval(timer);
  });
}
