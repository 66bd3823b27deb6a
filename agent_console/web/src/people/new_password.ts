/** A first password that can be read out on the telephone: no letters or digits that look or sound alike. */

const LETTERS = "abcdefhkmnprstuvwxyz23456789";
const GROUPS = 4;
const GROUP = 4;

/** `hk3p-…`: 16 of 28 characters, about 77 bits. `random` fills an array as `crypto.getRandomValues` does. */
export function newPassword(random: (bytes: Uint8Array) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  const fair = 256 - (256 % LETTERS.length);
  const drawn: string[] = [];
  while (drawn.length < GROUPS * GROUP) {
    for (const byte of random(new Uint8Array(32))) if (byte < fair && drawn.length < GROUPS * GROUP) drawn.push(LETTERS[byte % LETTERS.length]!);
  }
  return Array.from({ length: GROUPS }, (_, group) => drawn.slice(group * GROUP, (group + 1) * GROUP).join("")).join("-");
}
