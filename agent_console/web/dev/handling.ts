/** A unit's worklist, a ticket's clock and notices, for drawing pages without the service. */

import type { Notice, Ticket, TicketClock, WorkCounts, WorkItem } from "../src/api/model";

const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const unit = { code: "U0203", name: "东城区城市管理局" };
const helper = { code: "U0301", name: "人民路街道办事处" };
const LIGHTS = ["red", "yellow", "blue", "blue", "blue"] as const;
const BOXES = ["open", "to_sign", "handling", "soon", "overdue", "returned", "supplement", "suspended", "co", "copied", "done"];
const TITLES = ["人民路工地夜间施工扰民", "阳光花园南门路灯连续三天不亮", "菜市场门口占道经营堵塞消防通道，早晚高峰无法通行", "解放路人行道地砖松动积水", "河滨公园步道积水"];

export const work = (index: number): WorkItem => ({
  id: `t${index + 1}`, number: `20260304-${String(index + 1).padStart(6, "0")}`, leg: `l${index}`, role: index % 5 === 3 ? "co" : "lead", leg_state: index % 3 ? "handling" : "dispatched", state: index % 3 ? "handling" : "dispatched", version: 3,
  title: TITLES[index % TITLES.length]!, category: { code: "0302010101", name: index % 2 ? "夜间施工噪音" : "路灯损坏" }, place: "东城区 人民路 128 号门口", light: LIGHTS[Math.min(index, 4)]!, flags: index === 1 ? ["group"] : [],
  dispatched_at: at(-30 + index), sign_due: at(index - 1), contact_due: at(index * 3), contacted_at: index % 4 ? at(-1) : null, deadline: at(index * 9 - 4), yellow_at: at(index * 7 - 4), ended_at: null, reworks: index === 2 ? 1 : 0, asked_extension: index === 4 ? 2 : null, asked_suspension: index === 5 ? "funds" : null,
});

export const counts: WorkCounts = { counts: Object.fromEntries(BOXES.map((box, index) => [box, [23, 8, 12, 4, 1, 1, 2, 1, 4, 36, 1_000][index]!])), more: ["done"] };

const line = (day: string, kind: TicketClock["legs"][number]["lines"][number]["kind"], counted: number, text: string) => ({ day, kind, counted, text });
export const clock: TicketClock = {
  at: at(0), light: "yellow", stored: at(20),
  legs: [{
    leg: "l0", unit, role: "lead", scheme: "level", level: 3, start: at(-60), due: at(20), first_due: at(-4), yellow_at: at(2), paused_until: null, days_left: 1, running: true, light: "yellow",
    lines: [
      line("2026-03-04", "workday", 0, "3月4日（周三）17:20派单，已过下班时间，顺延至下一工作日起算"), line("2026-03-05", "workday", 0, "3月5日（周四），起算日"), line("2026-03-06", "workday", 1, "3月6日（周五），工作日，第1个工作日"), line("2026-03-07", "weekend", 0, "3月7日（周六），周末，不计"),
      line("2026-03-08", "weekend", 0, "3月8日（周日），周末，不计"), line("2026-03-09", "workday", 2, "3月9日（周一），工作日，第2个工作日"), line("2026-03-10", "workday", 3, "3月10日（周二），工作日，第3个工作日，17:00到期"),
      line("2026-03-09", "workday", 0, "3月9日（周一）10:00 待市民补充，时限暂停（最迟至3月14日（周六）10:00）"), line("2026-03-10", "workday", 0, "3月10日（周二）09:30 恢复计时，顺延1个工作日，到期改为3月11日（周三）17:00"), line("2026-03-11", "workday", 1, "3月11日（周三），工作日，第1个工作日，17:00到期"),
    ],
  }],
};

const leg = { basis: "in_charge", dispatched_at: at(-30), sign_due: at(-28), contact_due: at(-6), deadline: at(20), started_at: at(-30), yellow_at: at(2), signed_at: at(-29), contacted_at: at(-20), reported_at: null, ended_at: null, result: "" };
/** What the ticket's law adds to a ticket. */
export const law: Pick<Ticket, "version" | "stage" | "light" | "scheme" | "first_receiver" | "first_deadline" | "sign_due" | "contact_due" | "signed_at" | "contacted_at" | "reported_at" | "paused_at" | "asked_extension" | "asked_suspension" | "asked_review_at" | "extensions" | "reworks" | "returns" | "suspended_for" | "review_at" | "flags" | "result" | "solved" | "resolved_level" | "batch_id" | "merged_into" | "split_from" | "legs" | "actions"> = {
  version: 4, stage: "joint_handling", light: "yellow", scheme: "level", first_receiver: unit, first_deadline: at(-4), sign_due: at(-28), contact_due: at(-6), signed_at: at(-29), contacted_at: at(-20), reported_at: null, paused_at: null, asked_extension: 2, asked_suspension: null, asked_review_at: null, extensions: 0, reworks: 0, returns: 0,
  suspended_for: null, review_at: null, flags: ["group"], result: "", solved: null, resolved_level: null, batch_id: null, merged_into: null, split_from: null,
  legs: [{ id: "l0", unit, role: "lead", state: "handling", why: "职责目录：夜间施工噪音，谁主管谁负责，由区城市管理局主办。", ...leg }, { id: "l1", unit: helper, role: "co", state: "reported", why: "协办：属地街道。", ...leg, contact_due: null, reported_at: at(-2), result: "已与工地负责人沟通，签订夜间停工承诺。" }, { id: "l2", unit: { code: "U0101", name: "东城区人民政府" }, role: "cc", state: "dispatched", why: "直派街道，告知区。", ...leg, deadline: null }],
  actions: ["contact", "report", "ask_supplement", "ask_extension", "extend", "refuse_extension", "flag"],
};

const TOLD = ["工单 20260304-000001「人民路工地夜间施工扰民」红灯告警：03月06日17:00 已到期，请立即办理。", "工单 20260304-000002「阳光花园南门路灯连续三天不亮」黄灯预警：03月07日17:00 到期，请抓紧办理。", "工单 20260304-000003「解放路人行道地砖松动积水」退回办理，新期限03月11日17:00：市民说仍积水"];
export const notices: Notice[] = Array.from({ length: 18 }, (_, index) => ({ id: `n${index}`, at: at(-index * 3), kind: "red", text: TOLD[index % 3]!, ticket: `t${index + 1}`, link: `/tickets/t${index + 1}`, read: index > 4 }));
