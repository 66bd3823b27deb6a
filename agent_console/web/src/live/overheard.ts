/** The page's connection for what is said beside a call at hand: every event as it comes, and a way to say something. */

import { onScopeDispose } from "vue";
import type { LiveEvent } from "./apply";

type Hear = (event: LiveEvent) => void;
type Say = (type: string, fields: Record<string, unknown>) => Promise<void>;
/** Told by a connection that begins anew with a snapshot: what was missed is asked for, and said again. */
export const ANEW = "anew";
const hearers = new Set<Hear>();
let say: Say | null = null;

/** The connection that this page has, the desk's or the one for news. */
export function carriedBy(line: Say): void {
  say = line;
}

export function overhear(event: LiveEvent): void {
  for (const hear of hearers) hear(event);
}

export const beganAnew = () => overhear({ seq: 0, event: ANEW, data: null });

export function useOverheard(hear: Hear): void {
  hearers.add(hear);
  onScopeDispose(() => hearers.delete(hear));
}

/** False where there is no connection, or the server refused. */
export async function speak(type: string, fields: Record<string, unknown>): Promise<boolean> {
  if (!say) return false;
  return say(type, fields).then(() => true, () => false);
}
