import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../src-renderer');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
const sheets = files.filter((path) => path.endsWith('.css') && !path.endsWith('tokens.css'));
/** Properties that components set on their elements. */
const inline = files
  .filter((path) => path.endsWith('.tsx'))
  .flatMap((path) => [...readFileSync(`${root}/${path}`, 'utf8').matchAll(/'(--[\w-]+)'/g)].map((match) => match[1]));
const tokens = readFileSync(`${root}/styles/tokens.css`, 'utf8');
const local = /(--[\w-]+)\s*:/g;
/** Properties that a component hands to the parts inside it. */
const handed = sheets.flatMap((path) => [...readFileSync(`${root}/${path}`, 'utf8').matchAll(local)].map((match) => match[1]));

describe.each(sheets)('%s', (path) => {
  const css = readFileSync(`${root}/${path}`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const values = [...css.matchAll(/:\s*([^;{}]+);/g)].map((match) => match[1]!);

  it('names no colour', () => {
    const named = values.filter((value) => /#[0-9a-f]{3,8}\b|\b(rgb|hsl|lab|lch|oklch)a?\(|\b(white|black|red|blue|green|gr[ae]y|orange|yellow)\b/i.test(value));
    expect(named).toEqual([]);
  });

  it('mirrors: it knows start and end, not left and right', () => {
    const declared = [...css.matchAll(/(?:^|[;{\s])((?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right))\s*:/g)].map((match) => match[1]);
    expect(declared).toEqual([]);
  });

  it('uses custom properties that exist', () => {
    const known = new Set([...inline, ...handed, ...[...tokens.matchAll(local)].map((match) => match[1])]);
    const unknown = [...css.matchAll(/var\((--[\w-]+)(\s*,)?/g)].filter((match) => match[2] === undefined && !known.has(match[1])).map((match) => match[1]);
    expect(unknown).toEqual([]);
  });
});
