/** The mock's live desk: one agent, one caller after another, a script spoken in quick time. */

import type { WebSocket } from "ws";
import type { AgentNow, AgentState, Draft } from "../src/api/model";
import { ago, ahead, draft, filled, me, recogniser, script, someone, todo } from "./seed.ts";

const SAY_MS = 1_400;
const OFFER_MS = 1_500;

interface Command {
  id: number;
  type: string;
  presence?: "available" | "paused";
  reason?: string;
  on?: boolean;
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
      const data = { me, agent: this.agent, offer: null, call: this.call, segments: [], draft: this.draft, todo, recogniser };
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
    this.emit("offer", { call, queue: "general", caller_number: "13800001234", caller_name: "李女士", expires_at: ahead(20), history_count: 2, open_tickets: 1, place: "东城区人民路" });
  }

  private answer(): void {
    const call = this.agent.call!;
    this.said = 0;
    this.draft = draft(call);
    this.now("talking", { call });
    this.call = { call, state: "answered", queue: "general", caller_number: "13800001234", caller_name: "", agent: me.id, answered_at: ago(0), muted: false };
    this.emit("call", this.call);
    this.emit("draft", this.draft);
    this.later(SAY_MS, () => this.say());
  }

  private live(change: Record<string, unknown>, state?: AgentState): void {
    this.call = { ...this.call, ...change };
    this.emit("call", this.call);
    if (state) this.now(state, { call: this.agent.call, since: ago(0) });
  }

  private say(): void {
    const line = script[this.said];
    if (!this.call || !line) return;
    const [channel, text] = line;
    const [call, t0] = [this.call.call, this.said * 5 + 1];
    this.emit("partial", { call, channel, text: text.slice(0, text.length / 2), t0 });
    this.later(SAY_MS / 2, () => {
      this.emit("final", { call, channel, text, t0, t1: t0 + 4, confidence: 0.9, words: [], engine: "vosk", segment: `${String(call)}-${this.said}` });
      this.said++;
      if (this.said === 4 && this.draft?.status === "open") this.change(Object.fromEntries(Object.entries(filled).filter(([key]) => !this.draft!.edited.includes(key))));
      this.later(SAY_MS, () => this.say());
    });
  }

  private end(by: string): void {
    if (!this.call) return;
    this.emit("call_ended", { call: this.call.call, reason: "completed", by, talked_s: 47, waited_s: 4 });
    this.call = null;
    this.now("wrap_up", { until: ahead(30), call: this.agent.call });
    this.later(30_000, () => this.agent.state === "wrap_up" && this.now("available", { call: null }));
  }
}
