/** Why a line is as it is, in words: telephony says it in the terms of SIP, which people at the desks do not read. */

import { i18n, translate } from "@/i18n";

const SAID: Record<string, string> = {
  "no answer to OPTIONS": "silent", "no answer": "silent", "interval too brief": "brief", "nothing was granted": "nothing",
  "another of its group serves": "standby",
};

/** The words for a reason of a trunk or a registration; one that is not known is shown as it came. */
export function lineReason(reason: string): string {
  const known = SAID[reason];
  if (known) return translate(`lineReason.${known}`);
  const status = /^([456])\d\d\b/.exec(reason);
  if (!status) return reason;
  const own = `lineReason.s${status[0]}`;
  return translate("lineReason.with", { what: translate(i18n.global.te(own, "zh-CN") ? own : `lineReason.s${status[1]}xx`), status: status[0] });
}
