import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../src-renderer/styles/tokens.css'), 'utf8');

function tokens(block: string): Map<string, string> {
  return new Map([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1]!, match[2]!.trim()]));
}
const all = tokens(css);
/** What the tokens are in one theme: `light-dark(light, dark)` chooses. */
const theme = (pick: 0 | 1): Map<string, string> =>
  new Map([...all].map(([name, value]) => [name, /^light-dark\((.+?), (.+)\)$/.exec(value)?.[pick + 1] ?? value]));
const themes = { light: theme(0), dark: theme(1) };

function luminance(hex: string): number {
  expect(hex).toMatch(/^#[0-9a-f]{6}$/);
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const columns = ['surface-0', 'surface-1', 'surface-2', 'surface-field', 'surface-hover', 'surface-2-hover', 'surface-pressed', 'surface-selected'];
const peerColors = Array.from({ length: 7 }, (_, index) => `peer-${index}`);

/** What stands on what in the components. */
const text: Record<string, string[]> = {
  text: [...columns, 'accent-soft', 'danger-soft', 'surface-code', 'bubble-in'],
  'text-secondary': columns,
  'text-faint': ['surface-0', 'surface-1', 'surface-2', 'surface-field', 'surface-hover', 'surface-2-hover'],
  accent: ['surface-0', 'surface-1', 'surface-2', 'surface-field', 'surface-hover', 'surface-2-hover', 'surface-selected', 'accent-soft', 'bubble-in'],
  link: ['surface-0', 'surface-1', 'surface-2', 'surface-hover', 'bubble-in'],
  'bubble-out-link': ['bubble-out'],
  danger: ['surface-1', 'surface-2', 'surface-hover', 'surface-2-hover', 'surface-selected', 'danger-soft'],
  success: ['surface-1', 'surface-2'],
  'accent-text': ['accent-fill', 'accent-fill-hover'],
  'danger-text': ['danger-fill'],
  'badge-text': ['badge'],
  'badge-muted-text': ['badge-muted'],
  'service-text': ['service-background'],
  'tooltip-text': ['tooltip'],
  'bubble-in-text': ['bubble-in'],
  'bubble-in-meta': ['bubble-in'],
  'bubble-out-text': ['bubble-out'],
  'bubble-out-meta': ['bubble-out'],
  ...Object.fromEntries(peerColors.map((color) => [color, ['bubble-in', 'surface-1']])),
};

/** Signs, borders of controls and large initials: 3:1. */
const signs: Record<string, string[]> = {
  'border-strong': ['surface-1', 'surface-field', 'surface-2'],
  focus: ['surface-0', 'surface-1', 'surface-2', 'surface-field', 'surface-selected'],
  'tick-sent': ['surface-1', 'surface-selected', 'bubble-out'],
  'tick-read': ['surface-1', 'surface-selected', 'bubble-out'],
  'text-faint': ['surface-selected', 'surface-pressed'],
  badge: ['surface-1', 'surface-hover'],
  'mark-bird': ['mark-bottom'],
  'avatar-text': [...Array.from({ length: 7 }, (_, index) => `avatar-${index}-b`), 'avatar-muted-a', 'avatar-muted-b'],
};

describe.each(Object.entries(themes))('the %s theme', (_, theme) => {
  const color = (name: string) => theme.get(`--${name}`) ?? '';
  const pairs = (table: Record<string, string[]>) => Object.entries(table).flatMap(([above, below]) => below.map((one) => [above, one] as const));

  it.each(pairs(text))('%s on %s reads well', (above, below) => {
    expect(contrast(color(above), color(below))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(signs))('%s on %s can be made out', (above, below) => {
    expect(contrast(color(above), color(below))).toBeGreaterThanOrEqual(3);
  });

  it('puts initials on colours that carry them as large text', () => {
    for (let index = 0; index < 7; index++) {
      const middle = [color(`avatar-${index}-a`), color(`avatar-${index}-b`)].map(luminance);
      const average = (middle[0]! + middle[1]!) / 2;
      expect(1.05 / (average + 0.05), `avatar ${index}`).toBeGreaterThanOrEqual(3);
    }
  });
});

it('gives every colour a dark one, but for those that are the same in both', () => {
  const single = [...all].filter(([, value]) => /^(#|rgb)/.test(value)).map(([name]) => name);
  expect(single.filter((name) => !/^--(mark-.+|.+-text)$/.test(name))).toEqual([]);
});
