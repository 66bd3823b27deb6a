/** What a small dialog asks before one step: an amount, a day, a reason, in any combination. */

export interface Asked {
  title: string;
  hint?: string;
  amount?: string;
  amountDefault?: string;
  day?: string;
  reason?: string;
  reasonNeeded?: boolean;
  run: (given: Given) => Promise<unknown>;
}

export interface Given {
  fen: number;
  day: string;
  reason: string;
}
