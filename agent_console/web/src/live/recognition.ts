/** How recognition stands, as one of few words that desk and wallboard share. Pure. */

import type { Recogniser } from "@/api/model";

export type Standing = "unknown" | "none" | "lost" | "stand_in" | Recogniser["step"];

export function standing(recogniser: Recogniser | null | undefined): Standing {
  if (!recogniser) return "unknown";
  if (recogniser.lost) return "lost";
  if (!recogniser.engine || recogniser.engine === "none") return "none";
  if (recogniser.step && recogniser.step !== "normal") return recogniser.step;
  return recogniser.engine === "whisper" ? "stand_in" : "normal";
}

/** The colour of its lamp. */
export function lampOf(one: Standing): "green" | "amber" | "red" | "grey" {
  if (one === "normal") return "green";
  if (one === "none" || one === "unknown") return "grey";
  return one === "lost" || one === "spooled" ? "red" : "amber";
}
