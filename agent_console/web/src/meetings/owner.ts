/** Who does what by when, as a form holds it. Pure. */

export interface Owner {
  text: string;
  unit: string;
  /** One of the unit's people, or nobody in particular. */
  person: string;
  days: number;
  due: Date | null;
}

export const emptyOwner = (): Owner => ({ text: "", unit: "", person: "", days: 7, due: null });
export const ownerReady = (owner: Owner) => Boolean(owner.text.trim() && owner.unit);

/** A day that was chosen wins over working days. */
export function ownerBody(owner: Owner): { text: string; unit: string; person: string | null; days: number | null; due: string | null } {
  return { text: owner.text.trim(), unit: owner.unit, person: owner.person || null, days: owner.due ? null : owner.days, due: owner.due?.toISOString() ?? null };
}
