import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, World } from '../dc/world/index.ts';
import { channelKey } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, groupOf, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

interface Places {
  /** A supergroup with everybody and a bot. */
  club: number;
  group: number;
  bot: number;
}
const placesOf = new WeakMap<World, Places>();

function settle(world: World): void {
  const cast = castOf(world);
  const now = world.state.now();
  const bot = world.createUser({
    firstName: 'Clock',
    username: 'clock_bot',
    bot: {
      description: 'Counts',
      commands: [{ command: 'start', description: 'Begin a session' }, { command: 'stop', description: 'End it' }],
      infoVersion: 1,
      readsAll: true,
    },
  });
  const parts = { title: 'Rowing club', creatorId: cast.ben.id, memberIds: [cast.nora.id, cast.mia.id, cast.tariq.id, bot.id] };
  const club = channelKey(world.createSupergroup(parts).id);
  const group = groupOf(cast, 'Kitchen');
  for (const peer of [club, group]) {
    world.sendMessage({ from: cast.tariq.id, to: peer as never, text: 'Who brings the boat?', date: now - 900 });
    readByNora(cast, peer);
  }
  world.sendMessage({ from: bot.id, to: cast.nora.id, text: 'Tick.', date: now - 800 });
  readByNora(cast, bot.id);
  placesOf.set(world, { club, group, bot: bot.id });
}

describe('while somebody writes', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let chat: Chat;
  const places = () => placesOf.get(app().world)!;
  const options = (name: string) => app().page.getByRole('listbox', { name }).getByRole('option');
  const listbox = (name: string) => app().page.getByRole('listbox', { name });
  /** What Ben got last in a chat. */
  const got = (peer: number, reader: Account = castOf(app().world).ben) => {
    const content = app().world.state.thread(reader, peer as never).at(-1)?.content;
    return content && { text: content.text, entities: content.entities.map(({ _, ...rest }) => ({ _: _.replace('messageEntity', ''), ...rest })) };
  };
  const active = async (name: string) => {
    const id = await chat.composer.getAttribute('aria-activedescendant');
    const list = await chat.composer.getAttribute('aria-controls');
    expect(await listbox(name).getAttribute('id')).toBe(list);
    return id === null ? undefined : app().page.locator(`[id="${id}"]`).textContent();
  };
  /** Types "@" until the people that the server knows are offered, too: whoever types has a short patience, and a busy machine may outlast it. */
  const typeAt = async (count: number) => {
    await soon(async () => {
      await app().page.keyboard.type('@');
      const all = await options('People').nth(count - 1).waitFor({ timeout: 6_000 }).then(() => true, () => false);
      if (!all) await app().page.keyboard.press('Backspace');
      return all;
    }).toBe(true);
    await soon(() => options('People').count()).toBe(count);
  };
  const open = async (peer: number, title: string) => {
    await new ChatList(app().page).open(peer);
    await soon(() => chat.title.textContent()).toBe(title);
    await chat.composer.click();
  };

  beforeEach(() => {
    chat = new Chat(app().page);
  });

  test('people of a group are mentioned, by username or by name, who wrote last first', async () => {
    const { keyboard } = app().page;
    await open(places().club, 'Rowing club');
    await keyboard.type('ask ');
    await typeAt(4);
    await soon(() => active('People')).toContain('Tariq');
    expect(await seriousIssues(app().page)).toEqual([]);
    await keyboard.type('be');
    await soon(() => options('People').allTextContents()).toEqual([expect.stringContaining('Ben Okafor')]);
    await keyboard.press('Tab');
    await gone(listbox('People'));
    await soon(() => chat.composer.textContent()).toBe('ask @ben_okafor ');
    await keyboard.type('or @la');
    await options('People').filter({ hasText: 'Mia' }).click();
    await soon(() => chat.composer.textContent()).toBe('ask @ben_okafor or Mia ');
    await keyboard.type('today');
    await keyboard.press('Enter');
    await soon(() => got(places().club)).toEqual({
      text: 'ask @ben_okafor or Mia today',
      entities: [
        { _: 'Mention', offset: 4, length: 11 },
        { _: 'MentionName', offset: 19, length: 3, userId: castOf(app().world).mia.id },
      ],
    });
  });

  test('the list is walked by arrows, closed by Escape, and stays away from code and finished words', async () => {
    const { keyboard } = app().page;
    await open(places().group, 'Kitchen');
    await typeAt(3);
    const activeIs = async (index: number) => (await active('People')) === (await options('People').allTextContents())[index];
    await keyboard.press('ArrowDown');
    await soon(() => activeIs(1)).toBe(true);
    await keyboard.press('ArrowUp');
    await soon(() => activeIs(0)).toBe(true);
    await keyboard.press('ArrowUp');
    await soon(() => activeIs(2)).toBe(true);
    await keyboard.press('Escape');
    await gone(listbox('People'));
    await keyboard.type('t');
    await keyboard.press('Backspace');
    await keyboard.type(' `@');
    await keyboard.press('Control+KeyA');
    await keyboard.press('Backspace');
    expect(await listbox('People').count()).toBe(0);
    await keyboard.type('@tar');
    await shown(options('People').filter({ hasText: 'Tariq' }));
    await keyboard.press('Enter');
    await soon(() => chat.composer.textContent()).toBe('Tariq ');
    await keyboard.press('Enter');
    await soon(() => got(places().group)).toMatchObject({ text: 'Tariq', entities: [{ _: 'MentionName', offset: 0, length: 5 }] });
  });

  test('a bot says what it can be told; in a group the command names the bot', async () => {
    const { keyboard } = app().page;
    const { bot, club } = places();
    await open(bot, 'Clock');
    await keyboard.type('/');
    await soon(() => options('Commands').allTextContents()).toEqual(['/startBegin a session', '/stopEnd it']);
    await keyboard.type('sto');
    await keyboard.press('Enter');
    await soon(() => chat.composer.textContent()).toBe('/stop ');
    await keyboard.press('Enter');
    await soon(() => got(bot, castOf(app().world).nora)).toMatchObject({ text: '/stop', entities: [{ _: 'BotCommand', offset: 0, length: 5 }] });
    await open(club, 'Rowing club');
    await keyboard.type('/st');
    await soon(() => options('Commands').count()).toBe(2);
    await keyboard.press('Tab');
    await soon(() => chat.composer.textContent()).toBe('/start@clock_bot ');
    await keyboard.press('Enter');
    await soon(() => got(club)).toMatchObject({ text: '/start@clock_bot' });
  });

  test('hashtags come back, and a whole one is sent as it stands', async () => {
    const { keyboard } = app().page;
    await open(places().group, 'Kitchen');
    await keyboard.type('#pancakes for all');
    await keyboard.press('Enter');
    await soon(() => got(places().group)).toMatchObject({ text: '#pancakes for all' });
    await keyboard.type('and #pan');
    await shown(options('Hashtags').filter({ hasText: 'pancakes' }));
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await soon(() => chat.composer.textContent()).toBe('and #pancakes ');
    await keyboard.type('#pa');
    await shown(listbox('Hashtags'));
    await keyboard.press('Enter');
    await soon(() => got(places().group)).toMatchObject({ text: 'and #pancakes #pa' });
  });

  test('an emoji is found by its name, in the middle of a text', async () => {
    const { keyboard } = app().page;
    await open(places().group, 'Kitchen');
    await keyboard.type('hot  today');
    for (let step = 0; step < 6; step++) await keyboard.press('ArrowLeft');
    await keyboard.type(':pizz');
    await soon(() => options('Emoji').allTextContents()).toEqual(['🍕pizza']);
    await keyboard.press('Enter');
    await soon(() => chat.composer.textContent()).toBe('hot 🍕 today');
    await keyboard.press('Enter');
    await soon(() => got(places().group)).toEqual({ text: 'hot 🍕 today', entities: [] });
  });

  test('the preview of a link is chosen: another link, larger, above the text, none', async () => {
    const { keyboard } = app().page;
    const bar = app().page.getByRole('group', { name: 'Link preview' });
    const choose = async (item: string) => {
      await bar.getByRole('button', { name: 'Preview options' }).press('Enter');
      await app().page.getByRole('menuitemradio', { name: item }).click();
      await gone(chat.menu);
    };
    const media = () => app().world.state.thread(castOf(app().world).ben, places().group as never).at(-1)?.content;
    await open(places().group, 'Kitchen');
    await keyboard.type('https://boats.example/red or https://boats.example/blue');
    await soon(() => bar.textContent()).toContain('Red');
    expect(await seriousIssues(app().page)).toEqual([]);
    await choose('Preview boats.example/blue');
    await soon(() => bar.textContent()).toContain('Blue');
    await choose('Above the text');
    await soon(() => chat.composer.evaluate((field) => field === document.activeElement)).toBe(true);
    await keyboard.press('Enter');
    await soon(media).toMatchObject({ invertMedia: true, media: { kind: 'webpage', page: { url: 'https://boats.example/blue' } } });
    await gone(bar);
    await keyboard.type('no https://boats.example/red');
    await shown(bar);
    await bar.getByRole('button', { name: 'Remove preview' }).press('Enter');
    await gone(bar);
    await keyboard.type(' please');
    await keyboard.press('Enter');
    await soon(() => media()?.text).toBe('no https://boats.example/red please');
    expect(media()?.media).toBeUndefined();
  });

  test('emoji are picked by group, by name and in a skin tone, by keys alone', async () => {
    const { page } = app();
    const { keyboard } = page;
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    const cell = (name: string) => picker.getByRole('gridcell', { name, exact: true });
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await open(places().group, 'Kitchen');
    await keyboard.type('good ');
    await page.getByRole('button', { name: 'Emoji', exact: true }).press('Enter');
    await soon(focused).toBe('Search emoji');
    await shown(picker.getByRole('gridcell').first());
    expect(await seriousIssues(page)).toEqual([]);
    await keyboard.type('thumbs up');
    await soon(() => picker.getByRole('gridcell').first().getAttribute('aria-label')).toBe('thumbs up');
    await keyboard.press('ArrowDown');
    await soon(focused).toBe('thumbs up');
    await keyboard.press('Shift+Enter');
    await soon(focused).toBe('No skin tone');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await soon(() => chat.composer.textContent()).toBe('good 👍🏽');
    await soon(focused).toBe('thumbs up');
    await keyboard.press('ArrowUp');
    await keyboard.press('Control+KeyA');
    await keyboard.press('Backspace');
    await picker.getByRole('tab', { name: 'Food and drink' }).click();
    await shown(cell('red apple'));
    await cell('red apple').focus();
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await soon(() => chat.composer.textContent()).toBe('good 👍🏽🍏');
    await keyboard.press('Escape');
    await gone(picker);
    await keyboard.type('!');
    await keyboard.press('Enter');
    await soon(() => got(places().group)).toEqual({ text: 'good 👍🏽🍏!', entities: [] });
    await page.getByRole('button', { name: 'Emoji', exact: true }).press('Enter');
    await soon(() => picker.getByRole('tab', { name: 'Recently used' }).getAttribute('aria-selected')).toBe('true');
    await soon(() => picker.getByRole('gridcell').allTextContents()).toEqual(['🍏', '👍🏽', '🍕']);
    await keyboard.press('Escape');
    await gone(picker);
  });
});
