/** The desk's WebSocket: hello, snapshot or resume, numbered events, commands with replies, and coming back by itself. */

import type { DeskData } from "@/api/model";
import { translate } from "@/i18n";
import type { LiveEvent } from "./apply";

export const AGENT_PROTOCOL = "hotline.agent.v1";
const REPLY_WAIT_MS = 8_000;
const PING_EVERY_MS = 15_000;
/** A moment after the page has settled, or the first round trip measures the page. */
const FIRST_PING_MS = 1_500;
const BACKOFF_MS = [300, 1_000, 2_000, 4_000, 8_000] as const;
const PENDING_MAX = 50;

export type LinkState = "connecting" | "open" | "lost" | "signed_out" | "replaced" | "closed";

export interface LiveHandlers {
  state(state: LinkState): void;
  snapshot(data: DeskData): void;
  event(event: LiveEvent): void;
  /** Round trip of the last ping in milliseconds. */
  roundTrip(ms: number): void;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

interface Message {
  type?: string;
  stream?: string;
  seq?: number;
  event?: string;
  data?: unknown;
  reply?: number;
  ok?: boolean;
  error?: { what: string; remedy?: string };
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private position: { stream: string; seq: number } | null = null;
  private waiting = new Map<number, Waiting>();
  private nextId = 1;
  private tries = 0;
  private wanted = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private firstPing: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;

  /** `aside`: a wallboard page, or one that wants the news alone; both take no seat and displace no desk. */
  constructor(
    private readonly handlers: LiveHandlers,
    private readonly aside: { board?: boolean; news?: boolean } = {},
  ) {}

  open(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  close(): void {
    this.wanted = false;
    this.position = null;
    clearTimeout(this.retry);
    this.socket?.close(1000);
    this.drop();
    this.handlers.state("closed");
  }

  /** Send a command and wait for its reply; rejects with the server's sentence. */
  send(type: string, fields: Record<string, unknown> = {}): Promise<void> {
    const socket = this.socket;
    if (socket?.readyState !== WebSocket.OPEN || this.waiting.size >= PENDING_MAX) {
      return Promise.reject(new Error(translate("error.offline")));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.settle(id, new Error(translate("error.noReply"))), REPLY_WAIT_MS);
      this.waiting.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  private connect(): void {
    this.handlers.state(this.position ? "lost" : "connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/agent`, AGENT_PROTOCOL);
    this.socket = socket;
    socket.onopen = () => this.hello(socket);
    socket.onmessage = (message) => this.receive(JSON.parse(message.data as string) as Message);
    socket.onclose = (event) => this.closed(socket, event.code);
  }

  private hello(socket: WebSocket): void {
    socket.send(JSON.stringify({ id: this.nextId++, type: "hello", resume: this.position, ...this.aside }));
    clearTimeout(this.firstPing);
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => void this.ping(), PING_EVERY_MS);
    this.firstPing = setTimeout(() => void this.ping(), FIRST_PING_MS);
  }

  private async ping(): Promise<void> {
    const sent = performance.now();
    try {
      await this.send("ping");
      this.handlers.roundTrip(performance.now() - sent);
    } catch {
      this.socket?.close(4000);
    }
  }

  private receive(message: Message): void {
    if (message.reply !== undefined) {
      const error = message.error;
      this.settle(message.reply, message.ok ? null : new Error([error?.what, error?.remedy].filter(Boolean).join(" ")));
    } else if (message.type === "snapshot") {
      this.position = { stream: message.stream ?? "", seq: message.seq ?? 0 };
      this.handlers.snapshot(message.data as DeskData);
      this.alive();
    } else if (message.type === "event") {
      this.numbered(message);
    }
  }

  private alive(): void {
    this.tries = 0;
    this.handlers.state("open");
  }

  private numbered(message: Message): void {
    const seq = message.seq ?? 0;
    if (!this.position || seq <= this.position.seq) return;
    if (seq !== this.position.seq + 1) {
      this.position = null;
      this.socket?.close(4000);
      return;
    }
    this.position.seq = seq;
    this.alive();
    this.handlers.event({ seq, event: message.event ?? "", data: message.data });
  }

  private settle(id: number, error: Error | null): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return this.helloAnswered(error);
    clearTimeout(waiting.timer);
    this.waiting.delete(id);
    if (error) waiting.reject(error);
    else waiting.resolve();
  }

  private helloAnswered(error: Error | null): void {
    if (!error && this.position) this.alive();
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return;
    this.drop();
    if (!this.wanted) return;
    if (code === 4001 || code === 4009) {
      this.wanted = false;
      this.position = null;
      this.handlers.state(code === 4001 ? "signed_out" : "replaced");
      return;
    }
    if (code === 4008) this.position = null;
    this.handlers.state("lost");
    const wait = BACKOFF_MS[Math.min(this.tries++, BACKOFF_MS.length - 1)];
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private drop(): void {
    clearTimeout(this.firstPing);
    clearInterval(this.heartbeat);
    this.socket = null;
    for (const id of [...this.waiting.keys()]) this.settle(id, new Error(translate("error.offline")));
  }
}
