/** An article's plain text as blocks: headings, items of lists, paragraphs. Nothing of it is ever taken for markup. Pure. */

export interface Block {
  kind: "heading" | "sub" | "item" | "step" | "text";
  text: string;
  /** Of a step its number as it was written. */
  mark: string;
}

const SIGNS: Array<[RegExp, Block["kind"]]> = [[/^##\s+/, "sub"], [/^#\s+/, "heading"], [/^-\s+/, "item"], [/^(\d{1,2}[.、])\s*/, "step"]];

/** Lines of a paragraph belong together until an empty line or a sign. */
export function blocksOf(body: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const raw of body.split("\n")) {
    const line = raw.trim();
    const sign = SIGNS.find(([pattern]) => pattern.test(line));
    if (!line) open = false;
    else if (sign) {
      blocks.push({ kind: sign[1], text: line.replace(sign[0], ""), mark: sign[1] === "step" ? line.match(sign[0])![1]! : "" });
      open = false;
    } else if (open) blocks[blocks.length - 1]!.text += `\n${line}`;
    else {
      blocks.push({ kind: "text", text: line, mark: "" });
      open = true;
    }
  }
  return blocks;
}

/** What may be cited of a block: headings are not answers. */
export const citable = (block: Block) => block.kind !== "heading" && block.kind !== "sub";

/** A text cut where its marks begin and end. */
export function pieces(text: string, marks: readonly (readonly [number, number])[]): Array<{ text: string; hit: boolean }> {
  const cut: Array<{ text: string; hit: boolean }> = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start > at) cut.push({ text: text.slice(at, start), hit: false });
    cut.push({ text: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length) cut.push({ text: text.slice(at), hit: false });
  return cut;
}
