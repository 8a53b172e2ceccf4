import type { FormattedText } from '#shared/model/index.ts';
import { textRuns, type TextRun } from '#shared/text/edit.ts';
import type { TextRange } from '#shared/text/unchecked.ts';

/** A stretch of a field's text that looks alike. */
export interface DrawnRun {
  text: string;
  className: string;
  /** Its spelling is left alone. */
  isUnchecked: boolean;
}

/** What a field draws of a text; neighbours of one look are one run. `unchecked` is sorted. */
export function drawnRuns(value: FormattedText, unchecked: readonly TextRange[], classOf: (run: TextRun) => string): DrawnRun[] {
  const drawn: DrawnRun[] = [];
  for (const run of textRuns(value)) {
    const className = classOf(run);
    for (const { text, isUnchecked } of cut(run, unchecked)) addRun(drawn, { text, className, isUnchecked });
  }
  return drawn;
}

/** Adds a run behind others, to the last one if it looks the same. */
export function addRun(runs: DrawnRun[], run: DrawnRun): void {
  const last = runs.at(-1);
  if (run.text === '') return;
  if (last && last.className === run.className && last.isUnchecked === run.isUnchecked) last.text += run.text;
  else runs.push({ ...run });
}

function cut({ offset, text }: TextRun, unchecked: readonly TextRange[]): { text: string; isUnchecked: boolean }[] {
  const end = offset + text.length;
  const pieces: { text: string; isUnchecked: boolean }[] = [];
  let at = offset;
  for (const range of unchecked) {
    const from = Math.max(range.from, at);
    const to = Math.min(range.to, end);
    if (to <= from) continue;
    pieces.push({ text: text.slice(at - offset, from - offset), isUnchecked: false }, { text: text.slice(from - offset, to - offset), isUnchecked: true });
    at = to;
  }
  return [...pieces, { text: text.slice(at - offset), isUnchecked: false }];
}
