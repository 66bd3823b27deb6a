/** A stand-in for the service while pages are being drawn: `vite --mode mock`. Nothing of it is built into the product. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Plugin } from "vite";
import { WebSocketServer } from "ws";
import type { Draft } from "../src/api/model";
import { MockDesk } from "./desk.ts";
import * as handling from "./handling.ts";
import * as seed from "./seed.ts";
import { tone, wave } from "./sound.ts";

const desk = new MockDesk();
let signedIn = false;
const people = [{ ...seed.me, active: true }, { ...seed.me, id: "p2", username: "zhaolei", name: "赵磊", roles: ["agent"], phone: "sip:8002@127.0.0.1", active: true }];
const units = [{ code: "U0203", name: "东城区城市管理局" }, { code: "U0301", name: "人民路街道办事处" }, { code: "U0401", name: "市供水集团" }];
const categories = [["0302010101", "夜间施工噪音"], ["0302010102", "工地扬尘"], ["0101010101", "路灯损坏"]].map(([code, name]) => ({ code, name, path: ["城乡建设", "环境", "噪声", "施工噪声", name], default_level: 3, urgent: false }));
const dialable = (kind: string, name: string, number: string, note: string, quick = false, state: string | null = null) => ({ kind, name, number, note, quick, state, since: null });
const directory = [
  dialable("agent", "赵磊", "agent:p2", "", false, "available"), dialable("agent", "孙倩", "agent:p3", "", false, "talking"), dialable("contact", "110 报警服务台", "110", "110联动席", true), dialable("contact", "119 火警", "119", "119联动席", true),
  dialable("contact", "120 急救", "120", "", true), dialable("contact", "市城市管理局值班室", "02510000001", "市城市管理局"), dialable("contact", "宁湾供水公司热线", "02510096001", "宁湾供水公司"),
];
const steps = [{ step: "blocked", at: seed.ago(90_000), by: { id: "p1", name: "王晓敏" }, reason: "一天内反复辱骂话务员", until: seed.ahead(500_000) }, { step: "lifted", at: seed.ago(2e6), by: { id: "p1", name: "王晓敏" }, reason: "本人致歉", until: null }];
const blocked = { blocked: [{ number: "13900009911", ...steps[0], history: steps }, { number: "13900007722", reason: "无声骚扰", at: seed.ago(4e5), by: { id: "p1", name: "王晓敏" }, until: null, history: [] }], suspects: [{ number: "13800005533", count: 4, last_at: seed.ago(7_200) }] };
const fault = (status: number, what: string, present?: unknown) => ({ status, body: { error: { code: "Mock", what, remedy: "", present } } });
const ok = (body: unknown) => ({ status: 200, body });
type Body = Record<string, unknown>;

function edit(body: Body) {
  if (body.version !== desk.draft!.version) return fault(409, "草稿已更新。", desk.draft);
  const changes = body.changes as Body;
  const named = (list: Array<{ code?: string; name?: string }>, code: unknown) => list.find((one) => one.code === code) ?? null;
  if ("category" in changes) changes.category = named(categories, changes.category);
  if ("unit" in changes) changes.unit = named(units, changes.unit);
  return ok(desk.change(changes as Partial<Draft>, Object.keys(changes)));
}

function finish(status: Draft["status"]) {
  desk.change({ status });
  return ok({ ...seed.ticket(status === "answered" ? 3 : 1), number: "20260304-000123" });
}

const ROUTES: Array<[RegExp, (body: Body, match: RegExpMatchArray) => { status: number; body: unknown }]> = [
  [/^POST \/session$/, (body) => (body.password === "wrong" ? fault(401, "用户名或密码不对。") : ((signedIn = true), ok({ token: "t", me: { ...seed.me, must_change_password: body.username === "new" } })))],
  [/^GET \/session$/, () => ok({ me: signedIn ? seed.me : null })],
  [/^DELETE \/session$/, () => ((signedIn = false), ok(null))],
  [/^GET \/me$/, () => (signedIn ? ok(seed.me) : fault(401, "请先登录。"))],
  [/^(POST \/me\/password|PUT \/me\/phone)$/, () => ok(seed.me)],
  [/^PATCH \/drafts\/live/, edit],
  [/^POST \/drafts\/[^/]+\/answer$/, () => finish("answered")],
  [/^POST \/drafts\/[^/]+\/dispatch$/, () => finish("dispatched")],
  [/^GET \/drafts\/[^/]+\/similar$/, () => ok({ items: seed.similar, compared: 312 })],
  [/^GET \/drafts\/(.+)$/, (_, match) => ok({ ...seed.draft(match[1]!), ...seed.filled })],
  [/^POST \/calls\/[^/]+\/outcome$/, () => (desk.change({ status: "closed" }), ok(null))],
  [/^GET \/calls$/, () => ok({ items: seed.calls, next: null })],
  [/^GET \/calls\/([^/]+)$/, (body, match) => ok(story(match[1]!, body.version === "live" ? "live" : "second"))],
  [/^GET \/tickets$/, () => ok({ items: Array.from({ length: 20 }, (_, index) => seed.ticket(index + 1)), next: null })],
  [/^GET \/tickets\/t(\d+)$/, (_, match) => ok(seed.ticket(Number(match[1])))],
  [/^GET \/tickets\/t\d+\/clock$/, () => ok(handling.clock)],
  [/^POST \/tickets\/t\d+\/phones$/, () => ok({ callers: [{ name: "李女士", number: "13800001234", callback_number: "13800001234" }] })],
  [/^POST \/tickets\/t(\d+)\/\w+$/, (_, match) => ok(seed.ticket(Number(match[1])))],
  [/^GET \/handling\/worklist/, () => ok({ items: Array.from({ length: 23 }, (_, index) => handling.work(index)), next: null })],
  [/^GET \/handling\/counts$/, () => ok(handling.counts)],
  [/^GET \/notices/, () => ok({ items: handling.notices, unread: 5, next: null })],
  [/^POST \/notices\/read$/, () => ok(null)],
  [/^GET \/categories$/, () => ok(categories)],
  [/^GET \/units$/, () => ok(units)],
  [/^GET \/places$/, () => ok([{ name: "人民路", kind: "road", street_code: "S0103", district: "东城区" }, { name: "人民广场", kind: "park", street_code: "S0104", district: "东城区" }])],
  [/^POST \/dispatch\/suggest$/, (body) => ok({ unit: units[0], co_units: [units[1]], basis: "charge", dispatch_level: "district", why: seed.filled.unit_why, level: body.level ?? 3, deadline: seed.ahead(3 * 86_400) })],
  [/^GET \/wallboard$/, () => ok(seed.board())],
  [/^GET \/duty-sessions$/, () => ok([seed.session, { ...seed.session, id: "d0", state: "closed", title: "二月供水专场", starts_at: seed.ago(2e6), ends_at: seed.ago(1.99e6), numerator: 17, denominator: 21, rate: 80.95 }])],
  [/^GET \/duty-sessions\/figures$/, () => ok(figures())],
  [/^GET \/duty-sessions\/assistants$/, () => ok([{ id: "p2", name: "赵磊", unit: null }])],
  [/^GET \/duty-rota\/(plans|past)$/, () => ok([])],
  [/^GET \/duty-sessions\/leaders$/, () => ok([{ id: seed.me.id, name: seed.me.name, unit: units[0]!.code }])],
  [/^POST \/drafts\/[^/]+\/join$/, () => (desk.change({ status: "closed" }), ok({ ...seed.ticket(4), callers_count: 4 }))],
  [/^POST \/drafts\/[^/]+\/leave$/, () => (desk.change({ status: "open" }), ok(seed.ticket(4)))],
  [/^GET \/figures\/acceptance$/, () => ok(seed.acceptance())],
  [/^GET \/queues$/, () => ok([{ name: "general", title: "综合话务", duty_session: null }])],
  [/^(GET|POST) \/duty-sessions\//, () => ok(seed.session)],
  [/^GET \/people$/, () => ok(people)],
  [/^POST \/people$/, (body) => ok({ person: { ...seed.me, ...body }, password: "Xk7-PmQ2-9dTz" })],
  [/^POST \/callbacks\//, () => ok(null)],
  [/^GET \/directory$/, () => ok(directory)],
  [/^(GET|POST) \/blocked-numbers/, () => ok(blocked)],
];

function story(id: string, shown: "live" | "second") {
  const versions = [{ version: "live", engine: "vosk-model-small-cn-0.22", complete: true }, { version: "second", engine: "whisper-base", complete: true }];
  return { ...(seed.calls.find((call) => call.id === id) ?? seed.calls[0]), id, segments: seed.script.map((_, index) => seed.utterance(index, shown === "live" ? id : `${id}-2`, shown)), shown, versions, gaps: [seed.gap(id, "given_up", 22, 26)], draft: null };
}

function figures() {
  const line = { key: "total", name: "合计", sessions: 2, past: 0, connected: 24, on_the_spot: 19, rate: { numerator: 19, denominator: 24, percent: 79.17, base: "带班时段接通来电" }, abandoned: 1, silent: 0, wrong_number: 0, corrections: 0 };
  return { as_of: seed.ago(0), since: "2026-01-01", total: line, as_closed: line, by_leader: [line], by_unit: [line], by_month: [{ ...line, key: "2026-02", name: "2026-02" }, { ...line, key: "2026-03", name: "2026-03" }], corrections: [] };
}

async function read(request: IncomingMessage): Promise<Body> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text ? (JSON.parse(text) as Body) : {};
}

async function rest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, "http://mock");
  const path = url.pathname.replace(/^\/api/, "");
  if (path.endsWith("/recording")) return void response.writeHead(200, { "Content-Type": "audio/wav" }).end(wave(40));
  const line = `${request.method} ${path}`;
  const found = ROUTES.find(([pattern]) => pattern.test(line));
  const answer = found ? found[1]({ ...Object.fromEntries(url.searchParams), ...(await read(request)) }, line.match(found[0]) as RegExpMatchArray) : fault(404, `没有 ${line}`);
  response.writeHead(answer.status, { "Content-Type": "application/json" }).end(JSON.stringify(answer.body));
}

const sockets = new WebSocketServer({ noServer: true });

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  if (!request.url?.startsWith("/ws/")) return;
  sockets.handleUpgrade(request, socket, head, (opened) => {
    if (request.url!.startsWith("/ws/agent")) return desk.join(opened);
    opened.send(JSON.stringify({ type: "ready", call: desk.agent.call }));
    tone(opened);
  });
}

interface Server {
  middlewares: { use(path: string, work: (request: IncomingMessage, response: ServerResponse) => void): unknown };
  httpServer: { on(event: "upgrade", work: typeof upgrade): unknown } | null;
}

function serve(server: Server): void {
  server.middlewares.use("/api", (request, response) => void rest(request, response));
  server.httpServer?.on("upgrade", upgrade);
}

export function mockConsole(): Plugin {
  return { name: "mock-console", configureServer: (server) => serve(server as unknown as Server), configurePreviewServer: (server) => serve(server as unknown as Server) };
}
