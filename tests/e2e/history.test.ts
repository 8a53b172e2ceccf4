import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { paint } from './support/picture.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, chatter, groupOf, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon, still } from './support/wait.ts';

const MINUTE = 60;

/** Noon of a day so many days ago, unix seconds: far from midnight in every time zone that a test runs in. */
function noon(daysAgo: number): number {
  const day = new Date();
  day.setDate(day.getDate() - daysAgo);
  return Math.floor(day.setHours(12, 0, 0, 0) / 1000);
}

describe('a history of 3,000 messages', () => {
  const COUNT = 3_000;
  const app = useApp('all', {
    people: (world) => {
      const cast = castOf(world);
      const { nora, ben } = cast;
      const to = (from: number) => (from === nora.id ? ben.id : nora.id);
      const all = chatter(world, [ben.id, nora.id, ben.id], to, COUNT, world.state.now() - 600, (index) => `Number ${index + 1}: ${'and so on '.repeat(index % 9)}`);
      world.sendMessage({ from: ben.id, to: nora.id, text: 'As I said long ago', replyTo: all[4]!, date: world.state.now() - 500 });
      const doomed = world.sendMessage({ from: ben.id, to: nora.id, text: 'This will go', date: world.state.now() - 490 });
      world.sendMessage({ from: ben.id, to: nora.id, text: 'About what is gone', replyTo: doomed, date: world.state.now() - 480 });
      world.sendMessage({ from: ben.id, to: nora.id, text: 'About one in the middle', replyTo: all[1499]!, date: world.state.now() - 470 });
      for (const index of [1, 2, 3]) world.sendMessage({ from: ben.id, to: nora.id, text: `Newest ${index}`, date: world.state.now() - 400 + index });
      readByNora(cast, ben.id);
    },
    signedInAs: NORA,
  });
  let list: ChatList;
  let chat: Chat;
  const cast = () => castOf(app().world);
  const mounted = () => chat.messages.count();

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    await list.open(cast().ben.id);
    await shown(chat.message('Newest 3'));
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
  });

  test('opens at its end with a handful of messages in the page', async () => {
    expect(await mounted()).toBeLessThan(80);
    expect(await chat.unreadBar.count()).toBe(0);
  });

  test('loads as one scrolls up, without gaps, and holds few messages in the page all the time', async () => {
    const { page } = app();
    await chat.history.hover();
    const seen = new Set<number>();
    let most = 0;
    await soon(async () => {
      await page.mouse.wheel(0, -500);
      const ids = await chat.messages.evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-message'))));
      for (const id of ids) seen.add(id);
      most = Math.max(most, ids.length);
      return Math.min(...seen);
    }).toBeLessThan(COUNT - 250);
    expect(most).toBeLessThan(80);
    const thread = cast().nora.box.thread(cast().ben.id).map(({ id }) => id);
    expect([...seen].toSorted((a, b) => a - b)).toEqual(thread.filter((id) => id >= Math.min(...seen)));
    // The wheel comes to rest before the next test scrolls.
    await still(async () => (await chat.scroll()).top);
  });

  test('a jump to what the server has deleted meanwhile says so and moves nothing', async () => {
    const { world } = app();
    // The server forgets it without telling: the answer is still there, its preview too.
    const lost = cast().nora.box.thread(cast().ben.id).find(({ content }) => content.text.startsWith('Number 1500:'));
    cast().nora.box.remove(lost!);
    // By key: a press would first scroll to what lies under something else.
    await chat.message('About one in the middle').getByRole('button', { name: /Number 1500:/ }).press('Enter');
    await shown(chat.toast.getByText('This message was deleted.'));
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
    await shown(chat.message('Newest 3'));
    world.sendMessage({ from: cast().ben.id, to: cast().nora.id, text: 'Newest 4' });
    await shown(chat.message('Newest 4'));
    world.deleteMessages([cast().nora.box.thread(cast().ben.id).at(-1)!]);
    await gone(chat.message('Newest 4'));
  });

  test('a reply to something that was deleted says so and moves nothing', async () => {
    const { world } = app();
    const doomed = cast().nora.box.thread(cast().ben.id).find(({ content }) => content.text === 'This will go');
    world.deleteMessages([doomed!]);
    await gone(chat.message('This will go'));
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
    // By key: a toast of the test before may lie over it, and a press would scroll it away from there.
    await chat.message('About what is gone').getByRole('button', { name: /Deleted message/ }).press('Enter');
    await shown(chat.toast.getByText('This message was deleted, or is not available to you.'));
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
    await shown(chat.message('Newest 3'));
  });

  test('a reply leads to what it answers, far up, and the button back', async () => {
    // Not by its text, which the answer quotes.
    const idOf = (text: string) => cast().nora.box.thread(cast().ben.id).find(({ content }) => content.text.startsWith(text))?.id ?? 0;
    const target = chat.byId(idOf('Number 5:'));
    const marked = await chat.watchHighlights();
    await chat.message('As I said long ago').getByRole('button', { name: /Nora Winter|Ben Okafor|You/ }).press('Enter');
    await shown(target);
    await soon(marked).toEqual([String(idOf('Number 5:'))]);
    expect(await mounted()).toBeLessThan(80);
    await soon(() => chat.message('Newest 3').count()).toBe(0);

    await chat.scrollDown.click();
    await shown(chat.message('As I said long ago'));
    await soon(async () => (await marked()).at(-1)).toBe(String(idOf('As I said long ago')));
    await soon(async () => {
      // The button goes when the end comes near.
      if ((await chat.scroll()).below > 480) await chat.scrollDown.click({ timeout: 1_000 }).catch(() => undefined);
      return chat.message('Newest 3').isVisible();
    }).toBe(true);
  });
});

const groups = new WeakMap<World, number>();

describe('how messages stand together', () => {
  const app = useApp('all', {
    people: async (world) => {
      const cast = castOf(world);
      const { nora, ben, mia } = cast;
      const group = groupOf(cast, 'Orchestra');
      groups.set(world, group);
      const start = noon(2);
      const say = (from: number, text: string, date: number) => world.sendMessage({ from, to: group, text, date });
      say(mia.id, 'First', start);
      say(mia.id, 'After 899 seconds', start + 899);
      say(mia.id, 'After 901 more', start + 899 + 901);
      say(ben.id, 'Somebody else', start + 899 + 901 + 5);
      say(ben.id, 'Next day', noon(1));
      world.sendMessage({ from: ben.id, to: group, text: 'Today', date: world.state.now() - MINUTE });
      readByNora(cast, group);
      world.sendMessage({ from: mia.id, to: nora.id, text: '', media: { kind: 'photo', photo: paint(world, 640, 480) }, date: world.state.now() - 3 * MINUTE });
      for (let index = 0; index < 5; index++) {
        world.sendMessage({ from: mia.id, to: nora.id, groupedId: 77n, media: { kind: 'photo', photo: paint(world, 400, 300 + index) }, date: world.state.now() - 2 * MINUTE });
      }
      readByNora(cast, mia.id);
    },
    signedInAs: NORA,
  });
  let list: ChatList;
  let chat: Chat;
  const cast = () => castOf(app().world);

  beforeEach(() => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
  });

  test('one sender within a quarter of an hour makes a group; the name stands on its first bubble, the picture at its last', async () => {
    await list.open(groups.get(app().world) as number);
    await shown(chat.message('Today'));
    const parts = async (text: string) => {
      const row = chat.message(text);
      return { name: await row.locator('p').getByText(/^(Mia Laurent|Ben Okafor)$/).count(), picture: await row.locator('[data-avatar-place] button').count() };
    };
    await soon(() => parts('First')).toEqual({ name: 1, picture: 0 });
    await soon(() => parts('After 899 seconds')).toEqual({ name: 0, picture: 1 });
    await soon(() => parts('After 901 more')).toEqual({ name: 1, picture: 1 });
    await soon(() => parts('Somebody else')).toEqual({ name: 1, picture: 1 });
    const gap = async (upper: string, lower: string) => {
      const bottom = await chat.message(upper).evaluate((row) => row.getBoundingClientRect().bottom);
      return (await chat.message(lower).evaluate((row) => row.firstElementChild?.getBoundingClientRect().top ?? 0)) - bottom;
    };
    await soon(async () => (await gap('After 899 seconds', 'After 901 more')) - (await gap('First', 'After 899 seconds'))).toBeGreaterThan(0);
  });

  test('each local day has its chip', async () => {
    await list.open(groups.get(app().world) as number);
    await shown(chat.message('Today'));
    const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' }).format(noon(2) * 1000);
    const chips = chat.history.getByText(new RegExp(`^(${day}|Yesterday|Today)$`)).and(chat.history.locator('[class*="chip"]'));
    await soon(() => chips.allTextContents()).toEqual(expect.arrayContaining([day, 'Yesterday', 'Today']));
  });

  test('a picture shows its tiny preview first and is there a moment later, from the encrypted cache the next time', async () => {
    const { page } = app();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/media/**', async (route) => {
      await held;
      await route.continue();
    });
    await list.open(cast().mia.id);
    const photo = chat.messages.filter({ has: page.getByRole('button', { name: /^Open photo/ }) }).first();
    await shown(photo);
    const preview = photo.locator('img[src^="data:image/jpeg"]').first();
    await soon(() => preview.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeGreaterThan(8);
    const picture = photo.locator('img:not([src^="data:"])').first();
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(0);
    release();
    await soon(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThanOrEqual(640);
    await soon(() => picture.evaluate((image) => getComputedStyle(image).opacity)).toBe('1');
    await page.unroute('**/media/**');
    await soon(() => app().dc.report.calls.get('upload.getFile') ?? 0).toBeGreaterThan(0);
  });

  test('five pictures of one album are one bubble with five tiles', async () => {
    const { page } = app();
    await list.open(cast().mia.id);
    const album = chat.messages.last();
    await soon(() => album.getByRole('button', { name: /^Open photo/ }).count()).toBe(5);
    await soon(() => chat.messages.count()).toBe(2);
    await album.getByRole('button', { name: /^Open photo/ }).first().click();
    const viewer = page.getByTestId('viewer');
    await shown(viewer);
    await page.keyboard.press('Escape');
    await gone(viewer);
  });
});

describe('chats whose history comes late', () => {
  const COUNT = 12;
  const app = useApp('all', {
    people: (world) => {
      const cast = castOf(world);
      const now = world.state.now();
      for (let index = 0; index < COUNT; index++) {
        const person = world.createUser({ firstName: `Person ${index}` });
        chatter(world, [cast.nora.id, person.id], (from) => (from === person.id ? cast.nora.id : person.id), 6, now - index * 3_600, (line) => `Line ${line + 1}`);
        readByNora(cast, person.id);
      }
    },
    signedInAs: NORA,
  });

  test('show all of it, whenever it comes while the window is still drawing the first row', async () => {
    const { page, dc } = app();
    const chat = new Chat(page);
    const list = new ChatList(page);
    for (let index = 0; index < COUNT; index++) {
      dc.faults.add({ at: 'call', match: { method: 'messages.getHistory' }, do: 'delay', ms: 4 * index });
      // A row that the list scrolls into view may move under the press.
      await soon(async () => {
        await list.list.getByRole('button', { name: new RegExp(`^Person ${index},`) }).click();
        return chat.title.textContent();
      }).toBe(`Person ${index}`);
      await soon(() => chat.texts()).toEqual(['Line 1', 'Line 2', 'Line 3', 'Line 4', 'Line 5', 'Line 6']);
    }
  });
});
