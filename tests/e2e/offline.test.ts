import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { tryUntilConnected } from './support/pages/connection.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, chatter, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben, mia, tariq } = cast;
  const now = world.state.now();
  const to = (from: number) => (from === nora.id ? ben.id : nora.id);
  chatter(world, [ben.id, nora.id], to, 50, now - 600, (index) => `Plan ${index + 1}`);
  readByNora(cast, ben.id);
  world.sendMessage({ from: mia.id, to: nora.id, text: 'Are you there?', date: now - 500 });
  world.sendMessage({ from: tariq.id, to: nora.id, text: 'Nice pictures', date: now - 9_000 });
}

describe('without a connection', () => {
  const app = useApp('test', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const cast = () => castOf(app().world);
  const look = () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
  };
  const bens = () => cast().ben.box.thread(cast().nora.id).map(({ content }) => content.text);

  beforeEach(async () => {
    look();
    await list.open(cast().ben.id);
    // Not the newest one: that came with the list, and the history is still on its way.
    await shown(chat.message('Plan 45'));
  });

  const rows = async () => Promise.all((await list.order()).map((peer) => list.says(peer)));

  test('a start shows the same chats and the same messages at once', async () => {
    const rowsSay = [/^Mia Laurent, 1 unread message, Are you there\?/, /^Ben Okafor, You: Plan 50, .*sent$/, /^Tariq, 1 unread message, Nice pictures/].map((row) => expect.stringMatching(row));
    const newest = Array.from({ length: 8 }, (_, index) => `Plan ${43 + index}`);
    const ends = async () => (await chat.texts()).slice(-newest.length);
    await soon(rows).toEqual(rowsSay);
    await soon(ends).toEqual(newest);
    await app().restart(() => app().dc.stop());
    look();
    await shown(list.list);
    await soon(rows).toEqual(rowsSay);
    await list.open(cast().ben.id);
    await soon(ends).toEqual(newest);
    await shown(list.connection);
    // Further up is what was not on the screen yet, but was brought along with it.
    await chat.history.hover();
    await soon(async () => {
      await app().page.mouse.wheel(0, -600);
      return chat.message('Plan 20').isVisible();
    }).toBe(true);
  });

  test('the line above the list says how the connection stands, and the button tries again', async () => {
    const { dc, page } = app();
    await gone(list.connection);
    await dc.stop();
    await shown(list.connection);
    await soon(() => list.connection.textContent()).toMatch(/^(Connecting…|Waiting for network…|Reconnecting in 0:\d\d)/);
    await dc.start();
    await tryUntilConnected(page);
    await shown(page.getByRole('heading', { name: 'Petrel', level: 2 }));
  });

  test('what is written waits with a clock and goes out once each, in order', async () => {
    const { dc, page } = app();
    await dc.stop();
    await shown(list.connection);
    await chat.write('First without network');
    await chat.write('Second without network');
    await soon(() => chat.says('Second without network')).toMatch(/sending$/);
    await soon(() => chat.says('First without network')).toMatch(/sending$/);
    expect(bens()).toHaveLength(50);

    await dc.start();
    await tryUntilConnected(page);
    await soon(() => bens().slice(50)).toEqual(['First without network', 'Second without network']);
    await soon(() => chat.says('First without network')).toMatch(/sent$/);
    await soon(() => chat.says('Second without network')).toMatch(/sent$/);
    await soon(async () => (await chat.texts()).filter((text) => text.includes('without network'))).toEqual(['First without network', 'Second without network']);
  });

  test('what was written before the app was closed goes out when it is back; what was taken back does not', async () => {
    const { dc } = app();
    await dc.stop();
    await shown(list.connection);
    for (const text of ['Kept one', 'Not this one', 'Kept two']) await chat.write(text);
    await soon(() => chat.says('Kept two')).toMatch(/sending$/);
    await app().restart();
    look();
    await list.open(cast().ben.id);
    await soon(() => chat.says('Kept two')).toMatch(/sending$/);
    await chat.choose('Not this one', 'Do not send');
    await chat.dialog.getByRole('button', { name: 'Delete for me' }).click();
    await gone(chat.message('Not this one'));

    await dc.start();
    await tryUntilConnected(app().page);
    await soon(() => bens().slice(50)).toEqual(['Kept one', 'Kept two']);
    await soon(() => chat.says('Kept two')).toMatch(/sent$/);
  });

  test('what happened meanwhile is there after the connection came back, and counted', async () => {
    const { dc, page, world } = app();
    const { nora, ben, mia } = cast();
    await soon(() => list.says(mia.id)).toMatch(/1 unread message,/);
    await dc.stop();
    await shown(list.connection);
    world.sendMessage({ from: mia.id, to: nora.id, text: 'I am at the door' });
    world.sendMessage({ from: ben.id, to: nora.id, text: 'Plan 51' });
    world.editMessage(ben.box.thread(nora.id).find(({ content }) => content.text === 'Plan 50')!, { text: 'Plan 50, changed' });
    await dc.start();
    await tryUntilConnected(page);
    await shown(chat.message('Plan 51'));
    await shown(chat.message('Plan 50, changed'));
    await soon(() => list.says(mia.id)).toMatch(/2 unread messages, I am at the door/);
    await gone(list.connection);
  });

  test('a link that is cut without a word is noticed and replaced', async () => {
    const { dc, world } = app();
    const { nora, ben } = cast();
    expect(dc.server.cut()).toBeGreaterThan(0);
    world.sendMessage({ from: ben.id, to: nora.id, text: 'After the cut' });
    await shown(chat.message('After the cut'));
    await chat.write('Heard you');
    await soon(() => bens().at(-1)).toBe('Heard you');
  });

  test('when the engine falls over, the window finds its successor and goes on where it was', async () => {
    const { engine, world } = app();
    const { nora, ben } = cast();
    await chat.composer.pressSequentially('Half a thou');
    const before = engine.threadId;
    await engine.crash();
    await soon(() => engine.threadId !== undefined && engine.threadId !== before).toBe(true);
    world.sendMessage({ from: ben.id, to: nora.id, text: 'Are you back?' });
    await shown(chat.message('Are you back?'));
    await chat.composer.pressSequentially('ght');
    await app().page.keyboard.press('Enter');
    await soon(() => bens().at(-1)).toBe('Half a thought');
    await soon(() => chat.says('Half a thought')).toMatch(/sent$/);
    await gone(app().page.getByText('Petrel has stopped in the background.'));
  });
});
