import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { channelKey, type World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { SearchPages } from './support/pages/search.ts';
import { castOf, chatter, groupOf, NORA, readByNora } from './support/people.ts';
import { chooseLayout } from './support/app.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const groups = new WeakMap<World, number>();
const DAY = 86_400;

/** Long chats, in which the heron is only far back, where no page of the history has been loaded. */
function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben, mia, tariq } = cast;
  const now = world.state.now();
  const to = (from: number) => (from === nora.id ? ben.id : nora.id);
  world.sendMessage({ from: ben.id, to: nora.id, text: 'A heron stood on the roof', date: now - 30 * DAY });
  chatter(world, [ben.id, nora.id], to, 200, now - 600, (index) => `Plan ${index + 1}`);
  world.sendMessage({ from: ben.id, to: nora.id, text: 'The gardener planted herbs', date: now - 500 });
  readByNora(cast, ben.id);
  // This one no test loads.
  world.sendMessage({ from: tariq.id, to: nora.id, text: 'A stork stood on the chimney', date: now - 40 * DAY });
  chatter(world, [tariq.id], () => nora.id, 200, now - 900, (index) => `Note ${index + 1}`);
  readByNora(cast, tariq.id);
  const shore = world.createChannel({ title: 'Shore birds', creatorId: ben.id, memberIds: [], username: 'shorebirds' });
  for (const text of ['Dunlins are back #dunlin', 'An avocet']) world.sendMessage({ from: ben.id, to: channelKey(shore.id), text, date: now - 300 });
  nora.user.premium = true;
  world.state.settings.freePostSearches = 2;
  const group = groupOf(cast, 'Heron watchers');
  groups.set(world, group);
  for (const [index, text] of ['first plover', 'nothing', 'second plover', '中文测试', 'some #dunlin', 'third #plover'].entries()) {
    world.sendMessage({ from: index === 2 ? ben.id : mia.id, to: group, text, date: now - 400 + index });
  }
  readByNora(cast, group);
}

describe('searching', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  let search: SearchPages;
  const cast = () => castOf(app().world);
  const group = () => groups.get(app().world) ?? 0;
  const focused = (field: Locator) => soon(() => field.evaluate((element) => element === document.activeElement)).toBe(true);

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    search = new SearchPages(app().page);
    // Each test has a window as it is after a start.
    await app().page.setViewportSize({ width: 1280, height: 800 });
    await chooseLayout(app(), null);
    await app().page.reload();
    await shown(list.row(cast().ben.id));
  });

  test('finds while typing, walks by keys, and jumps to a message that was never loaded', async () => {
    const { page } = app();
    await search.field.click();
    await search.field.pressSequentially('heron');
    await shown(search.option('Heron watchers'));
    await shown(search.option('A heron stood on the roof'));
    await soon(() => search.marks()).toEqual(['Heron', 'heron']);
    await soon(() => search.active.textContent()).toContain('Heron watchers');
    expect(await seriousIssues(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await soon(() => search.active.textContent()).toContain('A heron stood on the roof');
    await page.keyboard.press('Enter');
    await shown(chat.message('A heron stood on the roof'));
    await soon(() => chat.title.textContent()).toBe('Ben Okafor');
    await shown(search.panel);
    await search.field.press('Escape');
    await gone(search.panel);
    await shown(list.row(group()));
    expect(await search.field.inputValue()).toBe('');
  });

  test('the final list belongs to the final query, and quick typing asks the server once or twice', async () => {
    const { dc } = app();
    const before = dc.report.calls.get('messages.searchGlobal') ?? 0;
    const asked = () => (dc.report.calls.get('messages.searchGlobal') ?? 0) - before;
    // All in one moment of the page: how quickly keys follow each other is not left to the machine.
    await search.field.evaluate((field: HTMLInputElement) => {
      for (const length of [1, 2, 3, 4, 5, 6]) {
        field.value = 'plover'.slice(0, length);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
    });
    await soon(() => search.options.count()).toBe(3);
    await soon(asked).toBeGreaterThan(0);
    expect(asked()).toBeLessThanOrEqual(2);
    await search.field.fill('gardener');
    await soon(() => search.texts()).toEqual([expect.stringContaining('The gardener planted herbs')]);
    await app().page.getByTestId('search-among').press('Enter');
    await app().page.getByRole('menuitemradio', { name: 'In groups' }).click();
    await soon(() => search.status.textContent()).toContain('Nothing found for “gardener”');
    await search.panel.getByRole('button', { name: 'Channels', exact: true }).press('Enter');
    await search.field.fill('shore');
    await soon(() => search.texts()).toEqual([expect.stringContaining('Shore birds')]);
    await search.panel.getByRole('button', { name: 'Chats', exact: true }).press('Enter');
    await search.field.fill('no such thing anywhere');
    await soon(() => search.status.textContent()).toContain('Nothing found for “no such thing anywhere”');
  });

  test('Ctrl+K opens a chat by its name; Escape leaves draft, place and focus as they were', async () => {
    const { page } = app();
    await list.open(cast().ben.id);
    await shown(chat.message('The gardener planted herbs'));
    await chat.composer.pressSequentially('half a thought');
    await page.keyboard.press('Control+k');
    await focused(search.field);
    await page.keyboard.press('Escape');
    await focused(chat.composer);
    expect(await chat.composer.textContent()).toBe('half a thought');
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
    await page.keyboard.press('Control+k');
    await focused(search.field);
    await page.keyboard.type('watch');
    // Less of the word finds more: Enter takes what is chosen when it is pressed.
    await soon(() => search.texts()).toEqual([expect.stringContaining('Heron watchers')]);
    await page.keyboard.press('Enter');
    await soon(() => chat.title.textContent()).toBe('Heron watchers');
    await gone(search.panel);
    await search.field.focus();
    await shown(search.option('Heron watchers'));
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await gone(search.option('Heron watchers'));
  });

  test('in a chat: counts, goes from the newest to older ones and back, from one person, and Escape closes', async () => {
    const { page } = app();
    await list.open(group());
    await shown(chat.message('third #plover'));
    await page.keyboard.press('Control+f');
    await focused(search.inChatField);
    await search.inChatField.fill('plover');
    await soon(() => search.inChatStatus.textContent()).toBe('1 of 3');
    await page.keyboard.press('F3');
    await soon(() => search.inChatStatus.textContent()).toBe('2 of 3');
    await page.keyboard.press('Enter');
    await soon(() => search.inChatStatus.textContent()).toBe('3 of 3');
    await page.keyboard.press('Shift+F3');
    await soon(() => search.inChatStatus.textContent()).toBe('2 of 3');
    expect(await seriousIssues(page)).toEqual([]);
    await search.inChat.getByRole('button', { name: 'From anyone' }).click();
    await page.getByRole('menuitemradio', { name: 'Ben Okafor' }).or(page.getByRole('menuitem', { name: 'Ben Okafor' })).click();
    await soon(() => search.inChatStatus.textContent()).toBe('1 of 1');
    // Of no kind is there anything.
    await search.inChat.getByRole('button', { name: 'Any kind of content' }).press('Enter');
    await soon(() => page.getByRole('menuitemradio').allTextContents()).toEqual(['Any kind']);
    await page.keyboard.press('Escape');
    await search.inChatField.press('Escape');
    await gone(search.inChat);
    await focused(chat.composer);
    await chat.message('third #plover').getByRole('link', { name: '#plover' }).click();
    await page.getByRole('menuitem', { name: 'In this chat' }).click();
    await soon(() => search.inChatField.inputValue()).toBe('#plover');
    await soon(() => search.inChatStatus.textContent()).toBe('1 of 1');
  });

  test('a hashtag leads to all chats or to public posts; searching these by words tells first what it uses, and opens a post without joining', async () => {
    const { page, world } = app();
    await list.open(group());
    const tag = chat.message('some #dunlin').getByRole('link', { name: '#dunlin' });
    await tag.click();
    await page.getByRole('menuitem', { name: 'In all my chats' }).click();
    await soon(() => search.field.inputValue()).toBe('#dunlin');
    await shown(search.option('some #dunlin'));
    await tag.click();
    await page.getByRole('menuitem', { name: 'In public posts' }).click();
    await shown(search.option('Dunlins are back'));
    await soon(() => search.options.count()).toBe(1);
    expect(world.account(cast().nora.id).postSearches.size).toBe(0);
    await search.field.fill('avocet');
    await soon(() => search.status.textContent()).toContain('Left today: 2 of 2');
    expect(await seriousIssues(page)).toEqual([]);
    await search.status.getByRole('button', { name: 'Search' }).press('Enter');
    await soon(() => search.active.textContent()).toContain('An avocet');
    await focused(search.field);
    await page.keyboard.press('Enter');
    await shown(chat.message('An avocet'));
    await soon(() => chat.title.textContent()).toBe('Shore birds');
    await search.field.fill('avocets');
    await soon(() => search.status.textContent()).toContain('Left today: 1 of 2');
    world.state.settings.freePostSearches = 1;
    await search.field.fill('avocet nest');
    await soon(() => search.status.textContent()).toContain('The free search of today is used');
    expect(await search.status.getByRole('button').count()).toBe(0);
  });

  test('in a window of one column and beside a list of pictures the field comes, too, but not above the settings', async () => {
    const { page } = app();
    await page.setViewportSize({ width: 480, height: 800 });
    await list.open(group());
    await shown(chat.message('third #plover'));
    await page.keyboard.press('Control+k');
    await focused(search.field);
    await page.keyboard.type('gardener');
    await soon(() => search.texts()).toEqual([expect.stringContaining('The gardener planted herbs')]);
    await page.keyboard.press('Enter');
    await shown(chat.message('The gardener planted herbs'));
    await page.setViewportSize({ width: 1280, height: 800 });
    await chooseLayout(app(), { narrow: true });
    await page.reload();
    await shown(list.row(group()));
    await page.keyboard.press('Control+,');
    await shown(page.getByTestId('settings'));
    await page.keyboard.press('Control+k');
    expect(await search.field.count()).toBe(0);
    await page.keyboard.press('Escape');
    await gone(page.getByTestId('settings'));
    await page.keyboard.press('Control+k');
    await focused(search.field);
  });

  test('the calendar leads to a day', async () => {
    const { page } = app();
    await list.open(cast().ben.id);
    await shown(chat.message('The gardener planted herbs'));
    await page.keyboard.press('Control+f');
    await page.getByRole('button', { name: 'Go to a date' }).click();
    await shown(page.getByRole('grid'));
    expect(await seriousIssues(page)).toEqual([]);
    // The chat's own first day is the farthest that one gets.
    await page.getByRole('gridcell', { selected: true }).getByRole('button').press('PageUp');
    await page.getByRole('gridcell', { selected: true }).getByRole('button').press('PageUp');
    await soon(() => page.getByRole('gridcell', { selected: true }).getByRole('button').getAttribute('aria-label')).toContain('with messages');
    await page.getByRole('gridcell', { selected: true }).getByRole('button').press('Enter');
    await shown(chat.message('A heron stood on the roof'));
  });

  test('without a connection it says that it shows what is here, parts of words and Chinese included', async () => {
    const { page, dc } = app();
    await list.open(group());
    await shown(chat.message('中文测试'));
    await dc.stop();
    await search.field.fill('文');
    await shown(search.option('中文测试'));
    await shown(search.offline);
    await search.field.fill('lover');
    await soon(() => search.options.count()).toBe(3);
    await soon(() => search.marks()).toEqual(['lover', 'lover', 'lover']);
    expect(await seriousIssues(page)).toEqual([]);
    await search.field.fill('chimney');
    await soon(() => search.status.textContent()).toContain('Showing results from this device');
    await dc.start();
  });
});
