import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES, MESSAGE_BYTES, decode, encode, toInt16 } from "@/softphone/frames";
import { JitterBuffer } from "@/softphone/jitter";
import { Resampler } from "@/softphone/resample";

const sine = (hertz: number, rate: number, seconds: number) => Float32Array.from({ length: rate * seconds }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate));
const power = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
const middle = (samples: Float32Array) => samples.slice(samples.length / 4, (samples.length * 3) / 4);
const decibel = (ratio: number) => 10 * Math.log10(ratio);
const inBlocks = (from: number, to: number, input: Float32Array, size = 128) => {
  const resampler = new Resampler(from, to);
  const out: number[] = [];
  for (let start = 0; start < input.length; start += size) out.push(...resampler.process(input.slice(start, start + size)));
  return Float32Array.from(out);
};

describe("Resampler", () => {
  it.each([[48_000, 8_000], [44_100, 8_000], [8_000, 48_000], [8_000, 44_100], [16_000, 8_000], [8_000, 8_000]])("keeps length and level of speech from %i to %i Hz", (from, to) => {
    const out = inBlocks(from, to, sine(1_000, from, 1));
    expect(Math.abs(out.length - to)).toBeLessThan(to * 0.01);
    expect(Math.abs(decibel(power(middle(out)) / 0.5))).toBeLessThan(0.2);
  });

  it.each([48_000, 44_100])("takes away what would alias from %i Hz", (from) => {
    const out = inBlocks(from, 8_000, sine(5_500, from, 1));
    expect(decibel(power(middle(out)) / 0.5)).toBeLessThan(-50);
  });

  it("has no seam between blocks of any size", () => {
    const input = sine(700, 48_000, 0.2);
    expect(inBlocks(48_000, 8_000, input, 128)).toEqual(inBlocks(48_000, 8_000, input, 9_600));
  });
});

describe("frames of hotline.media.v1", () => {
  it("is big-endian in the header and little-endian in the samples", () => {
    const samples = new Int16Array(FRAME_SAMPLES);
    samples[0] = 0x0102;
    const bytes = new Uint8Array(encode({ sequence: 0x01020304, timestamp: 0xfffffff0, samples }));
    expect([...bytes.slice(0, 10)]).toEqual([1, 2, 3, 4, 0xff, 0xff, 0xff, 0xf0, 0x02, 0x01]);
    expect(bytes.length).toBe(MESSAGE_BYTES);
  });

  it("reads back what it wrote", () => {
    const frame = { sequence: 7, timestamp: 1_120, samples: Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => index - 80) };
    expect(decode(encode(frame))).toEqual(frame);
  });

  it("refuses any other size", () => {
    expect(decode(new ArrayBuffer(320))).toBeNull();
    expect(decode(new ArrayBuffer(MESSAGE_BYTES + 1))).toBeNull();
  });

  it("clips instead of wrapping round", () => {
    expect([toInt16(2), toInt16(-2)]).toEqual([32_767, -32_768]);
  });
});

describe("JitterBuffer", () => {
  const frame = (value: number) => new Int16Array(FRAME_SAMPLES).fill(value);
  const filled = (...sequences: number[]) => {
    const buffer = new JitterBuffer();
    for (const sequence of sequences) buffer.push(sequence, frame(sequence & 0xff));
    return buffer;
  };
  const firsts = (buffer: JitterBuffer, count: number) => Array.from({ length: count }, () => buffer.pull()[0]);

  it("waits for 60 ms before it plays", () => {
    const buffer = filled(1, 2);
    expect(buffer.pull()[0]).toBe(0);
    buffer.push(3, frame(3));
    expect(firsts(buffer, 3)).toEqual([1, 2, 3]);
  });

  it("plays in the order of sequence numbers, also across the wrap", () => {
    const buffer = filled(0xffffffff, 1, 0);
    expect(firsts(buffer, 3)).toEqual([0xff, 0, 1]);
  });

  it("fades over a missing frame and plays on", () => {
    const buffer = filled(100, 102, 103);
    expect(firsts(buffer, 4)).toEqual([100, 50, 102, 103]);
    expect(buffer.figures().missing).toBe(1);
  });

  it("throws away what comes too late", () => {
    const buffer = filled(1, 2, 3);
    firsts(buffer, 2);
    buffer.push(1, frame(9));
    expect(buffer.pull()[0]).toBe(3);
    expect(buffer.figures().late).toBe(1);
  });

  it("never holds more than 200 ms", () => {
    const buffer = filled(...Array.from({ length: 50 }, (_, index) => index));
    expect(buffer.figures().depthMs).toBe(200);
    expect(buffer.pull()[0]).toBe(40);
  });

  it("collects a deeper cushion after it ran dry", () => {
    const buffer = filled(1, 2, 3);
    firsts(buffer, 4);
    expect(buffer.figures().targetMs).toBe(80);
  });

  it("starts anew when the sender did", () => {
    const buffer = filled(5_000, 5_001, 5_002);
    buffer.pull();
    for (const sequence of [1, 2, 3]) buffer.push(sequence, frame(sequence));
    expect(firsts(buffer, 3)).toEqual([1, 2, 3]);
  });
});
