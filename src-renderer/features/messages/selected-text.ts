import type { FormattedText, Message } from '#shared/model/index.ts';
import { sliceFormatted } from '#shared/text/edit.ts';

/** A part of a message's text that is selected on the screen. */
export interface SelectedText extends FormattedText {
  /** Where it begins in the text, UTF-16 units. */
  offset: number;
}

/** The part of a message's text that the person has selected; undefined when the selection lies elsewhere or reaches further. */
export function selectedTextOf(message: Message, selected: string, around: Element | null): SelectedText | undefined {
  if (selected.trim() === '') return undefined;
  const near = around === null ? 0 : offsetBefore(around);
  const at = nearest(message.text, selected, near);
  return at === undefined ? undefined : { text: selected, offset: at, entities: sliceFormatted(message, at, at + selected.length).entities };
}

/** How many characters of the element's text lie before the selection. */
function offsetBefore(element: Element): number {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0) return 0;
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer)) return 0;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().length;
}

/** Where `part` is in `text`: of several places the one nearest to `near`. */
export function nearest(text: string, part: string, near: number): number | undefined {
  let best: number | undefined;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (best === undefined || Math.abs(at - near) < Math.abs(best - near)) best = at;
  }
  return best;
}
