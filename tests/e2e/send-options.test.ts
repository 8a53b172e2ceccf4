import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, BoxMessage, World } from '../dc/world/index.ts';
import { channelKey } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, channelOf, NORA, readByNora } from './support/people.ts';
import { toastsOf } from './support/toasts.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const FRIENDS = ['Ana', 'Bo', 'Cleo', 'Dov', 'Eda', 'Fay'];

interface Circle {
  friends: Account[];
  slow: number;
  strict: number;
  open: number;
  asks: number;
  concerts: number;
  bot: number;
}
const circles = new WeakMap<World, Circle>();

function settle(world: World): void {
  const { nora, ben, mia } = castOf(world);
  const now = world.state.now();
  const friends = FRIENDS.map((firstName, index) => {
    const friend = world.createUser({ firstName, lastName: 'Friend', phone: `99966210${30 + index}`, presence: { kind: 'offline', at: now - 600 } });
    world.sendMessage({ from: friend.id, to: nora.id, text: 'What do we need?', date: now - 8_000 - index });
    readByNora(castOf(world), friend.id);
    return world.account(friend.id);
  });
  const group = (title: string, username?: string) => {
    const made = world.createSupergroup({ title, creatorId: ben.id, memberIds: username === undefined ? [nora.id, mia.id] : [mia.id], ...(username === undefined ? {} : { username }) });
    world.sendMessage({ from: mia.id, to: channelKey(made.id), text: `This is ${title}`, date: now - 7_000 });
    return made;
  };
  const slow = group('Snails');
  slow.slowmodeSeconds = 300;
  const strict = group('Library');
  const open = group('Open air', 'open_air_choir');
  const asks = group('Closed circle', 'closed_circle');
  asks.joinRequest = true;
  world.sendMessage({ from: mia.id, to: nora.id, text: 'Look at @open_air_choir', date: now - 6_000 });
  world.sendMessage({ from: mia.id, to: nora.id, text: 'Or at @closed_circle', date: now - 5_900 });
  const concerts = channelOf(castOf(world), 'Concerts');
  const bot = world.createUser({ firstName: 'Weather', username: 'weather_bot', bot: { description: '', commands: [], infoVersion: 1 } });
  world.sendMessage({ from: mia.id, to: nora.id, text: 'Ask @weather_bot', date: now - 5_800 });
  circles.set(world, {
    friends, slow: channelKey(slow.id), strict: channelKey(strict.id), open: channelKey(open.id), asks: channelKey(asks.id), concerts, bot: bot.id,
  });
}

describe('how a message is sent', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA, window: { viewport: { width: 1280, height: 900 } } });
  let list: ChatList;
  let chat: Chat;
  let friend: Account;
  let used = 0;
  const cast = () => castOf(app().world);
  const circle = () => circles.get(app().world) as Circle;
  const theirs = (): BoxMessage[] => [...friend.box.thread(cast().nora.id)];
  const queue = () => app().world.scheduled.of(cast().nora, friend.id).map(({ message }) => message);
  const bar = () => app().page.getByTestId('write-bar');
  const item = (name: string) => app().page.getByRole('menuitem', { name });

  async function open(peer: number, title: string): Promise<void> {
    await list.open(peer);
    await soon(() => chat.title.textContent()).toBe(title);
  }
  /** Opens the menu of the send button by keys. */
  async function sendMenu(): Promise<void> {
    await chat.send.focus();
    await app().page.keyboard.press('Shift+F10');
    await shown(chat.menu);
  }

  beforeEach(() => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
  });

  describe('in a private chat', () => {
    beforeEach(async () => {
      friend = circle().friends[used++]!;
      await open(friend.id, `${friend.user.firstName} Friend`);
      await shown(chat.message('What do we need?'));
    });

    test('without a sound, from the menu of the button', async () => {
      await chat.composer.pressSequentially('Good night');
      await chat.send.click({ button: 'right' });
      await item('Send without sound').click();
      await soon(() => theirs().at(-1)?.content).toMatchObject({ text: 'Good night', silent: true });
      await soon(() => chat.composer.textContent()).toBe('');
    });

    test('with an effect, chosen by keys: its emoji stands beside the time', async () => {
      const { page } = app();
      await chat.composer.pressSequentially('So hot');
      await soon(async () => {
        if (await chat.menu.count() === 0) await sendMenu();
        const there = await page.getByRole('menuitem', { name: 'Send with the effect 🔥' }).count();
        if (there === 0) await page.keyboard.press('Escape');
        return there;
      }).toBe(1);
      expect(await page.getByRole('menuitem', { name: /💩/ }).count()).toBe(0);
      expect(await seriousIssues(page)).toEqual([]);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await soon(() => theirs().at(-1)?.content).toMatchObject({ text: 'So hot', effect: 5104841245755180586n });
      await soon(() => chat.message('So hot').locator('[data-effect]').textContent()).toBe('🔥');
      await shown(page.getByRole('article', { name: /So hot.*effect 🔥/ }));
    });

    test('later: scheduled by keys, changed, moved, and sent now; it is nowhere else until then', async () => {
      const { page, world } = app();
      await chat.composer.pressSequentially('Flour and **butter**');
      await sendMenu();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Schedule message' });
      await shown(dialog);
      expect(await seriousIssues(page)).toEqual([]);
      await dialog.getByRole('grid', { name: 'Day' }).locator('[tabindex="0"]').focus();
      await page.keyboard.press('PageDown');
      await dialog.getByLabel('Time').fill('09:30');
      await page.keyboard.press('Enter');
      await gone(dialog);
      await soon(() => queue().map(({ content }) => content.text)).toEqual(['Flour and butter']);
      const [waiting] = queue();
      const date = new Date(waiting!.content.date * 1000);
      expect([date.getHours(), date.getMinutes()]).toEqual([9, 30]);
      expect(waiting!.content.date).toBeGreaterThan(world.state.now() + 20 * 86_400);
      expect(theirs().map(({ content }) => content.text)).toEqual(['What do we need?']);
      await soon(() => chat.texts()).toEqual(['What do we need?']);

      await page.getByRole('button', { name: '1 scheduled message' }).click();
      const all = page.getByRole('dialog', { name: 'Scheduled messages' });
      await shown(all.getByText('Flour and butter'));
      expect(await seriousIssues(page)).toEqual([]);
      await all.getByRole('button', { name: /^Edit/ }).click();
      const field = all.getByRole('textbox', { name: 'Text of the message' });
      await field.press('Control+a');
      await field.pressSequentially('Flour and sugar');
      await field.press('Enter');
      await soon(() => queue()[0]?.content.text).toBe('Flour and sugar');
      await all.getByRole('button', { name: /^Change the date/ }).click();
      const move = page.getByRole('dialog', { name: 'Change the date' });
      await move.getByLabel('Time').fill('10:45');
      await page.keyboard.press('Enter');
      await gone(move);
      await soon(() => new Date((queue()[0]?.content.date ?? 0) * 1000).getMinutes()).toBe(45);
      await all.getByRole('button', { name: /^Send now/ }).click();
      await shown(all.getByText('Nothing is scheduled here.'));
      await soon(() => theirs().map(({ content }) => content.text)).toEqual(['What do we need?', 'Flour and sugar']);
      await page.keyboard.press('Escape');
      await gone(all);
      await soon(() => chat.texts()).toEqual(['What do we need?', 'Flour and sugar']);
      await gone(page.getByTestId('scheduled'));
    });

    test('when the other person comes online', async () => {
      await chat.composer.pressSequentially('Call me');
      await sendMenu();
      await item(`Send when ${friend.user.firstName} is online`).click();
      await soon(() => queue().length).toBe(1);
      expect(theirs()).toHaveLength(1);
      app().world.setOnline(friend.id, true);
      await soon(() => theirs().at(-1)?.content.text).toBe('Call me');
      await soon(() => chat.texts()).toEqual(['What do we need?', 'Call me']);
      await gone(app().page.getByTestId('scheduled'));
    });

    test('a forward can be scheduled, too', async () => {
      const { page } = app();
      await chat.choose('What do we need?', 'Forward');
      const forward = page.getByRole('dialog', { name: 'Forward to…' });
      await forward.getByLabel('Search chats').fill(friend.user.firstName);
      await forward.getByRole('button', { name: `${friend.user.firstName} Friend` }).click();
      await forward.getByRole('button', { name: 'Schedule message' }).click();
      await page.getByTestId('schedule').click();
      await soon(() => queue().map(({ content }) => [content.text, content.forward?.fromKey])).toEqual([['What do we need?', friend.id]]);
      expect(theirs()).toHaveLength(1);
    });
  });

  test('in slow mode the button counts down, and what is written stays in the field', async () => {
    const { page } = app();
    await open(circle().slow, 'Snails');
    await shown(chat.message('This is Snails'));
    await chat.write('One');
    await shown(page.getByRole('button', { name: /^Slow mode: you can send the next message in [45]:/ }));
    const said = await toastsOf(page);
    await chat.write('Two');
    await soon(said).toMatch(/Slow mode/);
    await soon(() => chat.composer.textContent()).toBe('Two');
    const thread = () => app().world.state.channelBox(-circle().slow - 1_000_000_000_000).thread(circle().slow);
    await soon(() => thread().map(({ content }) => content.text).filter((text) => /^(One|Two)$/.test(text))).toEqual(['One']);
  });

  test('rights that are taken while one writes close the field, and give back what was written', async () => {
    const { world } = app();
    const { nora } = cast();
    const channel = world.state.channel(-circle().strict - 1_000_000_000_000);
    const bind = (rights: object | undefined) => {
      const { bannedRights: _before, ...member } = channel.members.get(nora.id)!;
      channel.members.set(nora.id, rights === undefined ? member : { ...member, bannedRights: { _: 'chatBannedRights', untilDate: 0, ...rights } });
      world.chats.announce(channel, nora);
    };
    await open(circle().strict, 'Library');
    await chat.composer.pressSequentially('Half a thought');
    bind({ sendMessages: true, untilDate: world.state.now() + 86_400 });
    await soon(() => bar().textContent()).toMatch(/^The admins of this group do not let you write until /);
    bind(undefined);
    await soon(() => chat.composer.textContent()).toBe('Half a thought');
    // Texts alone are forbidden: files can be sent.
    bind({ sendPlain: true });
    await gone(chat.composer);
    await shown(app().page.getByRole('button', { name: 'Attach' }));
    bind(undefined);
    await soon(() => chat.composer.textContent()).toBe('Half a thought');
  });

  test('one joins a group to write there, or asks to be let in', async () => {
    const { page, world } = app();
    const { nora, mia } = cast();
    await open(mia.id, 'Mia Laurent');
    await chat.message('Look at').getByRole('link', { name: '@open_air_choir' }).click();
    await soon(() => chat.title.textContent()).toBe('Open air');
    await bar().getByRole('button', { name: 'Join' }).click();
    await shown(chat.composer);
    await soon(() => world.state.isMember(nora.id, circle().open)).toBe(true);
    await open(mia.id, 'Mia Laurent');
    await chat.message('Or at').getByRole('link', { name: '@closed_circle' }).click();
    await soon(() => chat.title.textContent()).toBe('Closed circle');
    await bar().getByRole('button', { name: 'Ask to join' }).click();
    await shown(page.getByText('You asked to join. An admin decides about it.'));
  });

  test('a bot is started, a blocked person unblocked, a channel muted', async () => {
    const { world } = app();
    const { nora, mia } = cast();
    await open(mia.id, 'Mia Laurent');
    await chat.message('Ask').getByRole('link', { name: '@weather_bot' }).click();
    await soon(() => chat.title.textContent()).toBe('Weather');
    await bar().getByRole('button', { name: 'Start' }).click();
    await shown(chat.composer);
    await soon(() => nora.box.thread(circle().bot).map(({ content }) => content.text)).toEqual(['/start']);
    friend = circle().friends[5]!;
    nora.blocked.set(friend.id, world.state.now());
    await open(friend.id, 'Fay Friend');
    await bar().getByRole('button', { name: 'Unblock' }).click();
    await shown(chat.composer);
    await soon(() => nora.blocked.has(friend.id)).toBe(false);
    await open(circle().concerts, 'Concerts');
    await bar().getByRole('button', { name: 'Mute' }).click();
    await shown(bar().getByRole('button', { name: 'Unmute' }));
  });
});
