import type { FormattedText, PeerId, TextEntity } from '#shared/model/index.ts';
import { textRuns } from '#shared/text/edit.ts';
import { webUrl } from '../messages/text-links.ts';

/*
 * Between a text with its entities and the HTML on the clipboard. What comes in is parsed in a document that runs and loads nothing, and only
 * text and known styles are taken out of it.
 */

type Style = TextEntity extends infer Each ? (Each extends TextEntity ? Omit<Each, 'offset' | 'length'> : never) : never;

/** Elements that begin and end on a line of their own. */
const blocks = new Set(['ADDRESS', 'ARTICLE', 'BLOCKQUOTE', 'DIV', 'DL', 'FIGURE', 'FOOTER', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'HEADER', 'LI', 'MAIN', 'NAV', 'OL', 'P', 'PRE', 'SECTION', 'TABLE', 'TR', 'UL']);
/** Elements whose text is not for people. */
const silent = new Set(['HEAD', 'IFRAME', 'NOSCRIPT', 'OBJECT', 'SCRIPT', 'STYLE', 'SVG', 'TEMPLATE', 'TITLE']);

const byTag: Partial<Record<string, Style>> = {
  B: { type: 'bold' },
  STRONG: { type: 'bold' },
  H1: { type: 'bold' },
  H2: { type: 'bold' },
  H3: { type: 'bold' },
  H4: { type: 'bold' },
  H5: { type: 'bold' },
  H6: { type: 'bold' },
  I: { type: 'italic' },
  EM: { type: 'italic' },
  U: { type: 'underline' },
  INS: { type: 'underline' },
  S: { type: 'strike' },
  STRIKE: { type: 'strike' },
  DEL: { type: 'strike' },
  CODE: { type: 'code' },
  TT: { type: 'code' },
  KBD: { type: 'code' },
  SAMP: { type: 'code' },
  'TG-SPOILER': { type: 'spoiler' },
};

/** Nesting beyond this is not followed: no person writes it. */
const DEEPEST = 200;

/** Reads HTML from the clipboard: text, styles and links; nothing of it is loaded or run. */
export function readHtml(html: string): FormattedText {
  const { body } = new DOMParser().parseFromString(withoutActs(html), 'text/html');
  const reader = new Reader();
  reader.children(body, { pre: false, depth: 0 });
  return reader.done();
}

/** Attributes that a browser would act on, or complain about under the page's policy, under a name at which it does nothing. */
const withoutActs = (html: string): string => html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)(\s*=)/gi, '$1data-$2$3'));

/** Declarations of an element's own style, by lower-case property. */
function declarationsOf(element: Element): Map<string, string> {
  const pairs = (element.getAttribute('data-style') ?? '').split(';').map((declaration) => declaration.split(':'));
  return new Map(pairs.map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim().toLowerCase()]));
}

interface Place {
  /** White space is kept as it is. */
  pre: boolean;
  depth: number;
}

class Reader {
  #text = '';
  readonly #entities: TextEntity[] = [];
  /** A new line is due before the next text. */
  #lineDue = false;

  children(parent: Node, place: Place): void {
    for (const node of parent.childNodes) this.#node(node, place);
  }

  done(): FormattedText {
    const text = this.#text.trimEnd();
    // White space at the ends of a style is nothing to see; between two stretches of one it joins them.
    const entities = joined(this.#entities).flatMap((entity): TextEntity[] => {
      const covered = text.slice(entity.offset, entity.offset + entity.length);
      const offset = entity.offset + covered.length - covered.trimStart().length;
      return covered.trim() === '' ? [] : [{ ...entity, offset, length: covered.trim().length }];
    });
    return { text, entities: entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
  }

  #node(node: Node, place: Place): void {
    if (node instanceof Text) this.#write(place.pre ? node.data : node.data.replace(/[\t\n\f\r ]+/g, ' '), place.pre);
    else if (node instanceof Element && place.depth < DEEPEST && !silent.has(node.tagName.toUpperCase())) this.#element(node, { ...place, depth: place.depth + 1 });
  }

  #element(element: Element, place: Place): void {
    const tag = element.tagName.toUpperCase();
    if (tag === 'BR') {
      this.#write('\n', true);
      return;
    }
    const isBlock = blocks.has(tag);
    if (isBlock) this.#lineDue = this.#text !== '';
    if (tag === 'LI') this.#write('• ', true);
    // The line break before it does not belong to it.
    const start = this.#text.length + (this.#lineDue && !this.#text.endsWith('\n') ? 1 : 0);
    const exact = tag === 'PRE' || declarationsOf(element).get('white-space')?.startsWith('pre') === true;
    this.children(element, { ...place, pre: place.pre || exact });
    for (const style of stylesOf(element, tag)) this.#style(style, start);
    if (isBlock) this.#lineDue = this.#text !== '';
    else if (tag === 'TD' || tag === 'TH') this.#write(' ', false);
  }

  #style(style: Style, start: number): void {
    const length = this.#text.length - start;
    if (length > 0) this.#entities.push({ ...style, offset: start, length });
  }

  #write(text: string, exact: boolean): void {
    const clean = text.replaceAll('\u00a0', ' ').replaceAll('\r\n', '\n');
    const isBlank = !exact && clean.trim() === '';
    if (isBlank && (this.#lineDue || this.#text === '' || /\s$/.test(this.#text))) return;
    if (this.#lineDue && !this.#text.endsWith('\n')) this.#text += '\n';
    this.#lineDue = false;
    this.#text += !exact && (this.#text === '' || /\s$/.test(this.#text)) ? clean.trimStart() : clean;
  }
}

function stylesOf(element: Element, tag: string): Style[] {
  const styles: Style[] = [];
  if (tag === 'PRE') styles.push({ type: 'pre', language: languageOf(element) });
  else if (tag === 'BLOCKQUOTE') styles.push(element.hasAttribute('expandable') ? { type: 'blockquote', collapsed: true } : { type: 'blockquote' });
  else if (tag === 'A') styles.push(...linkOf(element));
  else if (tag === 'TG-EMOJI') styles.push(...customEmojiOf(element));
  else if (tag === 'SPAN' && element.classList.contains('tg-spoiler')) styles.push({ type: 'spoiler' });
  // Word processors wrap everything into a <b> that is not bold.
  const known = byTag[tag];
  const css = declarationsOf(element);
  const weight = css.get('font-weight') ?? '';
  if (known && !(known.type === 'bold' && (weight === 'normal' || weight === '400'))) {
    if (!(known.type === 'code' && element.closest('pre'))) styles.push(known);
  } else if (tag !== 'A') {
    if (weight === 'bold' || Number(weight) >= 600) styles.push({ type: 'bold' });
    if (css.get('font-style') === 'italic') styles.push({ type: 'italic' });
    const line = `${css.get('text-decoration-line') ?? ''} ${css.get('text-decoration') ?? ''}`;
    if (line.includes('underline')) styles.push({ type: 'underline' });
    if (line.includes('line-through')) styles.push({ type: 'strike' });
  }
  return styles;
}

function languageOf(pre: Element): string {
  const named = [...pre.classList, ...(pre.querySelector('code')?.classList ?? [])].find((name) => name.startsWith('language-'));
  return (pre.getAttribute('data-language') ?? named?.slice('language-'.length) ?? '').slice(0, 32);
}

function linkOf(link: Element): Style[] {
  const href = link.getAttribute('href') ?? '';
  const mention = /^tg:\/\/user\?id=(\d{1,16})$/.exec(href);
  if (mention) return [{ type: 'mentionName', userId: Number(mention[1]) as PeerId }];
  if (!/^(https?|tg|mailto|tel):/i.test(href) || href === link.textContent?.trim()) return [];
  return [{ type: 'textUrl', url: href }];
}

function customEmojiOf(element: Element): Style[] {
  const documentId = element.getAttribute('emoji-id') ?? '';
  return /^-?\d{1,20}$/.test(documentId) ? [{ type: 'customEmoji', documentId }] : [];
}

/** Ranges of one style that touch or overlap become one. */
function joined(entities: TextEntity[]): TextEntity[] {
  const result: TextEntity[] = [];
  const nameOf = ({ offset: _offset, length: _length, ...style }: TextEntity) => JSON.stringify(style);
  for (const entity of entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length)) {
    const index = result.findLastIndex((other) => nameOf(other) === nameOf(entity) && other.offset + other.length >= entity.offset);
    const same = result[index];
    if (same && entity.type !== 'customEmoji') result[index] = { ...same, length: Math.max(same.length, entity.offset + entity.length - same.offset) };
    else result.push(entity);
  }
  return result;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

/** Writes a text as HTML, so that other programs, and this one, get its styles when it is pasted. */
export function writeHtml(value: FormattedText): string {
  const groups: { open: string; close: string; html: string }[] = [];
  for (const run of textRuns(value)) {
    if (run.text === '') continue;
    const block = run.entities.find(({ type }) => type === 'pre' || type === 'blockquote');
    const [open, close] = block ? tagsOf(block) : ['', ''];
    const inline = run.entities.filter((entity) => entity !== block).map(tagsOf);
    const html = inline.map(([start]) => start).join('') + escaped(run.text).replaceAll('\n', block?.type === 'pre' ? '\n' : '<br>') + inline.toReversed().map(([, end]) => end).join('');
    const last = groups.at(-1);
    if (last && last.open === open) last.html += html;
    else groups.push({ open, close, html });
  }
  // What follows a block begins on a line of its own anyway.
  const parts = groups.map(({ open, html, close }, index) => open + (open === '' && index > 0 && html.startsWith('<br>') ? html.slice(4) : html) + close);
  return `<span style="white-space: pre-wrap">${parts.join('')}</span>`;
}

function tagsOf(entity: TextEntity): [string, string] {
  switch (entity.type) {
    case 'bold':
      return ['<b>', '</b>'];
    case 'italic':
      return ['<i>', '</i>'];
    case 'underline':
      return ['<u>', '</u>'];
    case 'strike':
      return ['<s>', '</s>'];
    case 'spoiler':
      return ['<span class="tg-spoiler">', '</span>'];
    case 'code':
      return ['<code>', '</code>'];
    case 'pre':
      return [`<pre data-language="${escaped(entity.language)}">`, '</pre>'];
    case 'blockquote':
      return [entity.collapsed ? '<blockquote expandable>' : '<blockquote>', '</blockquote>'];
    case 'textUrl': {
      const url = webUrl(entity.url);
      return url === undefined ? ['', ''] : [`<a href="${escaped(url)}">`, '</a>'];
    }
    case 'mentionName':
      return [`<a href="tg://user?id=${entity.userId}">`, '</a>'];
    case 'customEmoji':
      return [`<tg-emoji emoji-id="${escaped(entity.documentId)}">`, '</tg-emoji>'];
    default:
      return ['', ''];
  }
}
