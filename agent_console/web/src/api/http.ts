/** The one place that speaks HTTP: JSON in and out, and one error that carries what the server said. */

import { translate } from "@/i18n";
import { asking } from "./first_look";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly what: string,
    readonly remedy: string,
    readonly body: Record<string, unknown>,
  ) {
    super(remedy ? `${what} ${remedy}` : what);
  }
}

let whenSignedOut: () => void = () => undefined;

/** Called once for any 401 outside sign-in, so that every page falls back to sign-in alike. */
export function onSignedOut(callback: () => void): void {
  whenSignedOut = callback;
}

/** The session is over, as HTTP or the desk's WebSocket found out. */
export function signedOut(): void {
  whenSignedOut();
}

async function failure(response: Response, path: string): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const error = (body.error ?? {}) as { code?: string; what?: string; remedy?: string };
  if (response.status === 401 && path !== "/session") signedOut();
  const what = error.what || translate("error.http", { status: response.status });
  return new ApiError(response.status, error.code ?? "HTTP", what, error.remedy ?? "", body);
}

const PATIENCE_MS = 15_000;

export async function call<T>(method: string, path: string, body?: unknown, patience = PATIENCE_MS): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new ApiError(0, "Offline", translate("error.offline"), translate("error.offlineRemedy"), {});
  }
  if (!response.ok) throw await failure(response, path);
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** A question; a page that has just been opened is busy until its first ones are answered. */
export async function get<T>(path: string): Promise<T> {
  const done = asking();
  try {
    return await call<T>("GET", path);
  } finally {
    done();
  }
}
export const post = <T>(path: string, body: unknown = {}) => call<T>("POST", path, body);
export const patch = <T>(path: string, body: unknown) => call<T>("PATCH", path, body);

/** Lists come as an array or as `{items, next}`; pages want the array. */
export async function list<T>(path: string): Promise<T[]> {
  const got = await get<T[] | { items: T[] }>(path);
  return Array.isArray(got) ? got : got.items;
}

export function query(params: Record<string, string | number | null | undefined>): string {
  const kept = Object.entries(params).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return kept.length ? `?${new URLSearchParams(kept.map(([key, value]) => [key, String(value)]))}` : "";
}

/** The sentence to show for anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
