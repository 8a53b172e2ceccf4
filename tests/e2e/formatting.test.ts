import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const FRIENDS = ['Ana', 'Bo', 'Cleo', 'Dov', 'Eda', 'Finn'];
const friendsOf = new WeakMap<World, Account[]>();

/** Each test writes to a friend of its own. */
function settle(world: World): void {
  const cast = castOf(world);
  const now = world.state.now();
  const friends = FRIENDS.map((firstName, index) => {
    const friend = world.createUser({ firstName, lastName: 'Friend', phone: `99966210${40 + index}` });
    world.sendMessage({ from: friend.id, to: cast.nora.id, text: 'Write to me', date: now - 8_000 - index });
    readByNora(cast, friend.id);
    return world.account(friend.id);
  });
  friendsOf.set(world, friends);
}

describe('formatting', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let chat: Chat;
  let friend: Account;
  let used = 0;
  const bar = () => app().page.getByRole('toolbar', { name: 'Formatting' });
  const style = (name: string) => bar().getByRole('button', { name, exact: true });
  /** What the friend got last. */
  const got = () => {
    const content = friend.box.thread(castOf(app().world).nora.id).at(-1)?.content;
    return content && { text: content.text, entities: content.entities.map(({ _, ...range }) => ({ _: _.replace('messageEntity', ''), ...range })) };
  };
  const paste = (html: string, text: string) =>
    chat.composer.evaluate(
      (field, given) => {
        const data = new DataTransfer();
        data.setData('text/html', given.html);
        data.setData('text/plain', given.text);
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      },
      { html, text },
    );

  beforeEach(async () => {
    const list = new ChatList(app().page);
    chat = new Chat(app().page);
    friend = friendsOf.get(app().world)![used++]!;
    await list.open(friend.id);
    await soon(() => chat.title.textContent()).toBe(`${friend.user.firstName} Friend`);
    await chat.composer.click();
  });

  test('a selection is styled by the bar above it and by keys', async () => {
    const { keyboard } = app().page;
    await keyboard.type('bold leaning plain');
    await gone(bar());
    await keyboard.press('Home');
    for (let step = 0; step < 4; step++) await keyboard.press('Shift+ArrowRight');
    await shown(bar());
    await style('Bold').click();
    await soon(() => style('Bold').getAttribute('aria-pressed')).toBe('true');
    expect(await style('Italic').getAttribute('aria-pressed')).toBe('false');
    expect(await seriousIssues(app().page)).toEqual([]);
    await keyboard.press('ArrowRight');
    await gone(bar());
    await keyboard.press('ArrowRight');
    await keyboard.press('Control+Shift+ArrowRight');
    await keyboard.press('Control+KeyI');
    await keyboard.press('Control+Shift+KeyX');
    await keyboard.press('End');
    await keyboard.press('Enter');
    await soon(got).toEqual({
      text: 'bold leaning plain',
      entities: [
        { _: 'Bold', offset: 0, length: 4 },
        { _: 'Italic', offset: 5, length: 7 },
        { _: 'Strike', offset: 5, length: 7 },
      ],
    });
  });

  test('a link is set in a dialog, which knows what an address is', async () => {
    const { keyboard } = app().page;
    await keyboard.type('the menu');
    await keyboard.press('Control+Shift+ArrowLeft');
    await keyboard.press('Control+KeyK');
    const address = chat.dialog.getByLabel('Address');
    await address.fill('not an address');
    await keyboard.press('Enter');
    await shown(chat.dialog.getByRole('alert'));
    await address.fill('example.com/menu');
    await keyboard.press('Enter');
    await gone(chat.dialog);
    await keyboard.press('End');
    await keyboard.press('Enter');
    await soon(got).toEqual({ text: 'the menu', entities: [{ _: 'TextUrl', offset: 4, length: 4, url: 'https://example.com/menu' }] });
  });

  test('markdown is converted where it ends, and undone like everything', async () => {
    const { keyboard } = app().page;
    await keyboard.type('so **bold** and `x');
    await soon(() => chat.composer.textContent()).toBe('so bold and `x');
    await keyboard.type('`');
    await soon(() => chat.composer.textContent()).toBe('so bold and x');
    await keyboard.press('Control+KeyZ');
    await soon(() => chat.composer.textContent()).toBe('so bold and `x`');
    await keyboard.press('Control+KeyY');
    await soon(() => chat.composer.textContent()).toBe('so bold and x');
    await keyboard.type(' end');
    await keyboard.press('Enter');
    await soon(got).toEqual({
      text: 'so bold and x end',
      entities: [
        { _: 'Bold', offset: 3, length: 4 },
        { _: 'Code', offset: 12, length: 1 },
      ],
    });
  });

  test('what is pasted keeps its styles, and brings nothing else', async () => {
    await paste('<p onclick="x()">Hello <b>World</b><img src="x" onerror="document.title=1"></p><blockquote>said</blockquote>', 'Hello World said');
    await soon(() => chat.composer.textContent()).toBe('Hello World\nsaid');
    expect(await chat.composer.locator('img, p, b').count()).toBe(0);
    await app().page.keyboard.press('Enter');
    await soon(got).toEqual({
      text: 'Hello World\nsaid',
      entities: [
        { _: 'Bold', offset: 6, length: 5 },
        { _: 'Blockquote', offset: 12, length: 4 },
      ],
    });
  });

  test('what is copied out of the field can be pasted back with its styles', async () => {
    const { keyboard } = app().page;
    await keyboard.type('one **two** ');
    const copied = await chat.composer.evaluate((field) => {
      const data = new DataTransfer();
      document.getSelection()!.selectAllChildren(field);
      field.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
      return { html: data.getData('text/html'), text: data.getData('text/plain') };
    });
    expect(copied.text).toBe('one two ');
    await keyboard.press('End');
    await keyboard.press('Control+End');
    await paste(copied.html, copied.text);
    await keyboard.press('Enter');
    await soon(got).toMatchObject({ text: 'one two one two', entities: [{ _: 'Bold', offset: 4, length: 3 }, { _: 'Bold', offset: 12, length: 3 }] });
  });
});
