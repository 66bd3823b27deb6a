/** The browser as a telephone: microphone and headset on one side, the media WebSocket on the other. */

import captureUrl from "./capture.worklet.ts?worker&url";
import playbackUrl from "./playback.worklet.ts?worker&url";
import { FRAME_SAMPLES, decode, encode } from "./frames";
import type { JitterFigures } from "./jitter";

export const MEDIA_PROTOCOL = "hotline.media.v1";
export type AudioPath = "/ws/media" | "/ws/supervision";
const RETRY_MS = 400;
const RETRY_MAX = 20;
const SEND_BUFFER_BYTES = 32_800;

export type MicState = "off" | "insecure" | "asking" | "refused" | "missing" | "failed" | "ready";
export type LineState = "idle" | "connecting" | "live" | "reconnecting" | "failed";

export interface SoftphoneReport {
  mic(state: MicState): void;
  line(state: LineState): void;
  level(side: "mic" | "ear", level: number): void;
  figures(figures: JitterFigures): void;
}

function refusal(error: unknown): MicState {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "failed";
}

function constraints(device: string | null): MediaStreamConstraints {
  return {
    audio: {
      channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true,
      ...(device ? { deviceId: { exact: device } } : {}),
    },
  };
}

export class Softphone {
  private context: AudioContext | null = null;
  private capture: AudioWorkletNode | null = null;
  private playback: AudioWorkletNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private stream: MediaStream | null = null;
  private socket: WebSocket | null = null;
  private sequence = 0;
  private tries = 0;
  private wanted = false;
  private path: AudioPath = "/ws/media";
  private retry: ReturnType<typeof setTimeout> | undefined;
  muted = false;

  constructor(private readonly report: SoftphoneReport) {}

  /** Ask for the microphone and start the audio thread. Call it from a click or key, or the context stays suspended. */
  async prepare(device: string | null): Promise<MicState> {
    if (!window.isSecureContext || !navigator.mediaDevices) return this.tell("insecure");
    this.tell("asking");
    try {
      await this.startContext();
      this.release();
      this.stream = await navigator.mediaDevices.getUserMedia(constraints(device));
      this.stream.getAudioTracks()[0]?.addEventListener("ended", () => this.tell("missing"));
      this.source = this.context!.createMediaStreamSource(this.stream);
      this.source.connect(this.capture!);
      return this.tell("ready");
    } catch (error) {
      return this.tell(refusal(error));
    }
  }

  async devices(): Promise<MediaDeviceInfo[]> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all.filter((device) => device.kind === "audioinput" || device.kind === "audiooutput");
  }

  async listenOn(device: string): Promise<void> {
    const context = this.context as (AudioContext & { setSinkId?: (id: string) => Promise<void> }) | null;
    await context?.setSinkId?.(device);
  }

  /** Join the audio of the answered call, or of the one that is supervised; comes back by itself while it lasts. */
  connect(path: AudioPath): void {
    if (this.wanted && this.path === path) return;
    if (this.wanted) this.disconnect();
    this.path = path;
    this.wanted = true;
    this.tries = 0;
    void this.context?.resume();
    this.dial("connecting");
  }

  disconnect(): void {
    this.wanted = false;
    clearTimeout(this.retry);
    this.socket?.close(1000);
    this.socket = null;
    this.report.line("idle");
  }

  async shutDown(): Promise<void> {
    this.disconnect();
    this.release();
    await this.context?.close();
    this.context = null;
    this.tell("off");
  }

  private tell(state: MicState): MicState {
    this.report.mic(state);
    return state;
  }

  private async startContext(): Promise<void> {
    if (!this.context) {
      const context = new AudioContext({ latencyHint: "interactive" });
      await Promise.all([context.audioWorklet.addModule(captureUrl), context.audioWorklet.addModule(playbackUrl)]);
      this.context = context;
      this.capture = new AudioWorkletNode(context, "hotline-capture", { numberOfOutputs: 1 });
      this.playback = new AudioWorkletNode(context, "hotline-playback", { numberOfInputs: 0, outputChannelCount: [2] });
      this.capture.port.onmessage = ({ data }) => this.captured(data as { frame?: Int16Array; level?: number });
      this.playback.port.onmessage = ({ data }) => this.played(data as { level: number; figures: JitterFigures });
      this.capture.connect(context.destination);
      this.playback.connect(context.destination);
    }
    await this.context.resume();
  }

  private release(): void {
    this.source?.disconnect();
    this.stream?.getTracks().forEach((track) => track.stop());
    this.source = null;
    this.stream = null;
  }

  private captured(data: { frame?: Int16Array; level?: number }): void {
    if (data.level !== undefined) this.report.level("mic", this.muted ? 0 : data.level);
    if (!data.frame) return;
    const sequence = this.sequence++;
    const socket = this.socket;
    if (socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > SEND_BUFFER_BYTES) return;
    const samples = this.muted ? new Int16Array(FRAME_SAMPLES) : data.frame;
    socket.send(encode({ sequence, timestamp: sequence * FRAME_SAMPLES, samples }));
  }

  private played(data: { level: number; figures: JitterFigures }): void {
    this.report.level("ear", data.level);
    this.report.figures(data.figures);
  }

  private dial(state: LineState): void {
    this.report.line(state);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.path}`, MEDIA_PROTOCOL);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onmessage = ({ data }) => this.received(data as ArrayBuffer | string);
    socket.onclose = () => this.lost(socket);
  }

  private received(data: ArrayBuffer | string): void {
    if (typeof data !== "string") {
      const frame = decode(data);
      if (frame) this.playback?.port.postMessage({ sequence: frame.sequence, samples: frame.samples });
      return;
    }
    const message = JSON.parse(data) as { type: string };
    if (message.type === "ready") this.live();
    if (message.type === "ended") this.disconnect();
  }

  private live(): void {
    this.tries = 0;
    this.report.line("live");
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket || !this.wanted) return;
    this.socket = null;
    if (++this.tries > RETRY_MAX) {
      this.wanted = false;
      this.report.line("failed");
      return;
    }
    this.retry = setTimeout(() => this.dial("reconnecting"), RETRY_MS);
  }
}
