import { addRun, type DrawnRun } from './drawn-runs.ts';

/*
 * Between a text and the nodes of an editable element: text nodes, perhaps inside a span with classes. A line break at the very end needs a
 * `<br>` behind it to be seen; it is not part of the text.
 */

const isFiller = (node: Node): boolean => node instanceof HTMLBRElement && node.dataset['filler'] !== undefined;

/** Draws runs into the element, replacing what is there. */
export function renderRuns(element: HTMLElement, runs: readonly DrawnRun[]): void {
  const nodes: Node[] = runs.map(({ text, className, isUnchecked }) => {
    if (className === '' && !isUnchecked) return document.createTextNode(text);
    const span = document.createElement('span');
    if (className !== '') span.className = className;
    if (isUnchecked) span.setAttribute('spellcheck', 'false');
    span.textContent = text;
    return span;
  });
  if (runs.at(-1)?.text.endsWith('\n')) {
    const filler = document.createElement('br');
    filler.dataset['filler'] = '';
    nodes.push(filler);
  }
  element.replaceChildren(...nodes);
}

/** What the element shows now, as runs. */
export function shownAs(element: HTMLElement): DrawnRun[] {
  const shown: DrawnRun[] = [];
  let fillerNeeded = false;
  for (const node of element.childNodes) {
    if (isFiller(node)) {
      fillerNeeded = !fillerNeeded;
      continue;
    }
    const isElement = node instanceof HTMLElement && !(node instanceof HTMLBRElement);
    const text = node instanceof HTMLBRElement ? '\n' : (node.textContent ?? '');
    if (text === '') continue;
    // Neighbouring text nodes of one look count as one run, as the browser splits and joins them at will.
    addRun(shown, { text, className: isElement ? node.className : '', isUnchecked: isElement && node.getAttribute('spellcheck') === 'false' });
    fillerNeeded = text.endsWith('\n');
  }
  // A line break at the end without its filler must be drawn anew: an empty run never matches.
  return fillerNeeded ? [...shown, { text: '', className: '', isUnchecked: false }] : shown;
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
