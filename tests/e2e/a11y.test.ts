import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { accessibleName } from './support/accessible-name.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { codeOf, SignInPages } from './support/pages/sign-in.ts';
import { castOf, channelOf, groupOf, NEW_NUMBER, NORA, readByNora } from './support/people.ts';
import { paint } from './support/picture.ts';
import { whileTyping } from './support/typing.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const groups = new WeakMap<World, number>();

/** A group with one message of each kind, a channel, and a chat with Ben. */
function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben, mia } = cast;
  const start = world.state.now() - 3_600;
  const group = groupOf(cast, 'Choir');
  groups.set(world, group);
  let minutes = 0;
  const say = (from: number, text: string, more: Partial<Parameters<World['sendMessage']>[0]> = {}) =>
    world.sendMessage({ from, to: group, text, date: start + 60 * minutes++, ...more });
  const first = say(mia.id, 'When is the rehearsal?');
  say(nora.id, 'At seven', { replyTo: first });
  say(ben.id, 'I will be late', { editDate: start + 300 });
  say(mia.id, 'The new hall', { media: { kind: 'photo', photo: paint(world, 320, 240) } });
  say(ben.id, 'Bold, struck and gardener', {
    entities: [
      { _: 'messageEntityBold', offset: 0, length: 4 },
      { _: 'messageEntityStrike', offset: 6, length: 6 },
      { _: 'messageEntitySpoiler', offset: 17, length: 8 },
    ],
  });
  say(ben.id, 'See https://example.org and @nora_winter');
  say(mia.id, 'let x = 1;\nlet y = 2;', { entities: [{ _: 'messageEntityPre', offset: 0, length: 21, language: 'js' }] });
  say(mia.id, 'مساء الخير');
  readByNora(cast, group);
  const news = channelOf(cast, 'Concerts');
  world.sendMessage({ from: ben.id, to: news, text: 'Brahms on Friday', date: start, views: 12_345 });
  world.sendMessage({ from: ben.id, to: nora.id, text: 'Hello Nora', date: start });
  nora.dialog(news).notify = { muteUntil: 0x7fffffff };
}

const schemes = ['light', 'dark'] as const;

/** Runs a check in both themes and leaves the light one. */
async function inBothThemes(page: Page, check: (scheme: string) => Promise<void>): Promise<void> {
  for (const colorScheme of [...schemes].toReversed()) {
    await page.emulateMedia({ colorScheme });
    await check(colorScheme);
  }
}

const finds = (page: Page) =>
  inBothThemes(page, async (scheme) => {
    expect(await seriousIssues(page), scheme).toEqual([]);
  });

describe('nothing serious is in the way of assistive technology', () => {
  describe('on the pages of signing in', () => {
    const app = useApp('test');

    test('the number, the code, the name, and their errors', async () => {
      const { page } = app();
      const pages = new SignInPages(page);
      await soon(() => pages.phone.inputValue()).toBe('+49 ');
      await finds(page);
      await pages.country.click();
      await shown(page.getByRole('listbox', { name: 'Country' }));
      await finds(page);
      await page.keyboard.press('Escape');
      await pages.enterPhone('+9996699999');
      await shown(pages.error);
      await finds(page);
      await pages.enterPhone(NEW_NUMBER);
      await shown(pages.code);
      await finds(page);
      await pages.code.pressSequentially('99999');
      await shown(pages.error);
      await finds(page);
      await pages.code.pressSequentially(codeOf(NEW_NUMBER));
      await shown(pages.firstName);
      await finds(page);
      await pages.button('Terms of Service').click();
      await shown(page.getByRole('dialog'));
      await finds(page);
    });
  });

  describe('in the signed-in window', () => {
    // All messages fit: scrolling that no wheel or key asks for is taken back.
    const app = useApp('all', { people: settle, signedInAs: NORA, window: { viewport: { width: 1280, height: 1_400 } } });

    test('the list, a chat with every kind of message, its menu, its dialogs', async () => {
      const { page } = app();
      const list = new ChatList(page);
      const chat = new Chat(page);
      await shown(list.list);
      await finds(page);
      await list.mainMenu.click();
      await shown(chat.menu);
      await finds(page);
      await page.keyboard.press('Escape');
      await gone(chat.menu);
      await list.open(groups.get(app().world) as number);
      await shown(chat.message('مساء الخير'));
      await finds(page);
      await chat.message('At seven').click({ button: 'right' });
      await shown(chat.menu);
      await finds(page);
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await shown(chat.dialog);
      await finds(page);
      await page.keyboard.press('Escape');
      await gone(chat.dialog);
      await chat.choose('At seven', 'Forward');
      await shown(chat.dialog);
      await finds(page);
      await page.keyboard.press('Escape');
      await gone(chat.dialog);
      await chat.choose('At seven', 'Reply');
      await finds(page);
    });
  });
});

describe('what a screen reader is told', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  const time = String.raw`\d\d:\d\d`;

  test('rows say title, kind, state, last message and time in one sentence', async () => {
    const { world, page } = app();
    const { ben } = castOf(world);
    const list = new ChatList(page);
    await shown(list.list);
    await soon(() => list.says(groups.get(world) as number)).toMatch(new RegExp(`^Choir, group, 1 mention, Mia: مساء الخير, ${time}$`));
    await soon(() => list.says(ben.id)).toMatch(new RegExp(`^Ben Okafor, 1 unread message, Hello Nora, ${time}$`));
    const channel = list.list.getByRole('button', { name: /^Concerts/ });
    await soon(() => accessibleName(channel)).toMatch(new RegExp(`^Concerts, channel, \\d unread messages?, muted, Brahms on Friday, ${time}$`));
  });

  test('messages say sender, what they answer, text or picture, time and state', async () => {
    const { world, page } = app();
    const list = new ChatList(page);
    const chat = new Chat(page);
    await list.open(groups.get(world) as number);
    await shown(chat.message('مساء الخير'));
    const expected = [
      /^Ben Okafor created the group “Choir”, TIME$/,
      /^Mia Laurent, When is the rehearsal\?, TIME$/,
      /^You, Reply to Mia Laurent, At seven, TIME, sent$/,
      /^Ben Okafor, I will be late, TIME, edited$/,
      /^Mia Laurent, Photo, The new hall, TIME$/,
      /^Ben Okafor, Bold, struck and \(hidden text\), TIME$/,
      /^Ben Okafor, See https:\/\/example\.org and @nora_winter, TIME$/,
      /^Mia Laurent, let x = 1; let y = 2;, TIME$/,
      /^Mia Laurent, مساء الخير, TIME$/,
    ].map((pattern) => new RegExp(pattern.source.replace('TIME', time)));
    await soon(() => chat.messages.count()).toBe(expected.length);
    const names = async () => Promise.all((await chat.messages.all()).map(accessibleName));
    await soon(names).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
    expect((await names()).join('\n'), 'a spoiler is not read out').not.toContain('gardener');
  });

  test('the window has its landmarks, the history is a feed, buttons have names', async () => {
    const { world, page } = app();
    await new ChatList(page).open(groups.get(world) as number);
    await shown(page.getByRole('region', { name: 'Chats' }));
    await shown(page.getByRole('main', { name: 'Chat' }));
    await shown(page.getByRole('feed', { name: 'Messages' }));
    await shown(page.getByRole('textbox', { name: 'Message' }));
    const unnamed = await page.getByRole('button').evaluateAll((all) => all.filter((one) => !one.getAttribute('aria-label') && (one.textContent ?? '').trim() === '' && !one.querySelector('[aria-label]')).map((one) => one.outerHTML));
    expect(unnamed).toEqual([]);
  });
});

describe('without a mouse', () => {
  const app = useApp('test', { people: settle });
  let page: Page;
  let chat: Chat;

  beforeEach(() => {
    page = app().page;
    chat = new Chat(page);
  });

  const focused = () => accessibleName(page.locator(':focus'));

  test('one signs in, opens a chat, writes, answers, edits and deletes', async () => {
    const { keyboard } = page;
    const { nora, ben } = castOf(app().world);
    const bens = () => ben.box.thread(nora.id).map(({ content }) => content.text);
    const pages = new SignInPages(page);
    await soon(() => pages.phone.inputValue()).toBe('+49 ');
    await keyboard.press('Control+a');
    await keyboard.type(NORA);
    await keyboard.press('Enter');
    await shown(pages.code);
    await keyboard.type(codeOf(NORA));
    const list = new ChatList(page);
    await shown(list.row(ben.id));

    // F6 leads from landmark to landmark, the arrows through the list.
    await soon(() => list.order()).toHaveLength(3);
    const way = await list.order();
    for (const [step, peer] of way.slice(0, way.indexOf(ben.id) + 1).entries()) {
      await keyboard.press(step === 0 ? 'F6' : 'ArrowDown');
      await soon(async () => (await focused()) === (await list.says(peer))).toBe(true);
    }
    await keyboard.press('Enter');
    await shown(chat.message('Hello Nora'));
    await soon(focused).toBe('Message');
    await keyboard.type('Written by hand');
    await keyboard.press('Enter');
    await soon(bens).toEqual(['Hello Nora', 'Written by hand']);
    await soon(() => chat.says('Written by hand')).toMatch(/sent$/);

    // Shift+Tab goes up into the messages; Enter opens the menu of one.
    await soon(async () => {
      const name = await focused();
      if (!name.startsWith('You, Written')) await keyboard.press('Shift+Tab');
      return name;
    }).toMatch(/^You, Written by hand/);
    await keyboard.press('ArrowUp');
    await soon(focused).toMatch(/^Ben Okafor, Hello Nora/);
    await keyboard.press('Enter');
    await shown(chat.menu);
    await keyboard.press('r');
    await keyboard.press('Enter');
    await gone(chat.menu);
    await soon(focused).toBe('Message');
    await keyboard.type('An answer');
    await keyboard.press('Enter');
    await soon(() => chat.says('An answer')).toMatch(/^You, Reply to Ben Okafor, An answer, \d\d:\d\d, sent$/);

    await keyboard.press('ArrowUp');
    await soon(() => chat.composer.textContent()).toBe('An answer');
    await keyboard.press('End');
    await keyboard.type(', mended');
    await keyboard.press('Enter');
    await soon(() => bens().at(-1)).toBe('An answer, mended');

    const isMessage = /^(You|Ben Okafor), /;
    await soon(async () => {
      const name = await focused();
      if (!isMessage.test(name)) await keyboard.press('Shift+Tab');
      return name;
    }).toMatch(isMessage);
    await keyboard.press('End');
    await soon(focused).toMatch(/An answer, mended/);
    await keyboard.press('Shift+F10');
    await shown(chat.menu);
    await keyboard.press('d');
    await soon(focused).toBe('Delete');
    await keyboard.press('Enter');
    await shown(chat.dialog);
    await soon(async () => {
      const name = await focused();
      if (name !== 'Delete for everyone') await keyboard.press('Tab');
      return name;
    }).toBe('Delete for everyone');
    await keyboard.press('Enter');
    await soon(bens).toEqual(['Hello Nora', 'Written by hand']);
    await gone(chat.message('An answer, mended'));
  });

  test('Escape goes one step back at a time, and the focus is where one was', async () => {
    const { keyboard } = page;
    const pages = new SignInPages(page);
    await pages.enterPhone(NORA);
    await pages.code.fill(codeOf(NORA));
    const list = new ChatList(page);
    await list.open(castOf(app().world).ben.id);
    await chat.choose('Hello Nora', 'Reply');
    const strip = page.getByRole('button', { name: 'Cancel reply' });
    await shown(strip);
    await keyboard.press('Escape');
    await gone(strip);
    await shown(chat.composer);
    await keyboard.press('Escape');
    await gone(chat.composer);
    await soon(focused).toMatch(/^Ben Okafor/);
  });
});

describe('with less motion', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA, window: { reducedMotion: 'reduce' } });

  test('nothing moves: no animation runs while chats open, somebody types and menus come', async () => {
    const { page, world } = app();
    const { nora, ben } = castOf(world);
    const list = new ChatList(page);
    const chat = new Chat(page);
    await page.evaluate(() => {
      const moved = new Set<string>();
      Object.assign(window, { moved });
      const watch = () => {
        for (const animation of document.getAnimations()) {
          const { effect } = animation;
          // A change within a frame or two is a jump, not a motion.
          if (!(effect instanceof KeyframeEffect) || Number(effect.getTiming().duration) < 20) continue;
          const properties = effect.getKeyframes().flatMap((frame) => Object.keys(frame));
          const moves = properties.filter((name) => ['transform', 'translate', 'scale', 'rotate', 'top', 'left', 'height', 'width'].includes(name));
          if (moves.length > 0) moved.add(`${effect.target?.className ?? ''}: ${moves.join(' ')}`);
        }
        requestAnimationFrame(watch);
      };
      watch();
    });
    await list.open(ben.id);
    await shown(chat.message('Hello Nora'));
    await whileTyping(world, ben.id, nora.id, () => chat.presence.textContent()).toBe('typing');
    await chat.message('Hello Nora').click({ button: 'right' });
    await shown(chat.menu);
    await page.keyboard.press('Escape');
    await chat.write('Still');
    await soon(() => chat.says('Still')).toMatch(/sent$/);
    expect(await page.evaluate(() => [...(window as unknown as { moved: Set<string> }).moved])).toEqual([]);
  });
});
