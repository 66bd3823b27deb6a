/** Text of the transcript with its urgent words set apart. Pure. */

export interface Piece {
  text: string;
  urgent: boolean;
}

/** Cut a line at urgent words; the longest word wins where two begin at the same place. */
export function pieces(text: string, urgent: readonly string[]): Piece[] {
  const words = [...new Set(urgent.filter(Boolean))].sort((a, b) => b.length - a.length);
  if (!words.length) return text ? [{ text, urgent: false }] : [];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "g");
  return text
    .split(pattern)
    .filter(Boolean)
    .map((part) => ({ text: part, urgent: words.includes(part) }));
}
