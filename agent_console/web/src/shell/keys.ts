/** Keyboard shortcuts of a page. Function keys work everywhere, plain characters not while somebody types. */

import { onMounted, onUnmounted } from "vue";

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** `Ctrl+1`, `Alt+D`, `F2`, `Enter`, `?`: the name of a key press with its modifiers. */
export function nameOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

function isControl(target: EventTarget | null): boolean {
  return isTyping(target) || (target instanceof HTMLElement && ["BUTTON", "A"].includes(target.tagName));
}

/** Whether something stands over the page and has the keys. */
export const dialogOpen = () => document.querySelector(".el-overlay:not([style*='display: none'])") !== null;

/** Whether the key belongs to the page at this moment, or to the control that has the focus. */
export function belongsToPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || dialogOpen()) return false;
  if (event.ctrlKey && event.key === "Enter") return true; // a form that sends itself by it has prevented its default
  if (event.key === "Enter" || event.key === " ") return !isControl(event.target);
  return /^F\d+$/.test(event.key) || event.ctrlKey || event.altKey || !isTyping(event.target);
}

/** `everywhere`: also over an open dialog, for what cannot wait (a call). `when`: while it does not hold, the keys are another part's. */
export function onKeys(map: KeyMap, where: "page" | "everywhere" = "page", when: () => boolean = () => true): void {
  const listen = (event: KeyboardEvent) => {
    const action = map[nameOf(event)];
    if (!action || !when() || (where === "page" ? !belongsToPage(event) : event.isComposing)) return;
    event.preventDefault();
    action(event);
  };
  onMounted(() => window.addEventListener("keydown", listen));
  onUnmounted(() => window.removeEventListener("keydown", listen));
}
