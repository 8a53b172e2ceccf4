import highlighter from 'highlight.js/lib/common';
import dart from 'highlight.js/lib/languages/dart';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import elixir from 'highlight.js/lib/languages/elixir';
import groovy from 'highlight.js/lib/languages/groovy';
import powershell from 'highlight.js/lib/languages/powershell';
import scala from 'highlight.js/lib/languages/scala';

/*
 * Colours for code, by highlight.js with the languages that people paste. Loaded with the first block of code that names its language.
 */

for (const [name, grammar] of Object.entries({ dart, dockerfile, elixir, groovy, powershell, scala })) highlighter.registerLanguage(name, grammar);

export type TokenKind = 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'name';

export interface Token {
  kind: TokenKind;
  text: string;
}

/** What the library calls them, by the first word of a scope. Others keep the colour of what they lie in. */
const kinds: Readonly<Record<string, TokenKind>> = {
  comment: 'comment', quote: 'comment', doctag: 'comment', deletion: 'comment',
  string: 'string', regexp: 'string', char: 'string', link: 'string', addition: 'string', code: 'string',
  number: 'number', symbol: 'number', bullet: 'number',
  keyword: 'keyword', literal: 'keyword', name: 'keyword', 'selector-tag': 'keyword', section: 'keyword', built_in: 'keyword', meta: 'keyword',
  title: 'name', attr: 'name', attribute: 'name', 'selector-class': 'name', 'selector-id': 'name',
  subst: 'plain',
};

const escapes: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" };
const piece = /<span class="([^"]*)">|(<\/span>)|([^<]+)/g;

/** Cuts code into coloured pieces, in order and without loss; undefined for a language that is not known. */
export function tokensOf(language: string, code: string): Token[] | undefined {
  const name = language.trim().toLowerCase();
  if (!highlighter.getLanguage(name)) return undefined;
  // The library answers in markup of spans and escaped text alone; it is read, never put into the page.
  const markup = highlighter.highlight(code, { language: name, ignoreIllegals: true }).value;
  const tokens: Token[] = [];
  const open: TokenKind[] = [];
  for (const [, classes, end, text] of markup.matchAll(piece)) {
    const around = open.at(-1) ?? 'plain';
    if (classes !== undefined) open.push(kindOf(classes) ?? around);
    else if (end !== undefined) open.pop();
    else if (text !== undefined) put(tokens, around, text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (escape) => escapes[escape] ?? escape));
  }
  return tokens;
}

/** `classes`: "hljs-title function_", or "language-css" around a part in another language. */
function kindOf(classes: string): TokenKind | undefined {
  const [first = ''] = classes.split(' ');
  return first.startsWith('hljs-') ? kinds[first.slice('hljs-'.length)] : 'plain';
}

function put(tokens: Token[], kind: TokenKind, text: string): void {
  const last = tokens.at(-1);
  if (last?.kind === kind) last.text += text;
  else tokens.push({ kind, text });
}
