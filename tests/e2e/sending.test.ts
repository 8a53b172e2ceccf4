import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, World } from '../dc/world/index.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, groupOf, NORA, readByNora } from './support/people.ts';
import { whileToastsLast } from './support/toasts.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

/** Each test writes to a friend of its own, who has an account: what the other side sees is read from it. */
const FRIENDS = ['Ana', 'Bo', 'Cleo', 'Dov', 'Eda', 'Finn', 'Gus', 'Hana', 'Ivo', 'Joy', 'Kim', 'Lou', 'Max', 'Nia', 'Ole', 'Pia', 'Quin', 'Rui'];

interface Circle {
  friends: Account[];
  group: number;
}
const circles = new WeakMap<World, Circle>();

function settle(world: World): void {
  const cast = castOf(world);
  const { nora, mia } = cast;
  const now = world.state.now();
  world.sendMessage({ from: mia.id, to: nora.id, text: 'Good morning', date: now - 100 });
  readByNora(cast, mia.id);
  const friends = FRIENDS.map((firstName, index) => {
    const friend = world.createUser({ firstName, lastName: 'Friend', phone: `99966210${10 + index}` });
    world.sendMessage({ from: friend.id, to: nora.id, text: 'What do we need?', date: now - 8_000 - index });
    readByNora(cast, friend.id);
    return world.account(friend.id);
  });
  const group = groupOf(cast, 'Kitchen');
  world.sendMessage({ from: mia.id, to: group, text: 'The oven is hot', date: now - 7_000 });
  readByNora(cast, group);
  circles.set(world, { friends, group });
}

describe('writing', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA, window: { viewport: { width: 1280, height: 1_700 } } });
  let list: ChatList;
  let chat: Chat;
  let friend: Account;
  let used = 0;
  const cast = () => castOf(app().world);
  const circle = () => circles.get(app().world) as Circle;
  /** The chat as the friend's account has it. */
  const thread = () => friend.box.thread(cast().nora.id);
  const theirs = () => thread().map(({ content }) => content.text);

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    friend = circle().friends[used++]!;
    await list.open(friend.id);
    await soon(() => chat.title.textContent()).toBe(`${friend.user.firstName} Friend`);
    await shown(chat.message('What do we need?'));
  });

  test('a text goes out as it was meant, with its styles at the right places, and the field is empty again', async () => {
    await chat.write('🥖 a **b** ||c|| and `d`');
    await shown(chat.message('🥖 a b c and d'));
    await soon(() => theirs()).toContain('🥖 a b c and d');
    const content = thread().at(-1)!.content;
    expect(content.entities.map(({ _, ...range }) => ({ _, ...range }))).toEqual([
      { _: 'messageEntityBold', offset: 5, length: 1 },
      { _: 'messageEntitySpoiler', offset: 7, length: 1 },
      { _: 'messageEntityCode', offset: 13, length: 1 },
    ]);
    await soon(() => chat.composer.textContent()).toBe('');
    await soon(() => list.says(friend.id)).toMatch(/a b ▒ and d/);
  });

  test('a spoiler is covered until it is pressed', async () => {
    app().world.sendMessage({ from: friend.id, to: cast().nora.id, text: 'It was the gardener', entities: [{ _: 'messageEntitySpoiler', offset: 11, length: 8 }] });
    const cover = app().page.getByRole('button', { name: 'Show hidden text' });
    await shown(cover);
    await cover.click();
    await gone(cover);
  });

  test('Shift+Enter breaks the line, Enter sends', async () => {
    const { keyboard } = app().page;
    await chat.composer.click();
    await keyboard.type('Bread');
    await keyboard.press('Shift+Enter');
    await keyboard.type('Butter');
    await keyboard.press('Enter');
    await soon(() => theirs().at(-1)).toBe('Bread\nButter');
  });

  test('the answer of the other side arrives by itself', async () => {
    const { world } = app();
    await chat.write('Bread and butter?');
    await soon(() => theirs().at(-1)).toBe('Bread and butter?');
    world.sendMessage({ from: friend.id, to: cast().nora.id, text: 'Bread is enough' });
    await shown(chat.message('Bread is enough'));
    await soon(() => chat.texts()).toEqual(['What do we need?', 'Bread and butter?', 'Bread is enough']);
    await soon(() => world.state.unreadCount(cast().nora, friend.id)).toBe(0);
  });

  test('several texts in a row arrive once each and in order', async () => {
    const texts = Array.from({ length: 6 }, (_, index) => `Item ${index + 1}`);
    for (const text of texts) await chat.write(text);
    await soon(() => theirs().slice(1)).toEqual(texts);
    await soon(async () => (await chat.texts()).slice(1)).toEqual(texts);
  });

  test('a reply names what it answers, here and on the other side', async () => {
    await chat.choose('What do we need?', 'Reply');
    await chat.composer.pressSequentially('Flour');
    await app().page.keyboard.press('Enter');
    await soon(() => chat.says('Flour')).toMatch(/^You, Reply to \w+ Friend, Flour,/);
    await soon(() => thread().at(-1)?.replyToId).toBe(thread()[0]?.id);
  });

  test('Up edits the last own message, for the other side too', async () => {
    await chat.write('Sugar and slat');
    await soon(() => chat.says('Sugar and slat')).toMatch(/sent$/);
    await app().page.keyboard.press('ArrowUp');
    await soon(() => chat.composer.textContent()).toBe('Sugar and slat');
    await chat.composer.press('Control+a');
    await chat.composer.pressSequentially('Sugar and salt');
    await app().page.keyboard.press('Enter');
    await soon(() => theirs().at(-1)).toBe('Sugar and salt');
    await soon(() => chat.says('Sugar and salt')).toMatch(/, edited, sent$/);
    await soon(() => chat.composer.textContent()).toBe('');
  });

  test('an edit can be left; what was changed is asked about, what was written before comes back', async () => {
    await chat.write('Sugar');
    await soon(() => chat.says('Sugar')).toMatch(/sent$/);
    await chat.composer.pressSequentially('Half a sentence');
    await chat.choose('Sugar', 'Edit');
    await soon(() => chat.composer.textContent()).toBe('Sugar');
    await chat.composer.press('End');
    await chat.composer.pressSequentially(', brown');
    await app().page.keyboard.press('Escape');
    await shown(chat.dialog);
    await chat.dialog.getByRole('button', { name: 'Discard' }).click();
    await soon(() => chat.composer.textContent()).toBe('Half a sentence');
    expect(theirs().at(-1)).toBe('Sugar');
  });

  test('a message deleted for everyone is gone on both sides', async () => {
    await chat.write('Wrong chat, sorry');
    await soon(() => chat.says('Wrong chat, sorry')).toMatch(/sent$/);
    await chat.choose('Wrong chat, sorry', 'Delete');
    await chat.dialog.getByRole('button', { name: 'Delete for everyone' }).click();
    await gone(chat.message('Wrong chat, sorry'));
    // Whoever leaves the chat leaves the offer to undo it.
    await list.open(cast().mia.id);
    await soon(() => theirs()).toEqual(['What do we need?']);
    await soon(() => list.says(friend.id)).toMatch(/What do we need\?/);
  });

  test('a message deleted for oneself stays with the other side', async () => {
    await chat.choose('What do we need?', 'Delete');
    await chat.dialog.getByRole('button', { name: 'Delete for me' }).click();
    await gone(chat.message('What do we need?'));
    await list.open(cast().mia.id);
    await soon(() => cast().nora.box.thread(friend.id)).toEqual([]);
    expect(theirs()).toEqual(['What do we need?']);
  });

  test('what the other side deletes disappears here, and a menu that is open for it closes', async () => {
    await chat.message('What do we need?').click({ button: 'right' });
    await shown(chat.menu);
    app().world.deleteMessages(thread());
    await gone(chat.message('What do we need?'));
    await gone(chat.menu);
  });

  test('a message is forwarded to a chat that one searches for', async () => {
    await chat.choose('What do we need?', 'Forward');
    await chat.dialog.getByLabel('Search chats').fill('kitch');
    await chat.dialog.getByRole('button', { name: 'Kitchen' }).click();
    await whileToastsLast(app().page, async () => {
      await chat.dialog.getByRole('button', { name: 'Forward', exact: true }).click();
      await shown(chat.toast.getByText('Forwarded to Kitchen.'));
      await chat.toast.getByRole('button', { name: 'Open' }).press('Enter');
    });
    await shown(chat.message('What do we need?'));
    await soon(() => chat.message('What do we need?').textContent()).toContain(`Forwarded from ${friend.user.firstName} Friend`);
    await soon(async () => (await list.order())[0]).toBe(circle().group);
    await soon(() => cast().nora.box.thread(circle().group).at(-1)?.content.forward?.fromKey).toBe(friend.id);
  });

  test('a draft belongs to its chat, lifts it, and survives a restart', async () => {
    const isAboveMia = async () => {
      const order = await list.order();
      const [own, mias] = [friend.id, cast().mia.id].map((id) => order.indexOf(id)) as [number, number];
      return own < 0 || mias < 0 ? 'not both are there' : own < mias;
    };
    await soon(isAboveMia).toBe(false);
    await chat.composer.pressSequentially('Do not forget the ');
    await list.open(circle().group);
    await shown(chat.message('The oven is hot'));
    await soon(() => chat.composer.textContent()).toBe('');
    await soon(() => list.says(friend.id)).toMatch(/Draft: Do not forget the/);
    await soon(isAboveMia).toBe(true);
    await soon(() => cast().nora.dialog(friend.id).draft?.message).toMatch(/^Do not forget the ?$/);

    await app().restart();
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    await list.open(friend.id);
    await soon(() => chat.composer.textContent()).toMatch(/^Do not forget the\s?$/);
    await chat.composer.press('Control+End');
    await chat.composer.pressSequentially(' milk');
    await app().page.keyboard.press('Enter');
    await soon(() => theirs().at(-1)).toMatch(/^Do not forget the {1,2}milk$/);
    await soon(() => list.says(friend.id)).not.toMatch(/Draft/);
    await soon(() => cast().nora.dialog(friend.id).draft?.empty ?? true).toBe(true);
  });

  test('a refused message says why and can be sent again', async () => {
    app().dc.faults.add({ at: 'call', match: { method: 'messages.sendMessage' }, do: 'error', code: 400, text: 'YOU_BLOCKED_USER' });
    await chat.write('Can you hear me?');
    const reason = app().page.getByRole('alert');
    await soon(() => reason.textContent()).toMatch(/^You have blocked this person\. Unblock them to write\./);
    await soon(() => chat.says('Can you hear me?')).toMatch(/not sent$/);
    expect(theirs()).toEqual(['What do we need?']);

    await reason.getByRole('button', { name: 'Send again' }).click();
    await soon(() => theirs()).toEqual(['What do we need?', 'Can you hear me?']);
    await soon(() => chat.says('Can you hear me?')).toMatch(/sent$/);
    await gone(reason);
  });

  test('an answer that is lost on the way does not make a second message', async () => {
    app().dc.faults.add({ at: 'outgoing', match: { method: 'messages.sendMessage' }, do: 'cut' });
    await chat.write('Only once');
    await soon(() => chat.says('Only once')).toMatch(/sent$/);
    expect(theirs().filter((text) => text === 'Only once')).toHaveLength(1);
    expect((await chat.texts()).filter((text) => text === 'Only once')).toHaveLength(1);
  });

  test('what is pasted from a page comes in as text with styles, and brings nothing else', async () => {
    const { context, page } = app();
    const elsewhere = await context.newPage();
    await elsewhere.setContent('<p>hi <img src="data:," onerror="globalThis.ran = true"><b>there</b></p>');
    await elsewhere.keyboard.press('Control+a');
    await elsewhere.keyboard.press('Control+c');
    await elsewhere.close();
    // The clipboard is another process's: it may hold what was there before for a moment.
    await soon(async () => {
      await chat.composer.press('Control+a');
      await page.keyboard.press('Control+v');
      return chat.composer.textContent();
    }).toMatch(/^hi\s+there$/);
    expect(await chat.composer.locator(':not(span)').count()).toBe(0);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
  });
});
