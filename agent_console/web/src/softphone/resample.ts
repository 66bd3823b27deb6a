/** Streaming sample-rate conversion with exact rational ratio and a windowed-sinc low-pass (polyphase form). */

const HALF_ZERO_CROSSINGS = 16;
const PASS_SHARE = 0.92;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function blackman(position: number): number {
  const angle = Math.PI * (position + 1);
  return 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
}

/** One row of filter taps per output phase; rows are normalised so that direct current keeps its level. */
function phases(up: number, taps: number, cutoff: number): Float32Array[] {
  const half = taps / 2;
  return Array.from({ length: up }, (_, phase) => {
    const row = Float32Array.from({ length: taps }, (_, tap) => {
      const distance = tap - half + 1 - phase / up;
      return Math.abs(distance) >= half ? 0 : sinc(distance * cutoff) * blackman(distance / half);
    });
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
}

/**
 * Converts mono floats from one whole-number rate to another, block by block, without a seam between blocks.
 * The pass band ends at 92 % of the lower Nyquist frequency; the delay is half the filter (16 crossings).
 */
export class Resampler {
  private readonly up: number;
  private readonly down: number;
  private readonly rows: Float32Array[];
  private readonly taps: number;
  private history: Float32Array;
  private phase = 0;
  private offset = 0;

  constructor(from: number, to: number) {
    const divisor = gcd(from, to);
    this.up = to / divisor;
    this.down = from / divisor;
    const cutoff = Math.min(1, to / from) * PASS_SHARE;
    this.taps = 2 * Math.ceil(HALF_ZERO_CROSSINGS / cutoff);
    this.rows = phases(this.up, this.taps, cutoff);
    this.history = new Float32Array(this.taps - 1);
  }

  process(block: Float32Array): Float32Array {
    const input = new Float32Array(this.history.length + block.length);
    input.set(this.history);
    input.set(block, this.history.length);
    const output: number[] = [];
    let start = this.offset;
    while (start + this.taps <= input.length) {
      output.push(this.at(input, start));
      this.phase += this.down;
      start += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    const consumed = Math.min(start, input.length);
    this.offset = start - consumed;
    this.history = input.slice(consumed);
    return Float32Array.from(output);
  }

  private at(input: Float32Array, start: number): number {
    const row = this.rows[this.phase]!;
    let sum = 0;
    for (let tap = 0; tap < this.taps; tap++) sum += row[tap]! * input[start + tap]!;
    return sum;
  }
}
