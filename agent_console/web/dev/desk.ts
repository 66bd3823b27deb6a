/** The mock's live desk: one agent, one caller after another, a script spoken in quick time. */

import type { WebSocket } from "ws";
import type { AgentNow, AgentState, Draft } from "../src/api/model";
import { ago, ahead, draft, evidence, filled, gap, me, recogniser, script, someone, todo, utterance } from "./seed.ts";

const SAY_MS = 1_400;
const OFFER_MS = 1_500;

interface Command {
  id: number;
  type: string;
  presence?: "available" | "paused";
  reason?: string;
  on?: boolean;
  call?: string;
  number?: string;
  mode?: string;
  side?: string;
}

export class MockDesk {
  agent: AgentNow = { ...someone(me.id, me.name, "paused"), reason: "signed_in" };
  draft: Draft | null = null;
  private call: Record<string, unknown> | null = null;
  private calls = 0;
  private seq = 0;
  private said = 0;
  private sockets = new Set<WebSocket>();
  private timers = new Set<NodeJS.Timeout>();

  join(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("message", (raw: Buffer) => this.command(socket, JSON.parse(raw.toString()) as Command));
  }

  emit(event: string, data: unknown): void {
    this.seq++;
    for (const socket of this.sockets) socket.send(JSON.stringify({ type: "event", seq: this.seq, event, data }));
  }

  change(changes: Partial<Draft>, edited: string[] = []): Draft {
    const old = this.draft!;
    this.draft = { ...old, ...changes, version: old.version + 1, edited: [...new Set([...old.edited, ...edited])] };
    this.emit("draft", this.draft);
    return this.draft;
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }

  private now(state: AgentState, more: Partial<AgentNow> = {}): void {
    this.agent = { ...this.agent, state, since: ago(0), until: null, reason: "", ...more };
    this.emit("agent", this.agent);
  }

  private command(socket: WebSocket, command: Command): void {
    if (command.type === "hello") {
      const data = { me, agent: this.agent, offer: null, call: this.call, segments: [], draft: this.draft, todo, recogniser, supervision: null, pause_max_s: 180, gaps: [] };
      socket.send(JSON.stringify({ type: "snapshot", stream: "mock", seq: this.seq, data }));
    }
    socket.send(JSON.stringify({ reply: command.id, ok: true }));
    this.obey(command);
  }

  private obey(command: Command): void {
    if (command.type === "presence") this.presence(command);
    if (command.type === "accept") this.answer();
    if (command.type === "hold" || command.type === "resume") this.live({ state: command.type === "hold" ? "held" : "answered" }, command.type === "hold" ? "held" : "talking");
    if (command.type === "mute") this.live({ muted: command.on });
    if (command.type === "hang_up") this.end("agent");
    if (command.type === "consult") this.consult(command.number!);
    if (command.type === "join_party") this.party({ role: "third_party", state: "joined" });
    if (command.type === "drop_party") this.dropped("dropped");
    if (command.type === "complete_transfer" || command.type === "transfer_number") this.transferred(command.number ?? String(this.parties()[0]?.number));
    if (command.type === "pause_recording") this.live({ recording_paused: command.on, recording_paused_at: command.on ? ago(0) : null });
    if (command.type === "supervise") this.emit("supervision", { supervisor: me.id, call: command.call, mode: command.mode, side: command.side });
    if (command.type === "stop_supervising") this.emit("supervision", { supervisor: me.id, call: command.call, mode: null, side: "both" });
    if (command.type === "end_wrap_up") this.now("available", { call: null });
  }

  private presence(command: Command): void {
    if (this.call) return void this.now(this.agent.state, { next: command.presence, since: this.agent.since, until: this.agent.until });
    this.now(command.presence!, { reason: command.reason });
    if (command.presence === "available") this.later(OFFER_MS, () => this.agent.state === "available" && this.offer());
  }

  private offer(): void {
    const call = `live${++this.calls}`;
    this.now("reserved", { call });
    this.emit("offer", { call, queue: "general", caller_number: "13800001234", caller_name: "李女士", expires_at: ahead(20), history_count: 2, open_tickets: 1, harassment_count: 1, place: "东城区人民路" });
  }

  private answer(): void {
    const call = this.agent.call!;
    this.said = 0;
    this.draft = draft(call);
    this.now("talking", { call });
    this.call = { call, state: "answered", queue: "general", caller_number: "13800001234", caller_name: "", agent: me.id, answered_at: ago(0), muted: false, recording: true, recording_paused: false, recording_paused_at: null, parties: [], direction: "in" };
    this.emit("call", this.call);
    this.emit("draft", this.draft);
    this.later(SAY_MS, () => this.say());
  }

  private live(change: Record<string, unknown>, state?: AgentState): void {
    this.call = { ...this.call, ...change };
    this.emit("call", this.call);
    if (state) this.now(state, { call: this.agent.call, since: ago(0) });
  }

  private parties(): Record<string, unknown>[] {
    return (this.call?.parties as Record<string, unknown>[]) ?? [];
  }

  private consult(number: string): void {
    this.live({ parties: [{ party: "x", number, role: "consulted", state: "calling", mode: null, name: number.startsWith("agent:") ? "赵磊" : "" }] });
    this.later(OFFER_MS, () => this.parties().length && this.party({ state: "consulting" }));
  }

  private party(change: Record<string, unknown>): void {
    this.live({ parties: this.parties().map((one) => ({ ...one, ...change })) });
  }

  private dropped(why: string): void {
    const number = this.parties()[0]?.number;
    this.live({ parties: [] });
    this.emit("party_left", { call: this.call?.call, number, name: "", why });
  }

  private transferred(number: string): void {
    this.emit("call_transferred", { call: this.call?.call, agent: me.id, number, how: "attended" });
    this.call = null;
    this.now("wrap_up", { until: ahead(30), call: this.agent.call });
  }

  private say(): void {
    const line = script[this.said];
    if (!this.call || !line) return;
    const [channel, text] = line;
    const [call, t0] = [this.call.call, this.said * 5 + 1];
    this.emit("partial", { call, channel, text: text.slice(0, text.length / 2), t0 });
    this.later(SAY_MS / 2, () => {
      this.emit("final", { call, ...utterance(this.said, String(call)) });
      if (this.said === 2) this.emit("transcript_gaps", { call, gaps: [gap(String(call), "waiting", 13, 15)] });
      this.said++;
      if (this.said === 4 && this.draft?.status === "open") this.change({ ...evidence(String(call)), ...Object.fromEntries(Object.entries(filled).filter(([key]) => key !== "urgent" && !this.draft!.edited.includes(key))) });
      if (this.said === 6 && this.draft?.status === "open") this.change({ urgent: filled.urgent!.map((one) => ({ ...one, segment: `${String(call)}-5` })) });
      this.later(SAY_MS, () => this.say());
    });
  }

  private end(by: string): void {
    if (!this.call) return;
    this.emit("call_ended", { call: this.call.call, reason: "completed", by, talked_s: 47, waited_s: 4 });
    const { call } = this.call;
    this.later(OFFER_MS, () => this.emit("transcript_done", { call }));
    this.later(2 * OFFER_MS, () => this.emit("transcript_done", { call, version: "second" }));
    this.call = null;
    this.now("wrap_up", { until: ahead(30), call: this.agent.call });
    this.later(30_000, () => this.agent.state === "wrap_up" && this.now("available", { call: null }));
  }
}
