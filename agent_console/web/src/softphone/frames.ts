/** `hotline.media.v1`: u32 sequence, u32 timestamp (samples), both big-endian, then 160 samples s16le at 8 kHz. */

export const RATE = 8_000;
export const FRAME_SAMPLES = 160;
export const HEADER_BYTES = 8;
export const MESSAGE_BYTES = HEADER_BYTES + FRAME_SAMPLES * 2;

export interface Frame {
  sequence: number;
  timestamp: number;
  samples: Int16Array;
}

export function encode(frame: Frame): ArrayBuffer {
  const message = new ArrayBuffer(MESSAGE_BYTES);
  const view = new DataView(message);
  view.setUint32(0, frame.sequence >>> 0);
  view.setUint32(4, frame.timestamp >>> 0);
  frame.samples.forEach((sample, index) => view.setInt16(HEADER_BYTES + index * 2, sample, true));
  return message;
}

/** Null for anything that is not exactly one frame: a wrong frame must never become a noise in the ear. */
export function decode(message: ArrayBuffer): Frame | null {
  if (message.byteLength !== MESSAGE_BYTES) return null;
  const view = new DataView(message);
  const samples = new Int16Array(FRAME_SAMPLES);
  for (let index = 0; index < FRAME_SAMPLES; index++) samples[index] = view.getInt16(HEADER_BYTES + index * 2, true);
  return { sequence: view.getUint32(0), timestamp: view.getUint32(4), samples };
}

export function toInt16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)));
}
