/** What is marked in a line of the transcript: urgent words, words heard unsurely, the phrase that a field came from. Pure. */

import type { Segment } from "@/api/model";

export interface Range {
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  start: number;
  urgent: boolean;
  unsure: boolean;
  marked: boolean;
}

/** A word below this confidence is marked: it is asked about rather than relied on. */
export const UNSURE_BELOW = 0.5;
const SILENT = /[\s，。！？；：、“”,.!?;:"]/;
const CLAUSE_END = /[，。！？；,!?;]/;

export type Line = Pick<Segment, "text" | "readable" | "spans" | "words">;

/** The line as people read it; as it was heard where nobody has made it readable. */
export const shownText = (line: Line): string => line.readable || line.text;

/** Offsets of the heard text to offsets of the shown one; what was rewritten counts as a whole. Null where nothing stands for it. */
export function toShown(line: Line, heard: Range): Range | null {
  if (!line.readable || line.readable === line.text) return heard;
  const touched = line.spans
    .filter(([, , from, to]) => from < heard.end && to > heard.start)
    .map(([start, end, from, to]) => {
      const alike = end - start === to - from;
      return alike ? { start: start + Math.max(0, heard.start - from), end: end - Math.max(0, to - heard.end) } : { start, end };
    });
  return touched.length ? { start: Math.min(...touched.map((one) => one.start)), end: Math.max(...touched.map((one) => one.end)) } : null;
}

/** Where a phrase stands, whatever spaces and marks lie between its characters. */
export function find(text: string, phrase: string): Range | null {
  const places = [...Array(text.length).keys()].filter((at) => !SILENT.test(text[at]!));
  const wanted = [...phrase].filter((letter) => !SILENT.test(letter)).join("");
  const at = wanted ? places.map((place) => text[place]).join("").indexOf(wanted) : -1;
  return at < 0 ? null : { start: places[at]!, end: places[at + wanted.length - 1]! + 1 };
}

/** Where in the shown line a field's words stand; the whole line where only the line is known. */
export function locate(line: Line, source: { phrase: string; start?: number | null; end?: number | null }): Range {
  const told = source.start != null && source.end != null ? { start: source.start, end: source.end } : find(line.text, source.phrase);
  const shown = shownText(line);
  return (told && toShown(line, told)) ?? find(shown, source.phrase) ?? { start: 0, end: shown.length };
}

/** The words that were heard unsurely; words follow one another in the heard text. */
export function unsure(line: Line): Range[] {
  let at = 0;
  const found: Range[] = [];
  for (const word of line.words) {
    const start = line.text.indexOf(word.text, at);
    if (start < 0) continue;
    at = start + word.text.length;
    const shown = word.confidence != null && word.confidence < UNSURE_BELOW ? toShown(line, { start, end: at }) : null;
    if (shown) found.push(shown);
  }
  return found;
}

/** Wherever any of these words stands. */
export function wordsIn(text: string, words: readonly string[]): Range[] {
  return words.filter(Boolean).flatMap((word) => {
    const found: Range[] = [];
    for (let from = 0, one = find(text, word); one; one = find(text.slice(from), word)) {
      found.push({ start: from + one.start, end: from + one.end });
      from += one.end;
    }
    return found;
  });
}

/** Cut a line where any mark begins or ends. */
export function cut(text: string, marks: { urgent?: readonly Range[]; unsure?: readonly Range[]; marked?: readonly Range[] }): Piece[] {
  const all = [...(marks.urgent ?? []), ...(marks.unsure ?? []), ...(marks.marked ?? [])];
  const edges = [...new Set([0, text.length, ...all.flatMap((one) => [one.start, one.end])])].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
  const within = (ranges: readonly Range[] | undefined, at: number) => Boolean(ranges?.some((one) => one.start <= at && at < one.end));
  return edges.slice(0, -1).map((start, index) => ({
    text: text.slice(start, edges[index + 1]),
    start,
    urgent: within(marks.urgent, start),
    unsure: within(marks.unsure, start),
    marked: within(marks.marked, start),
  }));
}

/** The clauses of a line, without the marks that end them. */
export function clauses(text: string): Range[] {
  const found: Range[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !CLAUSE_END.test(text[at]!)) continue;
    if (text.slice(start, at).trim()) found.push({ start, end: at });
    start = at + 1;
  }
  return found;
}

/** The clause around a character. */
export function clauseAt(text: string, at: number): Range {
  return clauses(text).find((one) => at <= one.end) ?? { start: 0, end: text.length };
}
