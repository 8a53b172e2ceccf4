import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** Whether a name in the tests column ("unit/store", "e2e/sign-in") leads to a folder or a file of tests. */
function isThere(name: string): boolean {
  const path = join(root, 'tests', name);
  if (existsSync(path)) return true;
  const folder = join(path, '..');
  return existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(`${name.split('/').at(-1)}.`));
}

describe('the pages for newcomers', () => {
  it('FEATURES.md names tests that exist, and names some for whatever is built', () => {
    const rows = read('FEATURES.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| Article') && !line.startsWith('| What '))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows.length).toBeGreaterThan(80);
    for (const [, title, state, , tests = ''] of rows) {
      const names = tests.split(',').map((name) => name.trim()).filter((name) => name !== '');
      if (state !== 'not yet') expect(names, `tests of ${title}`).not.toEqual([]);
      expect(names.filter((name) => !isThere(name)), `tests of ${title}`).toEqual([]);
    }
  });

  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'])('%s leads only to files that exist', (page) => {
    const text = read(page);
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    const named = [...text.matchAll(/`((?:src-|schema|assets|tests|tools)[\w./-]*)`/g)].map((match) => match[1] ?? '');
    const missing = [...linked, ...named].filter((path) => !existsSync(join(root, path.split('/NAME')[0] ?? path)));
    // Generated code is there only after it was made; the test run makes it.
    expect(missing).toEqual([]);
  });
});
