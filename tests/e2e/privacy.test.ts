import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { SearchPages } from './support/pages/search.ts';
import { codeOf, SignInPages } from './support/pages/sign-in.ts';
import { castOf, groupOf, NORA } from './support/people.ts';
import { paint } from './support/picture.ts';
import { useApp } from './support/use-app.ts';
import { shown, soon } from './support/wait.ts';

const WRITTEN = 'Bring the violoncello';
const RECEIVED = 'Rhubarb and custard';
const DRAFTED = 'Unfinished marmalade';
const SEARCHED = 'custard rhubarb';

/** The files below a folder with what is in them. One that is replaced meanwhile may be gone: the other one is seen next time. */
function filesOf(dir: string): { path: string; bytes: Buffer }[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .flatMap((path) => {
      try {
        return statSync(path).isFile() ? [{ path, bytes: readFileSync(path) }] : [];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    });
}

/** The ways in which a text could lie in a file. */
const forms = (text: string): Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, '').slice(0, -1), 'latin1'),
  Buffer.from(Buffer.from(text, 'utf8').toString('hex'), 'latin1'),
];

describe('what stays on the disk', () => {
  const app = useApp('test', {
    people: (world) => {
      const cast = castOf(world);
      const { nora, ben, mia } = cast;
      world.sendMessage({ from: ben.id, to: nora.id, text: RECEIVED });
      world.sendMessage({ from: mia.id, to: groupOf(cast, 'Greenhouse society'), text: 'Tomatoes' });
      world.sendMessage({ from: mia.id, to: nora.id, text: 'Look at this', media: { kind: 'photo', photo: paint(world, 320, 240) } });
    },
  });

  test('no file of the profile, nor anything of the window, holds what was written, received or who with', async () => {
    const { page, context, profileDir, dc } = app();
    const { nora, ben, mia } = castOf(app().world);
    const pages = new SignInPages(page);
    await pages.enterPhone(NORA);
    await pages.code.fill(codeOf(NORA));
    const list = new ChatList(page);
    const chat = new Chat(page);
    await list.open(ben.id);
    await shown(chat.message(RECEIVED));
    await chat.write(WRITTEN);
    await soon(() => chat.says(WRITTEN)).toMatch(/sent$/);
    await chat.composer.pressSequentially(DRAFTED);
    await list.open(mia.id);
    await soon(() => nora.dialog(ben.id).draft?.message).toBe(DRAFTED);
    const picture = chat.messages.last().locator('img:not([src^="data:"])');
    await soon(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
    // What was looked for is remembered, and found in the index of what was said.
    const search = new SearchPages(page);
    await search.field.fill(SEARCHED);
    await soon(() => search.active.textContent()).toContain(RECEIVED);
    await page.keyboard.press('Enter');
    await search.field.fill('');
    await shown(search.option(SEARCHED));

    const secrets = [WRITTEN, RECEIVED, DRAFTED, SEARCHED, 'Tomatoes', 'Greenhouse society', 'Okafor', 'Laurent', 'Winter', 'nora_winter', NORA.slice(1)];
    const stored = await context.storageState({ indexedDB: true });
    const window = await page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    for (const secret of secrets) {
      expect(JSON.stringify(stored)).not.toContain(secret);
      expect(JSON.stringify(window)).not.toContain(secret);
    }
    expect(window.databases).toEqual([]);
    expect(window.caches).toEqual([]);
    expect(window.workers).toBe(0);

    const leaks = () => {
      const files = filesOf(profileDir);
      expect(files.length).toBeGreaterThan(2);
      const found: string[] = [];
      for (const { path, bytes } of files) {
        for (const secret of secrets) if (forms(secret).some((form) => bytes.includes(form))) found.push(`${secret} in ${path}`);
        // A picture of ours would begin like every JPEG.
        if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) found.push(`a picture in ${path}`);
        if (bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3') found.push(`a plain database in ${path}`);
      }
      return found;
    };
    // While it runs, with its write-ahead log, and after it has ended.
    expect(leaks()).toEqual([]);
    await app().stop();
    expect(leaks()).toEqual([]);
    const kept = filesOf(profileDir);
    for (const key of dc.server.keys.all()) {
      const id = Buffer.from(key.id, 'hex');
      expect(kept.filter(({ bytes }) => bytes.includes(id)).map(({ path }) => path), 'id of an authorization key').toEqual([]);
    }
    expect(existsSync(profileDir)).toBe(true);
  });

  test('the window says nothing about its person to the console', async () => {
    const { page } = app();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    const pages = new SignInPages(page);
    await pages.enterPhone(NORA);
    await pages.code.fill(codeOf(NORA));
    const list = new ChatList(page);
    await list.open(castOf(app().world).ben.id);
    await shown(new Chat(page).message(RECEIVED));
    expect(said).toEqual([]);
  });
});
