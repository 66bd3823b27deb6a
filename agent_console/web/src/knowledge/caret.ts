/** Where somebody was writing before a panel took the keys, and the way back there. */

interface Place {
  element: HTMLElement;
  start: number | null;
  end: number | null;
}

type Writable = HTMLInputElement | HTMLTextAreaElement;
const isText = (element: Element): element is Writable => element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && /^(text|search|tel|url)$/.test(element.type));

/** One memory for one panel: `remember` before it takes the focus, `restore` when it gives it back. */
export function useCaret() {
  let place: Place | null = null;

  function remember(inside: HTMLElement | null): void {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || inside?.contains(element)) return;
    place = { element, start: isText(element) ? element.selectionStart : null, end: isText(element) ? element.selectionEnd : null };
  }

  function restore(): void {
    if (!place?.element.isConnected) return;
    place.element.focus();
    if (place.start !== null && isText(place.element)) place.element.setSelectionRange(place.start, place.end);
    place = null;
  }

  return { remember, restore };
}
