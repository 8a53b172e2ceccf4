import { describe, expect, it } from 'vitest';
import { useLauncher } from './launch.ts';
import { Page } from './page.ts';

const { openApp, preloadPath } = useLauncher();
const GOOGLE = 'https://redirector.gvt1.com/edgedl/chrome/dict/';

async function openPage(platform: NodeJS.Platform = 'linux') {
  const { world, contents, window } = await openApp({ platform }, (made) => {
    made.app.on('session-created', (session: { ownDictionaries: boolean }) => void (session.ownDictionaries = platform !== 'darwin'));
  });
  return { world, contents, window, session: contents.session, page: new Page(world, contents, preloadPath) };
}

describe('spelling', () => {
  it('fetches no dictionary until a language is named, and then that one alone', async () => {
    const { session, page } = await openPage();
    expect([session.spellChecker, [...session.fetchedDictionaries]]).toEqual([false, []]);
    page.says({ type: 'petrel:spelling', wish: { on: true, languages: [] } });
    expect([session.spellChecker, [...session.fetchedDictionaries]]).toEqual([false, []]);
    expect(page.heard).toEqual([{ type: 'petrel:spelling-known', value: ['de-DE', 'en-GB', 'en-US', 'ru'] }]);
    page.says({ type: 'petrel:spelling', wish: { on: true, languages: ['ru', 'tlh'] } });
    expect([session.spellChecker, session.spellLanguages]).toEqual([true, ['ru']]);
    expect([...session.fetchedDictionaries]).toEqual([`${GOOGLE}ru`]);
  });

  it('is off when it is turned off, with nothing left to fetch', async () => {
    const { session, page } = await openPage();
    page.says({ type: 'petrel:spelling', wish: { on: true, languages: ['ru'] } });
    page.says({ type: 'petrel:spelling', wish: { on: false, languages: ['ru', 'de-DE'] } });
    expect([session.spellChecker, session.spellLanguages]).toEqual([false, []]);
    expect([...session.fetchedDictionaries]).toEqual([`${GOOGLE}ru`]);
  });

  it('leaves languages to macOS', async () => {
    const { session, page } = await openPage('darwin');
    page.says({ type: 'petrel:spelling', wish: { on: true, languages: [] } });
    expect(session.spellChecker).toBe(true);
    expect(page.heard).toEqual([{ type: 'petrel:spelling-known', value: null }]);
    page.says({ type: 'petrel:spelling', wish: { on: false, languages: [] } });
    expect(session.spellChecker).toBe(false);
  });

  it('takes nothing malformed, and nothing from elsewhere', async () => {
    const { world, contents, session, page } = await openPage();
    for (const wish of [null, { on: 'yes', languages: ['ru'] }, { on: true, languages: 'ru' }, { on: true, languages: ['ru'], url: 'https://evil.example/' }]) {
      page.says({ type: 'petrel:spelling', wish });
    }
    page.dispatchFrom({}, { type: 'petrel:spelling', wish: { on: true, languages: ['ru'] } });
    contents.mainFrame.url = 'https://evil.example/';
    world.pageSends(contents, contents.mainFrame, 'petrel:spelling', { on: true, languages: ['ru'] });
    expect([session.spellChecker, [...session.fetchedDictionaries]]).toEqual([false, []]);
  });
});

describe('the menu of a field', () => {
  it('tells the page what is suggested, and replaces the word', async () => {
    const { contents, page } = await openPage();
    contents.asksForMenu({ misspelledWord: 'helo', dictionarySuggestions: ['hello', 'help', 'halo', 'hero', 'held', 'helot', 'helos'] });
    expect(page.heard).toEqual([
      {
        type: 'petrel:edit-menu',
        value: {
          x: 10, y: 20, word: 'helo', suggestions: ['hello', 'help', 'halo', 'hero', 'held', 'helot'], canCut: true, canCopy: true, canPaste: true, canSelectAll: true,
        },
      },
    ]);
    page.says({ type: 'petrel:edit', choice: { act: 'replace', word: 'hello' } });
    expect(contents.edits).toEqual(['helo → hello']);
  });

  it('is asked for by the person alone: one choice for each, and none where nothing is written', async () => {
    const { contents, page } = await openPage();
    page.says({ type: 'petrel:edit', choice: { act: 'paste' } });
    contents.asksForMenu({ isEditable: false });
    page.says({ type: 'petrel:edit', choice: { act: 'paste' } });
    expect([contents.edits, page.heard]).toEqual([[], []]);
    contents.asksForMenu({});
    page.says({ type: 'petrel:edit', choice: { act: 'undo' } });
    page.says({ type: 'petrel:edit', choice: { act: 'paste' } });
    page.says({ type: 'petrel:edit', choice: { act: 'paste' } });
    expect(contents.edits).toEqual(['paste']);
  });

  it('leaves no listener behind a closed window', async () => {
    const { world, window } = await openPage('darwin');
    window.close();
    expect(['petrel:ready', 'petrel:spelling', 'petrel:edit'].map((channel) => world.ipcListenerCount(channel))).toEqual([0, 0, 0]);
  });
});
