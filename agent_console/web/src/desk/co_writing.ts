/**
 * Several people in one draft. Pure, so that no keystroke is lost by luck: what was typed here is kept apart from what the
 * server has, with the text that it was typed on, until the server has it too or a person has given it up.
 */

import type { Draft } from "@/api/model";
import { type Field, type Pending, overlay, same } from "./draft_merge";

interface Mine {
  value: unknown;
  /** What stood there, by a person or the machine, when this was begun or last saved. */
  on: unknown;
  /** On its way: the server may tell of it before it answers. */
  sent?: { value: unknown };
}

export interface Writing {
  /** The newest draft that the server told of. */
  base: Draft | null;
  mine: Partial<Record<Field, Mine>>;
  /** Fields in which another person wrote something else meanwhile: both texts are shown, and somebody chooses. */
  conflicts: readonly Field[];
  /** The field with the keyboard: what was typed there stays there, even when it is saved. */
  at: Field | null;
}

export const NOTHING: Writing = Object.freeze({ base: null, mine: {}, conflicts: [], at: null });
const fieldsOf = (mine: Writing["mine"]) => Object.keys(mine) as Field[];
const isUnsaved = (one: Mine) => !same(one.value, one.on);

export function begun(draft: Draft | null): Writing {
  return { ...NOTHING, base: draft };
}

export function entered(writing: Writing, field: Field): Writing {
  return writing.at === field ? writing : { ...left(writing), at: field };
}

/** The keyboard goes elsewhere: what is saved is the server's again, also where somebody wrote over it meanwhile. */
export function left(writing: Writing): Writing {
  const kept = fieldsOf(writing.mine).filter((field) => isUnsaved(writing.mine[field]!) || writing.mine[field]!.sent);
  return { ...writing, at: null, mine: only(writing.mine, kept), conflicts: writing.conflicts.filter((field) => kept.includes(field)) };
}

export function typed(writing: Writing, field: Field, value: unknown): Writing {
  const on = writing.mine[field] ? writing.mine[field]!.on : writing.base?.[field];
  return { ...writing, mine: { ...writing.mine, [field]: { ...writing.mine[field], value, on } } };
}

/** The server's draft is now this one, whoever changed it. An older one says nothing. */
export function received(writing: Writing, theirs: Draft): Writing {
  if (writing.base?.id !== theirs.id) return begun(theirs);
  if (theirs.version < writing.base.version) return writing;
  let next: Writing = { ...writing, base: theirs };
  for (const field of fieldsOf(writing.mine)) next = met(next, field, theirs);
  return next;
}

function met(writing: Writing, field: Field, theirs: Draft): Writing {
  const one = writing.mine[field]!;
  const now = theirs[field];
  if (same(now, one.value)) return agreed(writing, field, now);
  if (writing.conflicts.includes(field) || same(now, one.on)) return writing;
  if ((one.sent && same(now, one.sent.value)) || !theirs.edited.includes(field)) return withMine(writing, field, { ...one, on: now });
  return { ...writing, conflicts: [...writing.conflicts, field] };
}

function agreed(writing: Writing, field: Field, now: unknown): Writing {
  const conflicts = writing.conflicts.filter((known) => known !== field);
  const one = writing.mine[field]!;
  if (writing.at === field || one.sent) return { ...withMine(writing, field, { ...one, on: now }), conflicts };
  return { ...writing, conflicts, mine: without(writing.mine, field) };
}

/** What is typed and not saved; what somebody must choose first stays here. */
export function unsaved(writing: Writing): Pending {
  return pick(writing, (field) => isUnsaved(writing.mine[field]!));
}

export function toSend(writing: Writing): Pending {
  return pick(writing, (field) => isUnsaved(writing.mine[field]!) && !writing.conflicts.includes(field));
}

export function sending(writing: Writing, changes: Pending): Writing {
  return (Object.keys(changes) as Field[]).reduce((next, field) => withMine(next, field, { ...next.mine[field]!, sent: { value: changes[field] } }), writing);
}

/** The server took what was sent; typed on meanwhile, a field stays unsaved. */
export function saved(writing: Writing, reply: Draft): Writing {
  let next = writing;
  for (const field of fieldsOf(writing.mine)) {
    const one = next.mine[field]!;
    if (!one.sent) continue;
    next = withMine(next, field, { value: one.value, on: one.sent.value });
    if (!isUnsaved(next.mine[field]!) && next.at !== field && !next.conflicts.includes(field)) next = { ...next, mine: without(next.mine, field) };
  }
  return received(next, reply);
}

/** The server refused an old version and sent the present draft along. */
export function refused(writing: Writing, theirs: Draft): Writing {
  const mine = Object.fromEntries(fieldsOf(writing.mine).map((field) => [field, { value: writing.mine[field]!.value, on: writing.mine[field]!.on }]));
  return received({ ...writing, mine }, theirs);
}

/** One of the two texts is taken; mine goes over theirs, which was seen. */
export function settled(writing: Writing, field: Field, keepMine: boolean): Writing {
  const conflicts = writing.conflicts.filter((known) => known !== field);
  const one = writing.mine[field];
  if (!keepMine || !one) return { ...writing, conflicts, mine: without(writing.mine, field) };
  return { ...withMine(writing, field, { value: one.value, on: writing.base?.[field] }), conflicts };
}

/** What the form shows: the server's draft under what is typed here. */
export function shown(writing: Writing): Draft | null {
  return writing.base && overlay(writing.base, pick(writing, () => true));
}

function pick(writing: Writing, wanted: (field: Field) => boolean): Pending {
  return Object.fromEntries(fieldsOf(writing.mine).filter(wanted).map((field) => [field, writing.mine[field]!.value])) as Pending;
}

function only(mine: Writing["mine"], kept: readonly Field[]): Writing["mine"] {
  return Object.fromEntries(kept.map((field) => [field, mine[field]]));
}

const without = (mine: Writing["mine"], field: Field) => only(mine, fieldsOf(mine).filter((known) => known !== field));
const withMine = (writing: Writing, field: Field, one: Mine): Writing => ({ ...writing, mine: { ...writing.mine, [field]: one } });
