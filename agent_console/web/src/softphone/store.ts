/** The softphone's state for the pages: microphone, line, levels, chosen devices (kept in this browser). */

import { defineStore } from "pinia";
import { computed, ref } from "vue";
import type { JitterFigures } from "./jitter";
import { type AudioPath, type LineState, type MicState, Softphone } from "./softphone";

const MIC_KEY = "hotline.microphone";
const EAR_KEY = "hotline.headset";

export const useSoftphone = defineStore("softphone", () => {
  const mic = ref<MicState>("off");
  const line = ref<LineState>("idle");
  const micLevel = ref(0);
  const earLevel = ref(0);
  const figures = ref<JitterFigures | null>(null);
  const devices = ref<MediaDeviceInfo[]>([]);
  const microphone = ref(localStorage.getItem(MIC_KEY) ?? "");
  const headset = ref(localStorage.getItem(EAR_KEY) ?? "");

  const phone = new Softphone({
    mic: (state) => (mic.value = state),
    line: (state) => (line.value = state),
    level: (side, level) => ((side === "mic" ? micLevel : earLevel).value = level),
    figures: (now) => (figures.value = now),
  });

  const broken = computed(() => ["insecure", "refused", "missing", "failed"].includes(mic.value));

  async function prepare(): Promise<void> {
    if (mic.value === "ready" || mic.value === "asking") return;
    const state = await phone.prepare(microphone.value || null);
    if (state === "missing" && microphone.value) {
      microphone.value = "";
      await phone.prepare(null);
    }
    if (headset.value) await phone.listenOn(headset.value).catch(() => (headset.value = ""));
    devices.value = await phone.devices();
  }

  async function choose(kind: "microphone" | "headset", id: string): Promise<void> {
    (kind === "microphone" ? microphone : headset).value = id;
    localStorage.setItem(kind === "microphone" ? MIC_KEY : EAR_KEY, id);
    if (kind === "headset") await phone.listenOn(id);
    else await phone.prepare(id || null);
  }

  let joined: AudioPath | null = null;

  /** Into the call's audio as soon as the microphone is decided; without one the agent still hears. The newest line wins. */
  async function join(path: AudioPath = "/ws/media"): Promise<void> {
    joined = path;
    await prepare();
    if (joined === path) phone.connect(path);
  }

  /** Out of this line; another that was joined meanwhile goes on. */
  function leave(path: AudioPath = "/ws/media"): void {
    if (joined !== path) return;
    joined = null;
    phone.disconnect();
  }

  return {
    mic, line, micLevel, earLevel, figures, devices, microphone, headset, broken,
    prepare, choose, join, leave,
    mute: (on: boolean) => (phone.muted = on),
    shutDown: () => phone.shutDown(),
  };
});
