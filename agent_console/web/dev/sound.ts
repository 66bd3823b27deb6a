/** Sound for the mock: a soft tone in 20 ms frames, and a WAV of two channels. */

import type { WebSocket } from "ws";
import { FRAME_SAMPLES, RATE, encode } from "../src/softphone/frames.ts";

const at = (sample: number, hertz: number) => Math.round(2_000 * Math.sin((2 * Math.PI * hertz * sample) / RATE));

export function tone(socket: WebSocket): void {
  let sequence = 0;
  const timer = setInterval(() => {
    const first = sequence * FRAME_SAMPLES;
    socket.send(encode({ sequence, timestamp: first, samples: Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => at(first + index, 440)) }));
    sequence++;
  }, 20);
  socket.on("close", () => clearInterval(timer));
}

export function wave(seconds: number): Buffer {
  const frames = seconds * RATE;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(frames * 4, 40);
  for (let index = 0; index < frames; index++) {
    bytes.writeInt16LE(at(index, 330), 44 + index * 4);
    bytes.writeInt16LE(at(index, 550), 46 + index * 4);
  }
  return bytes;
}
