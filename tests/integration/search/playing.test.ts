import { afterAll, beforeAll, expect, it } from 'vitest';
import { channelPeerId, userPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { Media } from '../../dc/world/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: number;

beforeAll(async () => {
  town = await Town.found();
  boris = town.neighbour('Boris').id;
  anna = await town.move('Anna');
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

function voice(): Media {
  const document = town.world.state.files.addDocument(
    { dcId: 2, date: 1 },
    {
      mimeType: 'audio/ogg', size: 3, thumbs: [], read: () => new Uint8Array(3),
      attributes: [{ _: 'documentAttributeAudio', voice: true, duration: 1 }],
    },
  );
  return { kind: 'document', document };
}

/** Boris writes into a chat: a voice message at each of these places among texts. Returns the ids of the voice messages. */
function speak(peerId: PeerId, count: number, voices: readonly number[]): number[] {
  const sent = Array.from({ length: count }, (_, index) =>
    town.world.sendMessage({ from: boris, to: peerId as never, ...(voices.includes(index) ? { media: voice() } : { text: `Text ${index}` }) }),
  );
  return voices.flatMap((index) => sent[index]?.id ?? []);
}

it('finds the next voice message also far beyond what is known of the chat', async () => {
  const peerId = channelPeerId(town.world.createSupergroup({ title: 'Talkers', creatorId: boris, memberIds: [anna.user.id] }).id);
  const [first, second, third, last] = speak(peerId, 300, [1, 3, 200, 298]);
  await anna.history(peerId).until((all) => all.some((message) => message.id === last));
  const beside = async (id: number | undefined, direction: 'older' | 'newer'): Promise<number | undefined> => {
    const found = await anna.engine.window.call('search.beside', { peerId, kind: 'voice', id: id as MessageId, direction });
    return found?.message.id;
  };
  expect(await beside(last, 'newer')).toBe(undefined);
  expect(await beside(last, 'older')).toBe(third);
  expect(await beside(third, 'older')).toBe(second);
  expect(await beside(second, 'older')).toBe(first);
  expect(await beside(first, 'older')).toBe(undefined);
  expect(await beside(first, 'newer')).toBe(second);
  expect(await beside(second, 'newer')).toBe(third);
});

it('a voice message that was played here is heard on every device and at the other end', async () => {
  const peerId = userPeerId(boris);
  const laptop = await town.device(anna);
  const sent = town.world.sendMessage({ from: boris, to: anna.user.id as never, media: voice() });
  const mine = sent.content.copies.find((copy) => copy.ownerId === anna.user.id);
  const [here, there] = [anna.history(peerId), laptop.history(peerId)];
  const shows = (unheard: boolean) => (all: readonly { id: number; unheard?: boolean }[]): boolean =>
    all.some((message) => message.id === mine?.id && (message.unheard === true) === unheard);
  await Promise.all([here.until(shows(true)), there.until(shows(true))]);
  await anna.engine.window.call('messages.heard', { peerId, id: mine?.id as MessageId });
  await Promise.all([here.until(shows(false)), there.until(shows(false))]);
  expect(sent.content.copies.map((copy) => copy.mediaUnread === true)).toEqual(sent.content.copies.map(() => false));
});
