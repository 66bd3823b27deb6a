/** What the mock knows: people, calls, tickets, a duty session. Invented names and numbers. */

import { law } from "./handling.ts";
import type { Acceptance, AgentNow, AgentState, Board, CallNow, CallRow, Draft, DutySession, Gap, Me, Party, Segment, Ticket, TodoItem } from "../src/api/model";

export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
export const ahead = (seconds: number) => ago(-seconds);

export const me: Me = {
  id: "p1", username: "demo", name: "王晓敏", roles: ["agent", "leader", "supervisor", "admin", "handler", "dispatcher", "inspector"], unit: "U0102", phone: "browser", mobile: "", queues: ["general"], levels: {}, must_change_password: false, active: true,
};

export const someone = (agent: string, name: string, state: AgentState): AgentNow => ({
  agent, name, state, phone: "browser", queues: ["general"], reason: "", since: ago(0), until: null, call: null, missed: 0, next: null, next_reason: "", levels: {}, moved_until: null,
});

const place = { text: "人民路134号", district: "东城区", street_code: "S0103", gazetteer: "人民路", detail: "工地东门" };

export const draft = (call_id: string): Draft => ({
  id: call_id, call_id, channel: "telephone", agent: me.id, version: 1, caller_number: "13800001234", caller_name: "", callback_number: "13800001234", type: null, category: null, category_suggestions: [],
  place: { text: "", district: null, street_code: null, gazetteer: null, detail: null }, title: "", summary: "", matter: "", wish: "", urgent: [], level: 7, unit: null, unit_why: "",
  history: [
    { kind: "ticket", id: "t1", at: ago(864_000), title: "人民路134号工地扬尘", state: "closed" },
    { kind: "call", id: "c9", at: ago(1_700_000), title: "咨询社保补缴", state: "answered_on_the_spot" },
  ],
  edited: [], origin: "reactive", status: "open", time: "", time_normalized: "", object: "", flags: [], id_numbers: [], evidence: {}, traces: {},
  suggested: { caller_name: null, callback_number: null, type: null, category: null, place: null, time: null, object: null, title: null, summary: null, matter: null, wish: null },
});

export const filled: Partial<Draft> = {
  caller_name: "李女士", type: "complaint", place,
  category_suggestions: [
    { code: "0302010101", name: "夜间施工噪音", score: 0.82, why: "「半夜施工」「噪音太大」" }, { code: "0302010102", name: "工地扬尘", score: 0.31, why: "「工地」" },
    { code: "0401020101", name: "道路挖掘占道", score: 0.12, why: "「人民路」" },
  ],
  category: { code: "0302010101", name: "夜间施工噪音" }, title: "东城区人民路134号工地夜间施工噪音扰民", matter: "人民路134号的工地每天半夜施工，噪音太大，家中老人和孩子无法入睡，已持续一周。",
  wish: "希望工地夜间停止施工。", summary: "市民反映人民路134号工地近一周每晚十一点后施工，噪音扰民，有老人心脏不好，要求立即制止。", urgent: [{ word: "煤气味", sentence: "希望晚上不要施工了。而且楼道里有很重的煤气味，老人都不敢回家。", segment: "s5" }], time: "每天晚上十一点以后，已一周", object: "人民路134号工地",
  unit: { code: "U0203", name: "东城区城市管理局" }, unit_why: "职责目录 030201：谁主管谁负责，由东城区城市管理局主办（事发地在东城区）。",
};

export const script: Array<[Segment["channel"], string]> = [
  ["agent", "您好，这里是12345热线，请问有什么可以帮您？"], ["caller", "您好，我要反映一个问题，人民路134号的工地每天半夜施工，噪音太大了。"], ["agent", "请问大概是几点开始施工？持续多久了？"],
  ["caller", "每天晚上十一点以后，已经一个星期了，家里老人心脏不好，孩子也睡不着。"], ["agent", "好的，我记下了。您希望怎么处理？"], ["caller", "希望晚上不要施工了。而且楼道里有很重的煤气味，老人都不敢回家。"],
  ["agent", "我马上把工单转给东城区城市管理局，三个工作日内答复您。"], ["caller", "好的，谢谢。"],
];

/** A line as a recogniser would have heard it: two characters a word, no marks, one word unsure. */
export function utterance(index: number, call: string, version: Segment["version"] = "live"): Segment {
  const [channel, readable] = script[index]!;
  const spans: Segment["spans"] = [];
  const words: Segment["words"] = [];
  let text = "";
  [...readable].forEach((letter, at) => {
    const silent = /[，。？！]/.test(letter);
    if (!silent && text && at % 2 === 0 && !text.endsWith(" ")) text += " ";
    spans.push([at, at + 1, text.length, text.length + (silent ? 0 : 1)]);
    if (!silent) text += letter;
  });
  text.split(" ").forEach((word, at) => words.push({ text: word, t0: index * 5 + at / 4, t1: index * 5 + at / 4 + 0.2, confidence: at % 7 === 4 ? 0.3 : 0.95 }));
  return { segment: `${call}-${index}`, channel, text, readable, spans, words, t0: index * 5 + 1, t1: index * 5 + 5, confidence: 0.9, engine: "vosk", version };
}
export const segments: Segment[] = script.map((_, index) => utterance(index, "s"));

const source = (call: string, line: number, phrase: string, confidence: number) => ({ segment: `${call}-${line}`, phrase, start: null, end: null, confidence, by: "machine" as const });
export const evidence = (call: string): Pick<Draft, "evidence" | "traces"> => ({
  evidence: {
    place: source(call, 1, "人民路134号", 0.92), matter: source(call, 1, "工地每天半夜施工", 0.8), wish: source(call, 5, "希望晚上不要施工了", 0.85), time: source(call, 3, "每天晚上十一点以后，已经一个星期", 0.72), type: source(call, 1, "我要反映一个问题", 0.4),
    category: source(call, 1, "半夜施工，噪音太大", 0.82), object: source(call, 1, "工地", 0.45), callback_number: { ...source(call, 0, "来电号码", 0.5), segment: null }, title: source(call, 1, "人民路134号", 0.7),
  },
  traces: { title: [{ text: "人民路134号工地", ...source(call, 1, "人民路134号的工地", 0.9) }, { text: "夜间施工", ...source(call, 1, "每天半夜施工", 0.9) }, { text: "噪音扰民", ...source(call, 1, "噪音太大了", 0.9) }] },
});

export const gap = (call: string, state: Gap["state"], from_s: number, to_s: number | null): Gap => ({ id: `${call}-gap-${from_s}`, call_id: call, version: 1, channel: "agent", from_s, to_s, why: "postponed", state, tries: 0, trouble: state === "given_up" ? "录音文件不完整。" : "" });

export const similar = [
  { id: "t4", number: "20260304-000004", state: "handling" as const, title: "东城区人民路134号工地夜间施工噪音", matter: "工地夜里施工，噪音大", category: { code: "0302010101", name: "夜间施工噪音" }, place: null, unit: { code: "U0203", name: "东城区城市管理局" }, created_at: ago(90_000), deadline: ahead(90_000), callers_count: 3, score: 0.93, why: [{ kind: "place" as const, text: "人民路134号" }, { kind: "object" as const, text: "人民路134号工地" }, { kind: "text" as const, text: "半夜、施工、噪音" }] },
  { id: "t7", number: "20260304-000007", state: "dispatched" as const, title: "人民路工地渣土车夜间运输扬尘", matter: "", category: { code: "0302010102", name: "工地扬尘" }, place: null, unit: { code: "U0301", name: "人民路街道办事处" }, created_at: ago(300_000), deadline: ahead(20_000), callers_count: 1, score: 0.61, why: [{ kind: "place" as const, text: "人民路" }, { kind: "text" as const, text: "工地、夜间" }] },
];

const rate = (numerator: number, denominator: number) => ({ numerator, denominator, percent: denominator ? Math.round((10_000 * numerator) / denominator) / 100 : null, base: "机器填写的字段" });
const NAMES: Array<[string, string, number, number, number]> = [
  ["place", "地点", 61, 14, 3], ["title", "标题", 44, 33, 1], ["category", "事项分类", 58, 19, 1], ["matter", "诉求内容", 41, 36, 1], ["wish", "期望", 39, 20, 9], ["callback_number", "回访电话", 76, 2, 0], ["caller_name", "姓名", 50, 6, 4], ["type", "诉求类型", 70, 8, 0], ["time", "时间", 30, 9, 5], ["object", "涉及对象", 28, 10, 8], ["summary", "摘要", 47, 30, 1], ["level", "办理时限", 74, 4, 0], ["unit", "承办单位", 69, 9, 0],
];
export const acceptance = (): Acceptance => ({
  since: ago(7 * 86_400), until: ago(0), drafts: 78, truncated: false,
  fields: NAMES.map(([field, name, kept, changed, emptied]) => ({ field, name, filled: kept + changed + emptied, kept, changed, emptied, added: kept % 7, rate: rate(kept, kept + changed + emptied) })),
  by_agent: ["王晓敏", "赵磊", "孙倩", "周建国", "吴芳"].map((name, index) => ({ agent: { id: `p${index}`, name }, drafts: 21 - 3 * index, rate: rate(80 - index * 7, 100) })), by_queue: [],
});

const figures = (mos: number, jitter_ms: number, packets_lost: number, packets_received: number, round_trip_ms: number) => ({ mos, jitter_ms, packets_lost, packets_received, round_trip_ms });
const row = (index: number): CallRow => ({
  id: `c${index}`, state: "ended", queue: "general", caller_number: `1390000${String(1200 + index)}`, caller_name: "", agent: index % 4 ? { id: "p1", name: "王晓敏" } : null,
  arrived_at: ago(index * 740), answered_at: index % 4 ? ago(index * 740 - 12) : null, ended_at: ago(index * 740 - 200), reason: index % 4 ? "completed" : "abandoned", interrupted: index === 5,
  waited_s: 8 + index, talked_s: index % 4 ? 120 + index * 7 : 0, recording: index % 4 ? `${index}.wav` : null, outcome: index % 4 ? (index % 3 ? "ticket" : "answered_on_the_spot") : null, outcome_note: "", duty_session: null, dialled: "12345", trunk: "local", queued_at: ago(index * 740), by: "caller", detail: "", held_s: 0, wrap_up_s: 20, recording_finished: true, outcome_at: null,
  quality: { caller: figures(4.31, 3.2, 12, 6_000, 24.5), agent: { ...figures(3.42, 18.7, 190, 6_000, 61), person: { id: "p1", name: "王晓敏" } }, ...(index === 3 ? { transfer_target: { ...figures(4.02, 6.1, 20, 3_000, 44), number: "110" } } : {}) },
  direction: index % 7 ? "in" : "out", callback: null, transfers: index === 3 ? [{ at: ago(index * 740 - 90), agent: { id: "p1", name: "王晓敏" }, number: "110", how: "attended" }] : [],
  parties: index === 3 ? [{ party: "x", number: "110", called_at: ago(index * 740 - 60), answered_at: ago(index * 740 - 68), joined_at: ago(index * 740 - 80), left_at: ago(index * 740 - 200), why: "call_ended" }] : [],
  pauses: index === 3 ? [{ at: ago(index * 740 - 40), until: ago(index * 740 - 52), agent: { id: "p1", name: "王晓敏" }, reason: "" }] : [],
  supervisions: index === 3 ? [{ at: ago(index * 740 - 100), until: ago(index * 740 - 130), supervisor: { id: "p8", name: "赵敏" }, mode: "monitor", side: "both" }] : [],
  ticket: index % 4 ? { id: `t${index}`, number: `20260304-${String(index).padStart(6, "0")}`, state: "dispatched" } : null,
});
export const calls = Array.from({ length: 24 }, (_, index) => row(index + 1));

export const ticket = (index: number): Ticket => ({
  ...law, intake_id: `c${index}`, confidential: false,
  id: `t${index}`, number: `20260304-${String(index).padStart(6, "0")}`, call_id: `c${index}`, duty_session: null, channel: "phone", origin: "reactive", state: index % 3 ? "dispatched" : "closed",
  type: "complaint", category: { code: "0302010101", name: "夜间施工噪音" }, place, title: String(filled.title), summary: String(filled.summary), matter: String(filled.matter), wish: String(filled.wish),
  urgent: [], answer: index % 3 ? "" : "已告知办理流程和地址。", caller_number: "13800001234", caller_name: "李女士", callback_number: "13800001234", level: 3, unit: filled.unit ?? null, co_units: [{ code: "U0301", name: "人民路街道办事处" }],
  callers: index % 4 ? [] : [{ intake_id: "c9", call_id: "c9", at: ago(4_000), number: "13900008811", name: "周先生", callback_number: "13900008811", matter: "同一工地夜里施工，孩子睡不着", wish: "停止夜间施工" }], callers_count: index % 4 ? 1 : 2,
  basis: "charge", basis_why: String(filled.unit_why), dispatch_level: "district", directory_version: "1", created_at: ago(index * 7_000), created_by: "p1", dispatched_at: ago(index * 7_000), deadline: ahead(260_000 - index * 20_000), closed_at: null,
  history: [
    { id: "s1", at: ago(7_300), by: "p1", by_name: "王晓敏", command: "accept", from_state: "draft", to_state: "accepted", reason: "" },
    { id: "s2", at: ago(7_200), by: "p1", by_name: "王晓敏", command: "dispatch", from_state: "accepted", to_state: "dispatched", reason: "职责目录：谁主管谁负责" },
  ],
});

export const todo: TodoItem[] = [
  { kind: "draft", id: "c5", at: ago(5_400), title: "小区停水三天无人处理", caller_number: "13900001205", interrupted: true, count: 1, attempts: 0, duty_session: null },
  { kind: "callback", id: "b1", at: ago(1_500), title: "", caller_number: "13700004321", interrupted: false, count: 2, attempts: 1, duty_session: null },
];

export const recogniser = { engine: "whisper", model: "whisper-base", language: "zh", interims: false, notice: "官方普通话模型未安装，正在用替代引擎：没有逐字显示，每句话说完后显示。", step: "normal" as const, lag_s: 0, lost: false, detail: "" };
export const busy = { engine: "vosk", model: "vosk-model-small-cn-0.22", language: "zh", interims: true, notice: "语音识别过载，新通话将在结束后转写。", step: "after_call" as const, lag_s: 3.4, lost: false, detail: "" };

export const session: DutySession = {
  id: "d1", queue: "duty:d1", unit: { code: "U0203", name: "东城区城市管理局" }, leader: "p1", leader_name: "王晓敏", deputy: null, assistant: { id: "p2", name: "赵磊" }, acting: null, rota: null, title: "三月城管专场", number: "12345001", starts_at: ago(3_600), ends_at: ahead(3_600), check_in_from: ago(5_400),
  state: "open", opened_at: ago(3_500), closed_at: null, closed_by: null, numerator: 2, denominator: 3, rate: 66.67, to_dispatch: 0, noted: 0, undecided: 1, abandoned: 1, silent: 0, wrong_number: 0, corrections: 0, absent: false, steps: [], documents: [],
  present: [{ role: "leader", person: { id: "p1", name: "王晓敏" }, at: ago(3_620), status: "on_time" }, { role: "assistant", person: { id: "p2", name: "赵磊" }, at: ago(3_100), status: "late" }],
  calls: [["c1", "on_the_spot"], ["c2", "on_the_spot"], ["c3", null], ["c4", null]].map(([id, verdict], index) => ({
    call_id: id!, caller_number: `1390000120${index}`, arrived_at: ago(3_000 - index * 500), answered_at: ago(2_990 - index * 500), ended_at: ago(2_800 - index * 500), state: "ended", talked_s: 170, title: ["路灯损坏", "占道经营", "垃圾清运不及时", ""][index]!,
    verdict: verdict as "on_the_spot" | null, outcome: null, connected: index < 3, recording: null, ticket: null, counts_as: null, corrected_why: "", answer: "",
  })),
};

const talk = (call: string, state: CallNow["state"], agent: string | null, seconds: number, more: Partial<CallNow> = {}): CallNow => ({
  call, state, queue: "general", caller_number: `1390000${String(3_000 + seconds)}`, urgent: [], caller_name: "", dialled: "12345", agent, arrived_at: ago(seconds + 20), queued_at: ago(seconds + 10), answered_at: state === "answered" || state === "held" ? ago(seconds) : null,
  expires_at: null, position: null, muted: false, recording: true, recording_paused: false, recording_paused_at: null, recording_paused_why: "", parties: [], direction: "in", expected_wait_s: null, consulted_by: "", partials: {}, ...more,
});
const party = (name: string, number: string, role: Party["role"], state: Party["state"], mode: Party["mode"] = null): Party => ({ party: name, name, number, role, state, mode });
const live = (): CallNow[] => [
  talk("k1", "answered", "p0", 143, { parties: [party("", "110", "third_party", "joined")] }), talk("k2", "answered", "p6", 61, { recording_paused: true }), talk("k3", "held", "p3", 205, { parties: [party("郑凯", "agent:p5", "consulted", "consulting")] }),
  talk("k4", "answered", null, 322, { parties: [party("", "02510096001", "third_party", "joined")] }), talk("k5", "queued", null, 74, { position: 1, expected_wait_s: 120 }), talk("k6", "queued", null, 31, { position: 2, expected_wait_s: 190 }), talk("k7", "ringing", "p1", 8, { direction: "out", queue: null }),
];

const names = ["王晓敏", "赵磊", "孙倩", "周建国", "吴芳", "郑凯", "冯雪", "陈立"];
const states = ["talking", "available", "available", "held", "wrap_up", "paused", "talking", "paused"] as const;
export const board = (): Board => ({
  at: ago(0), queues: [["general", "综合话务", 2, 74], ["business", "企业专席", 0, 0], ["grid", "网格社区专席", 0, 0]].map(([name, title, waiting, longest]) => ({ name: String(name), title: String(title), waiting: Number(waiting), longest_wait_s: Number(longest), agents_available: 2, duty_session: null, expected_wait_s: waiting ? 190 : null })),
  agents: names.map((name, index) => ({ ...someone(`p${index}`, name, states[index]!), reason: index === 5 ? "meal" : "break", since: ago(40 + index * 97) })), calls: live(),
  trunks: [{ trunk: "电信", state: "up", reason: "", round_trip_ms: 4.2, calls: 3, channels: 60 }, { trunk: "移动", state: "down", reason: "no answer to OPTIONS", round_trip_ms: null, calls: 0, channels: 60 }, { trunk: "联通", state: "unknown", reason: "", round_trip_ms: null, calls: 1, channels: 60 }], surge: true,
  registrations: [{ registrar: "sip.example", state: "registered", reason: "" }, { registrar: "备用中继", state: "failed", reason: "401 Unauthorized" }, { registrar: "同城备份", state: "standby", reason: "another of its group serves" }], duty: [session], recogniser: busy,
  hour: {
    at: ago(0), since: ago(3_600), answered: 57, abandoned: 6, intervals: Array.from({ length: 12 }, (_, index) => ({ start: ago(3_600 - index * 300), answered: 3 + ((index * 5) % 4), abandoned: index % 5 === 0 ? 2 : 0 })),
    service_level: { variant: "short_abandons_out", name: "短时放弃不计入", threshold_s: 15, goal: 0.8, rate: { numerator: 51, denominator: 61, percent: 83.61, base: "" }, own: false }, connection_rate: { numerator: 57, denominator: 63, percent: 90.48, base: "" },
    average_speed_of_answer_s: 9, average_handling_time_s: 232, occupancy: 0.7,
  },
});
