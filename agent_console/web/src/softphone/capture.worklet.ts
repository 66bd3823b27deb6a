/** Microphone → 8 kHz → 20 ms frames. Runs on the audio thread; posts Int16Array(160) and a level ten times a second. */

/// <reference types="@types/audioworklet" />
import { FRAME_SAMPLES, RATE, toInt16 } from "./frames";
import { Resampler } from "./resample";

const LEVEL_FRAMES = 5;

class Capture extends AudioWorkletProcessor {
  private readonly resampler = new Resampler(sampleRate, RATE);
  private frame = new Int16Array(FRAME_SAMPLES);
  private filled = 0;
  private power = 0;
  private frames = 0;

  process(inputs: Float32Array[][]): boolean {
    const block = inputs[0]?.[0];
    if (block) for (const value of this.resampler.process(block)) this.add(value);
    return true;
  }

  private add(value: number): void {
    this.frame[this.filled++] = toInt16(value);
    this.power += value * value;
    if (this.filled === FRAME_SAMPLES) this.post();
  }

  private post(): void {
    const frame = this.frame;
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    this.port.postMessage({ frame }, [frame.buffer]);
    if (++this.frames % LEVEL_FRAMES) return;
    this.port.postMessage({ level: Math.sqrt(this.power / (FRAME_SAMPLES * LEVEL_FRAMES)) });
    this.power = 0;
  }
}

registerProcessor("hotline-capture", Capture);
