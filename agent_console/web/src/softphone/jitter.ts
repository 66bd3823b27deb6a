/** Playout buffer of 20 ms frames: 60 to 200 ms deep, grows on a dry run, shrinks after a calm time. Pure. */

import { FRAME_SAMPLES } from "./frames";

const FRAME_MS = 20;
const MIN_MS = 60;
const MAX_MS = 200;
const CALM_FRAMES = 500;
const RESTART_GAP = 100;
const FADE = 0.5;

export interface JitterFigures {
  depthMs: number;
  targetMs: number;
  late: number;
  missing: number;
  dropped: number;
}

/** Order of 32-bit sequence numbers that wrap round (RFC 1982 arithmetic): positive when `a` is after `b`. */
function after(a: number, b: number): number {
  return (a - b) | 0;
}

export class JitterBuffer {
  private frames = new Map<number, Int16Array>();
  private next: number | null = null;
  private newest = 0;
  private targetMs = MIN_MS;
  private calm = 0;
  private last: Int16Array | null = null;
  private gain = 0;
  private late = 0;
  private missing = 0;
  private dropped = 0;

  push(sequence: number, samples: Int16Array): void {
    if (this.next !== null && Math.abs(after(sequence, this.next)) > RESTART_GAP) this.restart();
    if (this.next !== null && after(sequence, this.next) < 0) {
      this.late++;
      return;
    }
    if (!this.frames.size || after(sequence, this.newest) > 0) this.newest = sequence;
    this.frames.set(sequence, samples);
    while (this.frames.size * FRAME_MS > MAX_MS) this.dropOldest();
  }

  /** The next 20 ms to play: a frame, a fading repeat of the last for a short gap, or silence. */
  pull(): Int16Array {
    if (this.next === null && !this.begin()) return new Int16Array(FRAME_SAMPLES);
    const wanted = this.next as unknown as number;
    const frame = this.frames.get(wanted);
    if (!frame) return this.gap();
    this.frames.delete(wanted);
    this.next = (wanted + 1) >>> 0;
    this.last = frame;
    this.gain = 1;
    this.settle();
    return frame;
  }

  figures(): JitterFigures {
    const depthMs = this.frames.size * FRAME_MS;
    return { depthMs, targetMs: this.targetMs, late: this.late, missing: this.missing, dropped: this.dropped };
  }

  private begin(): boolean {
    if (this.frames.size * FRAME_MS < this.targetMs) return false;
    this.next = [...this.frames.keys()].reduce((first, key) => (after(key, first) < 0 ? key : first));
    return true;
  }

  private gap(): Int16Array {
    this.calm = 0;
    this.missing++;
    if (this.frames.size) this.next = ((this.next as number) + 1) >>> 0;
    else this.dry();
    return this.conceal();
  }

  /** Nothing waits at all: collect a deeper cushion before playing on. */
  private dry(): void {
    this.targetMs = Math.min(MAX_MS - 2 * FRAME_MS, this.targetMs + FRAME_MS);
    this.next = null;
  }

  private conceal(): Int16Array {
    this.gain *= FADE;
    if (!this.last || this.gain < 0.05) return new Int16Array(FRAME_SAMPLES);
    return this.last.map((sample) => Math.round(sample * this.gain));
  }

  private settle(): void {
    if (++this.calm < CALM_FRAMES) return;
    this.calm = 0;
    this.targetMs = Math.max(MIN_MS, this.targetMs - FRAME_MS);
    if (this.frames.size * FRAME_MS > this.targetMs + FRAME_MS) this.dropOldest();
  }

  private dropOldest(): void {
    const oldest = [...this.frames.keys()].reduce((first, key) => (after(key, first) < 0 ? key : first));
    this.frames.delete(oldest);
    this.dropped++;
    if (this.next !== null && after(oldest, this.next) >= 0) this.next = (oldest + 1) >>> 0;
  }

  private restart(): void {
    this.frames.clear();
    this.next = null;
    this.last = null;
    this.gain = 0;
  }
}
