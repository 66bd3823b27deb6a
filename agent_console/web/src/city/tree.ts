/** The rows of the organisation tree that are seen: what is open, or what fits a search with all that is above it. */

import type { UnitNode } from "./model";

export interface TreeRow {
  id: string;
  unit: UnitNode;
  depth: number;
  /** Whether something hangs below it, open or not. */
  parent: boolean;
}

/** `units` has parents before their children. A search opens whatever leads to a hit. */
export function treeRows(units: readonly UnitNode[], open: ReadonlySet<string>, search: string): TreeRow[] {
  const parents = new Set(units.map((unit) => unit.parent_code));
  const wanted = search.trim() ? withAncestors(units, (unit) => fits(unit, search.trim())) : null;
  const depths = new Map<string, number>();
  const rows: TreeRow[] = [];
  for (const unit of units) {
    const above = unit.parent_code === null ? -1 : depths.get(unit.parent_code);
    const seen = wanted ? wanted.has(unit.code) : unit.parent_code === null || (above !== undefined && open.has(unit.parent_code));
    if (!seen) continue;
    const depth = (above ?? -1) + 1;
    depths.set(unit.code, depth);
    rows.push({ id: unit.code, unit, depth, parent: parents.has(unit.code) });
  }
  return rows;
}

/** The row that → and ← lead to: into the branch, or up to its head. */
export function aside(rows: readonly TreeRow[], id: string, open: Set<string>, right: boolean): string {
  const at = rows.findIndex((row) => row.id === id);
  const row = rows[at];
  if (!row) return id;
  if (right) {
    if (!row.parent) return id;
    if (open.has(id)) return rows[at + 1]?.id ?? id;
    open.add(id);
    return id;
  }
  if (open.has(id) && row.parent) {
    open.delete(id);
    return id;
  }
  return row.unit.parent_code ?? id;
}

function fits(unit: UnitNode, word: string): boolean {
  return [unit.name, unit.code, unit.first_responsible, unit.area, ...unit.contacts.map((one) => one.number)].some((text) => text.includes(word));
}

function withAncestors(units: readonly UnitNode[], hit: (unit: UnitNode) => boolean): Set<string> {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const found = new Set<string>();
  for (const unit of units.filter(hit)) {
    for (let one: UnitNode | undefined = unit; one && !found.has(one.code); one = one.parent_code ? byCode.get(one.parent_code) : undefined) found.add(one.code);
  }
  return found;
}
