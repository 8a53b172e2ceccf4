import { beforeEach, describe, expect, test } from 'vitest';
import type { BoxMessage, Media, World } from '../dc/world/index.ts';
import { silentOgg } from '../dc/seed/ogg.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const sent = new WeakMap<World, BoxMessage[]>();

function sound(world: World, seconds: number, what: { voice?: true; title?: string }): Media {
  const bytes = silentOgg(seconds);
  const document = world.state.files.addDocument(
    { dcId: 2, date: 1 },
    {
      mimeType: 'audio/ogg', size: bytes.length, thumbs: [], read: (offset, limit) => bytes.subarray(offset, offset + limit),
      attributes: [{ _: 'documentAttributeAudio', duration: seconds, ...what, waveform: Buffer.from('2088418aff2088418aff', 'hex') }],
    },
  );
  return { kind: 'document', document };
}

/** Mia has sent two voice messages with a text between them, Ben a long piece of music. */
function settle(world: World): void {
  const { nora, mia, ben } = castOf(world);
  const say = (from: number, what: { media?: Media; text?: string }) => world.sendMessage({ from, to: nora.id, ...what });
  sent.set(world, [
    say(mia.id, { media: sound(world, 1, { voice: true }) }),
    say(mia.id, { text: 'And then' }),
    say(mia.id, { media: sound(world, 1_200, { voice: true }) }),
    say(ben.id, { media: sound(world, 1_200, { title: 'Rain on the roof' }) }),
  ]);
  readByNora(castOf(world), mia.id);
  readByNora(castOf(world), ben.id);
}

describe('listening', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const bar = () => app().page.getByTestId('player');
  const playing = () => bar().getByRole('button', { name: /^Pause/ });
  const isHeard = (message: BoxMessage) => message.content.copies.every((copy) => copy.mediaUnread !== true);

  beforeEach(() => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
  });

  test('a voice message is heard at the other end when it is played, and the next one follows by itself', async () => {
    const { mia } = castOf(app().world);
    const [first, , second] = sent.get(app().world) ?? [];
    await list.open(mia.id);
    await shown(chat.message('And then'));
    expect(isHeard(first!)).toBe(false);
    await soon(() => app().page.getByRole('img', { name: 'Not played yet' }).count()).toBe(2);
    await app().page.getByTestId('sound').first().getByRole('button', { name: /^Play: Voice message/ }).click();
    await soon(() => [first, second].every((message) => isHeard(message!))).toBe(true);
    await soon(() => app().page.getByRole('img', { name: 'Not played yet' }).count()).toBe(0);
    await shown(playing());
    expect(await seriousIssues(app().page)).toEqual([]);
  });

  test('what is played goes on in other chats, is stopped and moved there, and leads back', async () => {
    const { ben, mia } = castOf(app().world);
    await list.open(ben.id);
    await shown(app().page.getByTestId('sound'));
    await shown(playing());
    await playing().click();
    const go = bar().getByRole('button', { name: /^Play/ });
    await shown(go);
    const slider = bar().getByRole('slider', { name: 'Position' });
    await slider.focus();
    await app().page.keyboard.press('ArrowRight');
    await app().page.keyboard.press('Home');
    await soon(() => slider.getAttribute('aria-valuetext')).toBe('0:00 of 20:00');
    await bar().getByRole('button', { name: 'Speed: 1×' }).click();
    await shown(bar().getByRole('button', { name: 'Speed: 1.5×' }));
    await bar().locator('[data-tooltip="Show in chat"]').click();
    await shown(chat.message('And then'));
    await soon(() => chat.title.textContent()).toContain(mia.firstName);
    await bar().getByRole('button', { name: 'Close player' }).click();
    await gone(bar());
  });

  test('music says what it is, and one sound ends the other', async () => {
    const { ben } = castOf(app().world);
    await list.open(ben.id);
    await app().page.getByTestId('sound').getByRole('button', { name: /^Play: Rain on the roof/ }).click();
    await shown(playing());
    await soon(() => bar().textContent()).toContain('Rain on the roof');
    await soon(() => bar().textContent()).toContain('Ben Okafor');
  });
});
