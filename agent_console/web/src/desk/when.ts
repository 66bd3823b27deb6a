/** A time as a calendar knows it (`2026-03-03/2026-03-06`, `daily 19:00-21:30`), said as a person would. Pure. */

import { translate } from "@/i18n";

const DATE = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T(\d{2}:\d{2}))?$/;
const DAILY = /^daily(?: (\d{2}:\d{2})(?:([-,])(\d{2}:\d{2})?)?)?$/;
const WEEKLY = /^weekly ([1-7])(?: (.+))?$/;

/** What stands before the year of the call is said with its year. */
function dateInWords(text: string, year: string): string {
  const found = DATE.exec(text);
  if (!found) return text;
  const [, y, month, day, clock] = found;
  const words = [
    y !== year || !month ? translate("when.year", { y }) : "",
    month ? translate("when.month", { m: Number(month) }) : "",
    day ? translate("when.day", { d: Number(day) }) : "",
  ];
  return words.join("") + (clock ? ` ${clock}` : "");
}

function dailyInWords(from: string | undefined, joint: string | undefined, to: string | undefined): string {
  const each = translate("when.daily");
  if (!from) return each;
  if (joint === ",") return `${each} ${from}、${to}`;
  if (joint && !to) return translate("when.after", { when: `${each} ${from}` });
  if (!to) return `${each} ${from}`;
  return `${each} ${from}–${to <= from ? translate("when.nextDay", { clock: to }) : to}`;
}

/** Empty for an empty time; a form that is not known is shown as it came. `year` is that of the call. */
export function whenInWords(normalized: string, year: string): string {
  const daily = DAILY.exec(normalized);
  if (daily) return dailyInWords(daily[1], daily[2], daily[3]);
  const weekly = WEEKLY.exec(normalized);
  if (weekly) return `${translate(`when.weekday.${weekly[1]}`)}${weekly[2] ? ` ${weekly[2].replace("-", "–")}` : ""}`;
  const [from, to] = normalized.split("/") as [string, string | undefined];
  return to === undefined ? dateInWords(from, year) : translate("when.span", { from: dateInWords(from, year), to: to ? dateInWords(to, year) : "" });
}
