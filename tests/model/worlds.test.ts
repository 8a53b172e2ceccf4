import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessageId } from '#shared/model/index.ts';
import { ModelTown, ownIds } from './town.ts';
import { disagreements } from './truth.ts';

/*
 * Random worlds: two devices of one account, chats of every kind, people who write, and a network that loses, doubles, delays and
 * reorders what it carries, breaks, and comes back; devices are killed and started again. In the end every device agrees with the
 * server in all that it knows, and nothing waits to be sent. The same worlds come each time, unless PETREL_WORLDS says how many
 * others are wanted, or PETREL_SEED which; a failure prints its seed.
 */

const wanted = process.env['PETREL_WORLDS'];
const worlds = Number(wanted ?? 200);
const chosen = process.env['PETREL_SEED'] ?? (wanted === undefined ? '1' : undefined);

const others = ['send', 'send', 'send', 'mention', 'react', 'react', 'edit', 'delete', 'read'] as const;
const own = ['send', 'send', 'edit', 'delete', 'deleteHere', 'forward', 'read', 'pin', 'unpin', 'mark', 'draft', 'lookEnd', 'lookBack', 'lookUnread', 'seeReactions', 'readReactions', 'readMentions'] as const;
const trouble = ['cut', 'mend', 'mendNew', 'kill', 'tooLong', 'channelTooLong', 'smallSlices'] as const;

const step = fc.record({
  act: fc.oneof(
    { weight: 5, arbitrary: fc.record({ who: fc.constant('other' as const), kind: fc.constantFrom(...others) }) },
    { weight: 5, arbitrary: fc.record({ who: fc.constant('own' as const), kind: fc.constantFrom(...own) }) },
    { weight: 2, arbitrary: fc.record({ who: fc.constant('trouble' as const), kind: fc.constantFrom(...trouble) }) },
  ),
  device: fc.nat({ max: 1 }),
  chat: fc.nat({ max: 4 }),
  pick: fc.nat({ max: 1000 }),
  wait: fc.constantFrom(0, 0, 10, 60, 400, 1500),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const weather = fc.record({
  losePush: fc.constantFrom(0, 0.1, 0.4),
  doublePush: fc.constantFrom(0, 0.2),
  delay: fc.constantFrom(0, 0.2, 0.5),
  repeatCall: fc.constantFrom(0, 0.2),
});

async function take(town: ModelTown, { act, device: index, chat: chatIndex, pick }: Step): Promise<void> {
  const chat = town.chats[chatIndex]!;
  const device = town.devices[index]!;
  if (act.who === 'other') {
    await town.other(act.kind, chat, pick);
    return;
  }
  // Nobody opens a chat with somebody who is not known yet.
  if (act.who === 'own' && device.store.peers.inputPeer(chat) === undefined) return;
  const mine = ownIds(device, chat);
  const known = device.store.messages.idsBetween(chat, 1, 2 ** 31);
  const target = known[pick % Math.max(1, known.length)];
  const written = mine[pick % Math.max(1, mine.length)];
  switch (act.kind) {
    case 'send':
      device.do('messages.send', { peerId: chat, text: `own ${pick} of ${index}`, entities: [] });
      break;
    case 'edit':
      if (written !== undefined) device.do('messages.edit', { peerId: chat, id: written, text: `changed ${pick}`, entities: [] });
      break;
    case 'delete':
      if (written !== undefined) device.do('messages.delete', { peerId: chat, ids: [written], forEveryone: true });
      break;
    case 'deleteHere':
      if (target !== undefined && chat > -1_000_000_000_000) device.do('messages.delete', { peerId: chat, ids: [target], forEveryone: false });
      break;
    case 'forward':
      if (target !== undefined) device.do('messages.forward', { fromPeerId: chat, ids: [target], toPeerId: town.chats[pick % 4]! });
      break;
    case 'read':
      if (target !== undefined) device.do('messages.read', { peerId: chat, maxId: target });
      break;
    case 'pin':
    case 'unpin':
      device.do('dialogs.setPinned', { peerId: chat, pinned: act.kind === 'pin' });
      break;
    case 'mark':
      device.do('dialogs.setUnread', { peerId: chat, unread: pick % 2 === 0 });
      break;
    case 'draft':
      device.do('drafts.save', { peerId: chat, text: pick % 3 === 0 ? '' : `draft ${pick} of ${index}`, entities: [] });
      break;
    case 'seeReactions':
      device.do('unread.seen', { peerId: chat, ids: mine.slice(-5) });
      break;
    case 'readReactions':
    case 'readMentions':
      device.do('unread.readAll', { peerId: chat, kind: act.kind === 'readMentions' ? 'mention' : 'reaction' });
      break;
    case 'lookEnd':
      device.look('first', chat, 'end', 10, 0);
      break;
    case 'lookUnread':
      device.look('first', chat, 'firstUnread', 5, 10);
      break;
    case 'lookBack':
      device.look('second', chat, (target ?? 1) as MessageId, 8, 8);
      break;
    case 'cut':
      device.wire.cut();
      break;
    case 'mend':
    case 'mendNew':
      device.mend(act.kind === 'mendNew');
      break;
    case 'kill':
      device.restart();
      break;
    case 'tooLong':
      town.world.forceTooLong(1);
      break;
    case 'channelTooLong':
      if (chat < -1_000_000_000_000) town.world.forceTooLong(1, -(chat as number) - 1_000_000_000_000);
      break;
    case 'smallSlices':
      town.world.setSliceSize(1 + (pick % 5));
      break;
  }
}

test(
  'every device ends where the server is, whatever happened on the way',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), weather, fc.integer(), async (steps, sky, seed) => {
        const town = new ModelTown(seed, sky);
        try {
          await town.pass(300);
          for (const each of steps) {
            await take(town, each);
            if (each.wait > 0) await town.pass(each.wait);
          }
          await town.settle();
          expect(town.devices.flatMap((device, index) => disagreements(town, device).map((line) => `device ${index}: ${line}`))).toEqual([]);
        } finally {
          town.close();
        }
      }),
      { numRuns: worlds, ...(chosen === undefined ? {} : { seed: Number(chosen) }) },
    );
  },
  Math.max(300_000, worlds * 2000),
);
