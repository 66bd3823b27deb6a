/** The sound of an incoming call, made here: two soft tones, one second of every three. */

const TONES_HZ = [440, 554] as const;
const EVERY_MS = 3_000;
const RING_S = 1;
const FADE_S = 0.04;
const LOUDNESS = 0.12;

let context: AudioContext | null = null;
let timer: ReturnType<typeof setInterval> | undefined;
let gain: GainNode | null = null;

function once(): void {
  if (!context || context.state !== "running") return;
  const from = context.currentTime;
  gain = context.createGain();
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUDNESS, from + FADE_S);
  gain.gain.setValueAtTime(LOUDNESS, from + RING_S - FADE_S);
  gain.gain.linearRampToValueAtTime(0, from + RING_S);
  gain.connect(context.destination);
  TONES_HZ.forEach((pitch, index) => {
    const tone = new OscillatorNode(context!, { frequency: pitch, type: index ? "sine" : "triangle" });
    tone.connect(gain!);
    tone.start(from);
    tone.stop(from + RING_S);
  });
}

/** Ring until `stopRinging`; silent where the browser has not yet seen a click on this page. */
export async function startRinging(): Promise<void> {
  if (timer !== undefined) return;
  timer = setInterval(once, EVERY_MS);
  context ??= new AudioContext();
  await context.resume();
  if (timer !== undefined) once();
}

/** One short falling tone, for what must be seen to and is no call. */
export async function chime(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  if (context.state !== "running") return;
  const [from, long] = [context.currentTime, 0.7];
  const volume = context.createGain();
  volume.gain.setValueAtTime(LOUDNESS, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + long);
  volume.connect(context.destination);
  const tone = new OscillatorNode(context, { frequency: 880, type: "triangle" });
  tone.frequency.exponentialRampToValueAtTime(587, from + long / 2);
  tone.connect(volume);
  tone.start(from);
  tone.stop(from + long);
}

export function stopRinging(): void {
  clearInterval(timer);
  timer = undefined;
  gain?.disconnect();
  gain = null;
}
