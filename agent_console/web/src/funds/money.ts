/** Money: whole fen on the wire, yuan on the screen. */

const FEN = 100;
const whole = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });

/** 8000000 as 80,000; 12345 as 123.45. */
export function yuan(fen: number | null | undefined): string {
  return fen === null || fen === undefined ? "–" : whole.format(fen / FEN);
}

/** What people typed, in fen; null for what is no amount with at most two places. */
export function fenOf(text: string): number | null {
  const plain = text.replace(/[,，\s]/g, "");
  if (!/^-?\d{1,10}(\.\d{1,2})?$/.test(plain)) return null;
  return Math.round(Number(plain) * FEN);
}

/** Shares of a pool in percent, for a bar: spent, held, left; a pool of nothing has none. */
export function shares(pool: { spent_fen: number; held_fen: number; balance_fen: number }): { spent: number; held: number; left: number } {
  const all = pool.spent_fen + pool.held_fen + pool.balance_fen;
  const share = (fen: number) => (all > 0 ? (Math.max(0, fen) / all) * 100 : 0);
  return { spent: share(pool.spent_fen), held: share(pool.held_fen), left: share(pool.balance_fen) };
}
