/** Makes the screenshots of `docs/screenshots`: `npm run screenshots`. As PNG they lie in `tests/e2e/output`, for the eye. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, test } from 'vitest';
import { App } from '../e2e/support/app.ts';
import { atRest } from '../e2e/support/at-rest.ts';
import { ChatList } from '../e2e/support/pages/chat-list.ts';
import { Chat } from '../e2e/support/pages/chat.ts';
import { SignInPages } from '../e2e/support/pages/sign-in.ts';
import { DEMO_PHONE } from '../e2e/support/people.ts';
import { outputDir } from '../e2e/support/use-app.ts';
import { gone, shown, soon } from '../e2e/support/wait.ts';
import { Windows } from '../e2e/support/windows.ts';
import { TestWindow } from '../integration/support/engine.ts';
import { addReactions, chatTitled, TRIP, WORK } from './demo.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const wide = { width: 1280, height: 800 };
const narrow = { width: 480, height: 800 };

/** One window of the demo account, led from screen to screen. */
class Tour {
  readonly app: App;
  readonly page: Page;
  readonly list: ChatList;
  readonly chat: Chat;
  #look = '';

  constructor(app: App) {
    this.app = app;
    this.page = app.page;
    this.list = new ChatList(app.page);
    this.chat = new Chat(app.page);
  }

  /** `look` is a part of the names of what follows. */
  async put(look: string, viewport: { width: number; height: number }, colorScheme: 'light' | 'dark'): Promise<void> {
    this.#look = look;
    await this.page.setViewportSize(viewport);
    await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  }

  async take(name: string): Promise<void> {
    await this.page.mouse.move(0, 0);
    // The keys that lead here leave rings behind, where there is nothing to type.
    await this.page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement instanceof HTMLElement && activeElement.closest('input,[contenteditable],dialog') === null) activeElement.blur();
    });
    await atRest(this.page);
    const session = await this.page.context().newCDPSession(this.page);
    const file = `${name}-${this.#look}`;
    mkdirSync(outputDir, { recursive: true });
    await this.page.screenshot({ path: join(outputDir, `${file}.png`), caret: 'hide' });
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
    writeFileSync(join(folder, `${file}.webp`), Buffer.from(data, 'base64'));
    await session.detach();
  }

  /** Scrolls up until a message stands at the top. */
  async show(text: string): Promise<void> {
    const message = this.chat.message(text);
    await this.chat.history.hover();
    await soon(async () => {
      const [box, frame] = [(await message.count()) > 0 ? await message.boundingBox() : null, await this.chat.history.boundingBox()];
      const away = box && frame ? frame.y + 12 - box.y : 200;
      if (Math.abs(away) > 1) await this.page.mouse.wheel(0, -away);
      return Math.abs(away) <= 1;
    }).toBe(true);
  }

  /** To the chats, from wherever. */
  async home(): Promise<void> {
    await soon(async () => {
      const isHome = (await this.list.list.isVisible()) && (await this.page.locator('dialog[open]').count()) === 0;
      if (!isHome) await this.page.keyboard.press('Escape');
      return isHome;
    }).toBe(true);
  }

  async openChat(title: string): Promise<void> {
    await this.home();
    await this.list.open(chatTitled(this.app.world, title));
    await soon(() => this.chat.title.textContent()).toContain(title);
    await shown(this.chat.messages.last());
  }

  async settings(page: string): Promise<void> {
    await this.page.keyboard.press('Control+,');
    await this.page.locator(`[data-settings-page="${page}"]`).click();
  }

  async leaveSettings(): Promise<void> {
    await soon(async () => {
      const isOut = await this.list.list.isVisible();
      if (!isOut) await this.page.keyboard.press('Escape');
      return isOut;
    }).toBe(true);
  }
}

const openFresh = (signedInAs?: string) =>
  App.start({
    seed: 'demo',
    people: (world) => addReactions(world, world.accountByPhone(DEMO_PHONE)),
    ...(signedInAs === undefined ? {} : { signedInAs }),
    window: { viewport: wide, colorScheme: 'light', reducedMotion: 'reduce' },
  });

/** Pages tell the same time as the world. */
async function setClock(): Promise<void> {
  const { context } = await Windows.of();
  await context.addInitScript((ms) => {
    const Real = Date;
    const now = () => Real.now() + ms;
    globalThis.Date = new Proxy(Real, {
      construct: (target, parts, called) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, called) as Date,
      get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
    });
  }, Number(process.env['PETREL_SHIFT']));
}

/** Three messages that wait in a chat. */
async function schedule(app: App, peerId: number): Promise<void> {
  const engine = new TestWindow(app.engine);
  const now = Math.floor(Date.now() / 1000);
  const texts = ['Morning! Train in two hours, platform 9', 'Cabin code: the host has sent it to me', 'Photos from the weekend, as promised'];
  for (const [index, text] of texts.entries()) {
    await engine.call('messages.send', { peerId: peerId as never, text, entities: [], how: { scheduleDate: now + (index * 2 + 1) * 43_200 } });
  }
  engine.close();
}

describe('screenshots', () => {
  test('of the main screens', async () => {
    for (const file of readdirSync(folder)) if (file.endsWith('.webp')) rmSync(join(folder, file));
    await setClock();
    const app = await openFresh(DEMO_PHONE);
    const tour = new Tour(app);
    const { page, chat } = tour;
    try {
      await shown(tour.list.list);
      await schedule(app, chatTitled(app.world, TRIP));
      for (const scheme of ['light', 'dark'] as const) {
        await tour.put(scheme, wide, scheme);
        await tour.openChat(TRIP);
        await tour.take('chat');
        await tour.openChat(WORK);
        await tour.show('I found the memory thing');
        await tour.take('group');
        await chat.title.click();
        await shown(page.getByTestId('info').getByTestId('members'));
        await tour.take('info');
        await page.keyboard.press('Escape');
        await gone(page.getByTestId('info'));
        await page.keyboard.press('Control+0');
        await soon(() => chat.title.textContent()).toContain('Saved');
        await shown(chat.messages.last());
        await tour.take('saved');
        await page.getByTestId('search-field').fill('train');
        await soon(() => page.getByTestId('search-panel').getByRole('option').count()).toBeGreaterThan(4);
        await tour.take('search');
        await page.keyboard.press('Escape');
        await tour.openChat(TRIP);
        await page.getByRole('button', { name: '3 scheduled messages' }).click();
        await shown(page.getByTestId('scheduled').first());
        await tour.take('scheduled');
        await tour.home();
        await tour.settings('folders');
        await page.getByRole('button', { name: /^Work/ }).first().click();
        await shown(page.getByRole('dialog').getByRole('textbox', { name: 'Folder name' }));
        await tour.take('folder');
        await page.keyboard.press('Escape');
        await tour.leaveSettings();
        for (const settings of ['appearance', 'shortcuts']) {
          await tour.settings(settings);
          await tour.take(settings);
          await tour.leaveSettings();
        }
      }
      await tour.put('narrow', narrow, 'light');
      await tour.take('chat');
      await page.keyboard.press('Escape');
      await shown(tour.list.list);
      await tour.take('list');
      await tour.put('narrow-dark', narrow, 'dark');
      await tour.take('list');
      await tour.openChat(WORK);
      await tour.take('group');
      await tour.put('rtl', wide, 'light');
      await tour.settings('language');
      await page.getByRole('radio', { name: 'العربية' }).first().click();
      await soon(() => page.evaluate(() => document.documentElement.dir)).toBe('rtl');
      await tour.take('settings');
      await tour.leaveSettings();
      await tour.openChat(TRIP);
      await tour.take('chat');
      await chat.title.click();
      await shown(page.getByTestId('info').getByTestId('members'));
      await tour.take('info');
      await page.keyboard.press('Escape');
      await gone(page.getByTestId('info'));
      await tour.put('rtl-narrow-dark', narrow, 'dark');
      await tour.openChat(TRIP);
      await tour.take('chat');
    } finally {
      await app.close();
    }
  });

  test('of signing in', async () => {
    await setClock();
    const app = await App.start({ window: { viewport: wide, colorScheme: 'light', reducedMotion: 'reduce' } });
    try {
      const tour = new Tour(app);
      await soon(() => new SignInPages(app.page).phone.inputValue()).toBe('+49 ');
      for (const scheme of ['light', 'dark'] as const) {
        await tour.put(scheme, wide, scheme);
        await tour.take('sign-in');
      }
    } finally {
      await app.close();
    }
  });
});
