import type { FormattedText } from '#shared/model/index.ts';
import { textRuns, type TextRun } from '#shared/text/edit.ts';

export type TextBlock =
  | { kind: 'inline'; runs: TextRun[] }
  | { kind: 'quote'; runs: TextRun[]; collapsed: boolean }
  | { kind: 'pre'; language: string; text: string };

/** Puts a text into blocks: fenced code, quotes, and everything else. Line breaks beside a block belong to the block. */
export function textBlocks(input: FormattedText): TextBlock[] {
  const blocks: TextBlock[] = [];
  let quoteAt: number | undefined;
  for (const run of textRuns(input)) {
    const pre = run.entities.find((entity) => entity.type === 'pre');
    const quote = run.entities.find((entity) => entity.type === 'blockquote');
    const last = blocks.at(-1);
    if (pre?.type === 'pre') {
      if (last?.kind === 'pre' && pre.offset !== run.offset) last.text += run.text;
      else blocks.push({ kind: 'pre', language: pre.language, text: run.text });
    } else if (quote?.type === 'blockquote') {
      if (last?.kind === 'quote' && quoteAt === quote.offset) last.runs.push(run);
      else blocks.push({ kind: 'quote', runs: [run], collapsed: quote.collapsed === true });
      quoteAt = quote.offset;
    } else if (last?.kind === 'inline') last.runs.push(run);
    else blocks.push({ kind: 'inline', runs: [run] });
  }
  return blocks.map((block, index) => (block.kind === 'inline' ? trimmed(block.runs, index > 0, index < blocks.length - 1) : block));
}

function trimmed(all: readonly TextRun[], afterBlock: boolean, beforeBlock: boolean): TextBlock {
  const runs = [...all];
  const head = runs[0];
  if (afterBlock && head?.text.startsWith('\n')) runs[0] = { ...head, text: head.text.slice(1), offset: head.offset + 1 };
  const end = runs.at(-1);
  if (beforeBlock && end?.text.endsWith('\n')) runs[runs.length - 1] = { ...end, text: end.text.slice(0, -1) };
  return { kind: 'inline', runs: runs.filter((run) => run.text !== '') };
}
