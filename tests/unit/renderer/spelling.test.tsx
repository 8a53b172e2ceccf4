import { fireEvent, screen } from '@solidjs/testing-library';
import { afterEach, expect, it } from 'vitest';
import type { FieldChoice, FieldMenu } from '../../../src-renderer/host/electron-page.ts';
import type { Host } from '../../../src-renderer/host/host.ts';
import { RichField } from '../../../src-renderer/features/composer/RichField.tsx';
import { followFieldMenus } from '../../../src-renderer/features/spelling/field-menu.tsx';
import { SpellingPage } from '../../../src-renderer/features/spelling/SpellingPage.tsx';
import { MenuLayer } from '../../../src-renderer/ui/MenuLayer.tsx';
import { endRendering, renderWithEngine, settled } from './support.tsx';

afterEach(endRendering);

/** A host with dictionaries, as Electron is. */
function electron(languages: string[] | null = ['de-DE', 'en-US', 'ru']) {
  const wishes: unknown[] = [];
  const choices: FieldChoice[] = [];
  let openMenu: (menu: FieldMenu) => void = () => undefined;
  let tell: (known: string[] | null) => void = () => undefined;
  const host: Pick<Host, 'spelling' | 'fields'> = {
    spelling: {
      check: (wish) => {
        wishes.push(wish);
        tell(languages);
      },
      onLanguages: (listener) => void (tell = listener),
    },
    fields: { onMenu: (listener) => void (openMenu = listener), choose: (choice) => void choices.push(choice) },
  };
  const menu = (more: Partial<FieldMenu>) => openMenu({ word: '', suggestions: [], canCut: true, canCopy: true, canPaste: true, canSelectAll: true, ...more });
  return { host, wishes, choices, menu };
}

const labels = (role: 'menuitem' | 'switch') => screen.getAllByRole(role).map((one) => one.getAttribute('aria-label') ?? one.textContent);

it('fetches a dictionary only after the person has agreed to it', async () => {
  const { host, wishes } = electron();
  renderWithEngine({}, () => <SpellingPage />, host);
  await settled();
  expect(wishes).toEqual([{ on: true, languages: [] }]);
  fireEvent.click(screen.getByRole('switch', { name: 'Russian' }));
  expect(screen.getByRole('dialog').textContent).toContain('redirector.gvt1.com');
  fireEvent.click(screen.getByText('Cancel'));
  await settled();
  expect(wishes).toHaveLength(1);
  fireEvent.click(screen.getByRole('switch', { name: 'Russian' }));
  fireEvent.click(screen.getByText('Fetch'));
  await settled();
  expect(wishes.at(-1)).toEqual({ on: true, languages: ['ru'] });
  fireEvent.click(screen.getByRole('switch', { name: 'Russian' }));
  await settled();
  expect(wishes.at(-1)).toEqual({ on: true, languages: [] });
  fireEvent.click(screen.getByRole('switch', { name: 'Check spelling' }));
  await settled();
  expect([wishes.at(-1), labels('switch')]).toEqual([{ on: false, languages: [] }, ['Check spelling']]);
});

it('offers languages where they can be chosen alone', async () => {
  renderWithEngine({}, () => <SpellingPage />, electron(null).host);
  await settled();
  expect([labels('switch'), screen.getByText(/macOS checks/).isConnected]).toEqual([['Check spelling'], true]);
  endRendering();
  renderWithEngine({}, () => <SpellingPage />);
  await settled();
  expect([labels('switch'), screen.getByText(/Your browser checks/).isConnected]).toEqual([['Check spelling'], true]);
});

it('offers what a misspelt word may be, keeps words, and lets them go again', async () => {
  const { host, choices, menu } = electron();
  const { engine } = renderWithEngine({}, (app) => {
    followFieldMenus(app, document);
    return (
      <>
        <SpellingPage />
        <MenuLayer />
      </>
    );
  }, host);
  await settled();
  menu({ word: 'helo', suggestions: ['hello', 'help'], canCut: false });
  expect(labels('menuitem').map((label) => label?.replace(/Ctrl.*/, ''))).toEqual([
    'hello', 'help', 'Add to dictionary', 'Ignore', 'Cut', 'Copy', 'Paste', 'Select all', 'Spelling…',
  ]);
  expect(screen.getByText('Cut').closest('button')?.getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(screen.getByText('help'));
  menu({ word: 'Petrel' });
  expect(labels('menuitem')[0]).toBe('No suggestions');
  fireEvent.click(screen.getByText('Add to dictionary'));
  menu({});
  fireEvent.click(screen.getByText('Paste'));
  expect(choices).toEqual([{ act: 'replace', word: 'help' }, { act: 'paste' }]);
  await settled();
  expect(engine.spelling.words).toEqual(['Petrel']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove Petrel' }));
  await settled();
  expect(engine.spelling.words).toEqual([]);
});

it('is not asked for in code, addresses and words that are right, and nowhere when it is off', async () => {
  const value = { text: 'helo https://exmple.org Petrel cnst', entities: [{ type: 'code' as const, offset: 31, length: 4 }] };
  const { app, engine } = renderWithEngine({}, () => <RichField value={value} onChange={() => undefined} label="Text" placeholder="" />);
  await settled();
  const field = screen.getByRole('textbox');
  const left = () => [...field.querySelectorAll('[spellcheck="false"]')].map((one) => one.textContent);
  expect([field.getAttribute('spellcheck'), left(), field.textContent]).toEqual(['true', ['https://exmple.org', 'cnst'], value.text]);
  app.spelling.ignore('Petrel');
  expect(left()).toEqual(['https://exmple.org', 'Petrel', 'cnst']);
  engine.setSpelling({ on: false });
  await settled();
  expect(field.getAttribute('spellcheck')).toBe('false');
});
