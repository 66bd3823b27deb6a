/** Message catalogues: Chinese first. `translate` serves plain modules, `useI18n` the components. */

import { createI18n } from "vue-i18n";
import en from "./en";
import zh from "./zh-CN";

export type Locale = "zh-CN" | "en";
const KEY = "hotline.locale";

function kept(): Locale {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "zh-CN";
  } catch {
    return "zh-CN";
  }
}

export const i18n = createI18n({ legacy: false, locale: kept(), fallbackLocale: "zh-CN", messages: { "zh-CN": zh, en } });

export function translate(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values);
}

/** A word of a code's table, or the code itself when the table does not know it yet. */
export function term(table: string, code: string | null | undefined): string {
  if (!code) return "–";
  const key = `${table}.${code}`;
  return i18n.global.te(key) || i18n.global.te(key, "zh-CN") ? i18n.global.t(key) : code;
}

export function useLocale(locale: Locale): void {
  i18n.global.locale.value = locale;
  localStorage.setItem(KEY, locale);
  document.documentElement.lang = locale;
}
