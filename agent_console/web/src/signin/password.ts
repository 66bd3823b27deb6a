/** What is wrong with a new password, as a key of the `signin` messages; null when it may be sent. */

const LENGTH_MIN = 10;

export function passwordProblem(old: string, fresh: string, again: string): string | null {
  if (!old) return "needPassword";
  if (fresh.length < LENGTH_MIN) return "tooShort";
  if (fresh === old) return "same";
  return fresh === again ? null : "differ";
}
