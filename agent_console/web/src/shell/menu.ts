/** The menu's order: what belongs together stands together, whatever order the routes have. */

export interface Entry {
  path: string;
  name: string;
}

/** Calls; a matter's way; who watches over it and what it needs; figures; the house. */
export const GROUPS: string[][] = [
  ["desk", "leading", "monitor", "duty", "calls", "knowledge", "blocked", "wallboard"],
  ["tickets", "intake", "dispatching", "handling", "evaluation"],
  ["supervision", "papers", "meetings", "funds"],
  ["bulletins", "quality", "acceptance", "timeline", "staffing", "alerts"],
  ["city", "people", "operation", "platforms"],
];

/** The entries a person may open in groups, none of them empty; what no group names comes last and is not lost. */
export function grouped(entries: Entry[]): Entry[][] {
  const known = new Set(GROUPS.flat());
  const ordered = GROUPS.map((names) => names.flatMap((name) => entries.filter((entry) => entry.name === name)));
  return [...ordered, entries.filter((entry) => !known.has(entry.name))].filter((group) => group.length);
}
