/** What a citizen writes, what is still wrong with it, and where it waits while the page is away. Pure but for the tab's own store. */

export const NOTHING_WRITTEN = Object.freeze({ type: "complaint", name: "", phone: "", text: "", place: "", website: "" });
export type Written = { -readonly [name in keyof typeof NOTHING_WRITTEN]: string };
export type Required = "text" | "name" | "phone";

const KEPT = "mailbox.form";
const LEAST_WORDS = 5;
const PHONE = /^\+?[\d -]{7,20}$/;

/** The first field, from the top, that keeps the form from being sent. */
export function firstWrong(form: Written): Required | null {
  if (form.text.trim().length < LEAST_WORDS) return "text";
  if (!form.name.trim()) return "name";
  return PHONE.test(form.phone.trim()) ? null : "phone";
}

/** Kept as long as this tab lives and no longer: the next person at the phone reads nothing. */
export function keepForm(form: Written): void {
  const { website: _, ...words } = form;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(words));
  } catch {
    // no store: then nothing is kept
  }
}

export function keptForm(): Partial<Written> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Partial<Written>;
  } catch {
    return {};
  }
}
