/** A script's steps as an editor types them: `1. 要说的话 [是→2；否→结束]`, as the server's tables have them. Pure. */

import type { ScriptStep } from "./model";

const END = "结束";
const STEP = /^\s*(\d{1,2})\s*[.．、]\s*(.*?)\s*(?:[[［]([^[\]［］]*)[\]］])?\s*$/;
const BRANCH = /^\s*(?:(.{0,20}?)\s*(?:→|->)\s*)?(\d{1,2}|结束)\s*$/;

/** The steps, and the first line that cannot be read (0: none). A step without brackets goes on to the next line. */
export function read(text: string): { steps: ScriptStep[]; wrong: number } {
  const steps: ScriptStep[] = [];
  let wrong = 0;
  const rows = text.split("\n").filter((line) => line.trim());
  rows.forEach((line, index) => {
    const found = STEP.exec(line);
    const branches = found?.[3] ? found[3].split(/[；;]/).map((part) => BRANCH.exec(part)) : [];
    if (!found?.[2] || branches.some((branch) => !branch)) return void (wrong ||= index + 1);
    steps.push({ number: Number(found[1]), text: found[2], branches: branches.map((branch) => ({ answer: branch![1] ?? "", to: branch![2] === END ? null : Number(branch![2]) })) });
  });
  return { wrong, steps: steps.map((step, index) => (step.branches.length ? step : { ...step, branches: [{ answer: "", to: steps[index + 1]?.number ?? null }] })) };
}

export function write(steps: readonly ScriptStep[]): string {
  const way = (branch: ScriptStep["branches"][number]) => `${branch.answer ? `${branch.answer}→` : ""}${branch.to ?? END}`;
  return steps.map((step) => `${step.number}. ${step.text} [${step.branches.map(way).join("；")}]`).join("\n");
}
