import type { TextRun } from '#shared/text/edit.ts';

/*
 * Between a text and the nodes of an editable element: text nodes, perhaps inside a span with classes. A line break at the very end needs a
 * `<br>` behind it to be seen; it is not part of the text.
 */

const isFiller = (node: Node): boolean => node instanceof HTMLBRElement && node.dataset['filler'] !== undefined;

/** Draws runs into the element, replacing what is there. */
export function renderRuns(element: HTMLElement, runs: readonly TextRun[], classOf: (run: TextRun) => string): void {
  const nodes: Node[] = [];
  let text = '';
  for (const run of runs) {
    if (run.text === '') continue;
    text += run.text;
    const className = classOf(run);
    if (className === '') {
      nodes.push(document.createTextNode(run.text));
    } else {
      const span = document.createElement('span');
      span.className = className;
      span.textContent = run.text;
      nodes.push(span);
    }
  }
  if (text.endsWith('\n')) {
    const filler = document.createElement('br');
    filler.dataset['filler'] = '';
    nodes.push(filler);
  }
  element.replaceChildren(...nodes);
}

/** What the element shows now, as runs. */
export function shownAs(element: HTMLElement): { className: string; text: string }[] {
  const shown: { className: string; text: string }[] = [];
  let fillerNeeded = false;
  for (const node of element.childNodes) {
    if (isFiller(node)) {
      fillerNeeded = !fillerNeeded;
      continue;
    }
    const className = node instanceof HTMLElement ? node.className : '';
    const text = node instanceof HTMLBRElement ? '\n' : (node.textContent ?? '');
    if (text === '') continue;
    const last = shown.at(-1);
    // Neighbouring text nodes of one look count as one run, as the browser splits and joins them at will.
    if (last && last.className === className) last.text += text;
    else shown.push({ className, text });
    fillerNeeded = text.endsWith('\n');
  }
  // A line break at the end without its filler must be drawn anew: an empty run never matches.
  return fillerNeeded ? [...shown, { className: '', text: '' }] : shown;
}

/** The text that the element shows. A lone break is what a browser leaves of a text that was deleted. */
export function readText(element: HTMLElement): string {
  if (element.childNodes.length === 1 && element.firstChild instanceof HTMLBRElement) return '';
  let text = '';
  const walk = (node: Node): void => {
    if (node instanceof Text) text += node.data;
    else if (node instanceof HTMLBRElement) text += isFiller(node) ? '' : '\n';
    else for (const child of node.childNodes) walk(child);
  };
  walk(element);
  return text.replaceAll('\r\n', '\n').replaceAll('\u00a0', ' ');
}

function lengthOf(node: Node): number {
  if (node instanceof Text) return node.length;
  if (node instanceof HTMLBRElement) return isFiller(node) ? 0 : 1;
  let length = 0;
  for (const child of node.childNodes) length += lengthOf(child);
  return length;
}

function offsetOf(element: HTMLElement, node: Node, inner: number): number {
  let offset = node instanceof Text ? inner : [...node.childNodes].slice(0, inner).reduce((sum, child) => sum + lengthOf(child), 0);
  for (let current = node; current !== element && current.parentNode; current = current.parentNode) {
    for (let before = current.previousSibling; before; before = before.previousSibling) offset += lengthOf(before);
  }
  return offset;
}

/** The selection in text positions, or undefined when it is elsewhere. */
export function readCaret(element: HTMLElement): { from: number; to: number } | undefined {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return undefined;
  return { from: offsetOf(element, range.startContainer, range.startOffset), to: offsetOf(element, range.endContainer, range.endOffset) };
}

function pointAt(element: HTMLElement, offset: number): { node: Node; inner: number } {
  let left = offset;
  let last: Text | undefined;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    if (left <= node.length) return { node, inner: left };
    left -= node.length;
    last = node;
  }
  return last ? { node: last, inner: last.length } : { node: element, inner: 0 };
}

/** Selects a stretch of the text. */
export function placeCaret(element: HTMLElement, from: number, to: number): void {
  const start = pointAt(element, from);
  const end = from === to ? start : pointAt(element, to);
  document.getSelection()?.setBaseAndExtent(start.node, start.inner, end.node, end.inner);
}
