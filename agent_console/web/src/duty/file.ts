/** A file's bytes as base64, in pieces that fit a call's arguments. Pure. */

const PIECE = 8_192;

export function asBase64(content: ArrayBuffer): string {
  const bytes = new Uint8Array(content);
  let text = "";
  for (let start = 0; start < bytes.length; start += PIECE) text += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  return btoa(text);
}
