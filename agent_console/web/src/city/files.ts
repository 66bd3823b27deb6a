/** Files on their way to an import: read in the browser, bounded, sent as base64. */

import type { TableName } from "./model";

export const FILES_MAX = 10;
export const BYTES_MAX = 8 * 1024 * 1024;
const CHUNK = 0x8000;

export interface Chosen {
  id: string;
  name: string;
  size: number;
  content: string;
  /** Empty: the file's name, or the names of its sheets, say which table it is. */
  table: TableName | "";
}

export async function read(file: File): Promise<Chosen> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { id: `${file.name}-${file.size}-${file.lastModified}`, name: file.name, size: file.size, content: base64(bytes), table: "" };
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let first = 0; first < bytes.length; first += CHUNK) text += String.fromCharCode(...bytes.subarray(first, first + CHUNK));
  return btoa(text);
}

/** `12 KB`, `1.4 MB`. */
export function sizeText(size: number): string {
  return size < 1024 * 1024 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

/** What an import takes; without a table where the person chose none. */
export function body(files: readonly Chosen[], mode: string) {
  return { mode, files: files.map(({ name, content, table }) => (table ? { name, content, table } : { name, content })) };
}
