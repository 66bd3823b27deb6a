/** Who else has a draft open, and in which field: kept from what their pages say now and then. Pure. */

export interface Writer {
  call: string;
  person: string;
  name: string;
  field: string;
  here: boolean;
}

export interface Beside extends Writer {
  heardAt: number;
}

/** Pages say it every so often; two that are missed may be the network's fault. */
export const SAID_EVERY_MS = 10_000;
export const GONE_AFTER_MS = 25_000;

export function after(company: readonly Beside[], said: Writer, at: number): Beside[] {
  const others = company.filter((one) => one.person !== said.person);
  return said.here ? [...others, { ...said, heardAt: at }].sort((a, b) => a.person.localeCompare(b.person)) : others;
}

export function present(company: readonly Beside[], at: number): Beside[] {
  return company.filter((one) => at - one.heardAt < GONE_AFTER_MS);
}
