/** 20 ms frames → jitter buffer → the context's rate → the headset. Posts level and buffer figures ten times a second. */

/// <reference types="@types/audioworklet" />
import { FRAME_SAMPLES, RATE } from "./frames";
import { JitterBuffer } from "./jitter";
import { Resampler } from "./resample";

const REPORT_FRAMES = 5;

class Playback extends AudioWorkletProcessor {
  private readonly jitter = new JitterBuffer();
  private readonly resampler = new Resampler(RATE, sampleRate);
  private ready: Float32Array[] = [];
  private used = 0;
  private power = 0;
  private frames = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<{ sequence: number; samples: Int16Array }>) =>
      this.jitter.push(data.sequence, data.samples);
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channels = outputs[0] ?? [];
    const length = channels[0]?.length ?? 0;
    for (let index = 0; index < length; index++) {
      const value = this.sample();
      for (const channel of channels) channel[index] = value;
    }
    return true;
  }

  private sample(): number {
    while (!this.ready[0] || this.used >= this.ready[0].length) this.refill();
    return this.ready[0][this.used++]!;
  }

  private refill(): void {
    this.ready.shift();
    this.used = 0;
    const frame = this.jitter.pull();
    const floats = Float32Array.from(frame, (sample) => sample / 32_768);
    this.power += floats.reduce((sum, value) => sum + value * value, 0);
    this.ready.push(this.resampler.process(floats));
    if (++this.frames % REPORT_FRAMES) return;
    const level = Math.sqrt(this.power / (FRAME_SAMPLES * REPORT_FRAMES));
    this.port.postMessage({ level, figures: this.jitter.figures() });
    this.power = 0;
  }
}

registerProcessor("hotline-playback", Playback);
