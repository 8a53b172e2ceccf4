import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { MessageId } from '#shared/model/index.ts';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, Harness } from './harness.ts';

/*
 * Texts, files and albums through everything that can happen to a call: each arrives exactly once and whole, texts in the order in
 * which they were written, and in the end nothing is left in the outbox or on the disk.
 */

let harness: Harness | undefined;
afterEach(() => {
  harness?.remove();
  harness = undefined;
});

/** What becomes of a call: the server does it or not, and the answer comes or not, or the push that says the same is faster. */
type Fate = 'well' | 'push first' | 'answer lost' | 'never arrived' | 'busy' | 'wait' | 'duplicate';
const fates: readonly Fate[] = ['well', 'push first', 'answer lost', 'never arrived', 'busy', 'wait', 'duplicate'];
/** What the person does, and what happens to the program. */
const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant('text' as const) },
  { weight: 2, arbitrary: fc.constant('file' as const) },
  { weight: 2, arbitrary: fc.constant('album' as const) },
  { weight: 2, arbitrary: fc.constant('time passes' as const) },
  { weight: 1, arbitrary: fc.constant('killed' as const) },
);

const photoOf = (id: bigint): tl.photo =>
  ({ _: 'photo', id, accessHash: 1n, fileReference: new Uint8Array([1]), date: 1, sizes: [], dcId: 2 });

/** A server that takes files and albums beside texts, keeps to random ids, and treats each call as `fate` says. */
class Fates {
  readonly #fates: readonly Fate[];
  #at = 0;
  #photos = 0n;
  calm = false;

  constructor(list: readonly Fate[]) {
    this.#fates = list;
  }

  install({ server }: Harness): void {
    const sendText = server.handlers.get('messages.sendMessage') as (call: tl.messages.sendMessage) => tl.Updates;
    const sendOne = (call: tl.messages.sendMedia | (tl.inputSingleMedia & { peer: tl.InputPeer })): tl.Updates => {
      const media = call.media as tl.inputMediaPhoto;
      const known = server.sentIds.has(call.randomId);
      const answer = sendText({ ...call, _: 'messages.sendMessage' } as never);
      const id = server.sentIds.get(call.randomId);
      const message = server.messages.find((one) => one.id === id);
      if (!known && message !== undefined) message.media = { _: 'messageMediaPhoto', photo: photoOf((media.id as tl.inputPhoto).id) };
      return answer;
    };
    const all: Record<string, (call: never) => tl.Updates> = {
      'messages.sendMessage': sendText as never,
      'messages.sendMedia': sendOne as never,
      'messages.sendMultiMedia': ((call: tl.messages.sendMultiMedia) => {
        const answers = call.multiMedia.map((item) => sendOne({ ...item, peer: call.peer }) as tl.updates);
        return server.wrap(answers.flatMap((answer) => answer.updates));
      }) as never,
    };
    for (const [name, handler] of Object.entries(all)) {
      server.on(name as tl.MethodName, (call) => this.#meet(() => handler(call as never), (answer) => server.push(answer)));
    }
    const nothing = (): void => undefined;
    server.on('upload.saveFilePart', () => this.#meet(() => true, nothing));
    server.on('messages.uploadMedia', () =>
      this.#meet((): tl.messageMediaPhoto => ({ _: 'messageMediaPhoto', photo: photoOf((this.#photos += 1n)) }), nothing),
    );
  }

  #meet<T>(act: () => T, push: (answer: T & tl.Updates) => void): T {
    const fate = this.calm ? 'well' : (this.#fates[this.#at++ % this.#fates.length] ?? 'well');
    switch (fate) {
      case 'well':
        return act();
      case 'push first': {
        const answer = act();
        push(answer as T & tl.Updates);
        return answer;
      }
      case 'answer lost':
        act();
        throw new CallFailure('unknownOutcome', 'a call');
      case 'never arrived':
        throw new CallFailure('timeout', 'a call');
      case 'busy':
        throw new RpcError(500, 'INTERNAL', 'a call');
      case 'wait':
        throw new RpcError(420, 'FLOOD_WAIT_2', 'a call');
      case 'duplicate':
        act();
        throw new RpcError(500, 'RANDOM_ID_DUPLICATE', 'a call');
    }
  }
}

async function attach(to: Harness, count: number): Promise<{ attachment: string }[]> {
  const files = [];
  for (let n = 0; n < count; n += 1) {
    const attachment = `${to.clock.now()}${attached++}`.padStart(32, '0');
    expect(await to.attachments.append(attachment, 0, new Uint8Array(100).fill(n + 1))).toEqual({ ok: true, size: 100 });
    files.push({ attachment });
  }
  return files;
}
let attached = 0;

it('sends everything exactly once, texts in order, albums whole, whatever becomes of calls and of the program', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 12 }), async (acts, list) => {
      const world = new Fates(list);
      let now = await new Harness().start();
      harness = now;
      world.install(now);
      const texts: string[] = [];
      const albums: string[][] = [];
      const sendFiles = async (count: number): Promise<void> => {
        const caption = `caption ${albums.length}`;
        const files = (await attach(now, count)).map((file) => (
          { ...file, as: 'photo', name: 'a.jpg', mimeType: 'image/jpeg', width: 10, height: 10 } as const
        ));
        now.call('messages.sendFiles', { peerId: ANNA, files, text: caption, entities: [] });
        albums.push([caption, ...Array.from({ length: count - 1 }, () => '')]);
      };
      for (const each of acts) {
        if (each === 'text') {
          texts.push(`text ${texts.length}`);
          now.send(ANNA, texts.at(-1) ?? '');
        } else if (each === 'file') await sendFiles(1);
        else if (each === 'album') await sendFiles(3);
        else if (each === 'time passes') await now.settle(3_000);
        else {
          now = now.restart();
          harness = now;
          await now.start();
        }
      }
      world.calm = true;
      // Files are really read, which takes as long as the machine needs.
      for (let round = 0; round < 3_000 && now.store.outbox.all().length > 0; round += 1) await now.settle(1_000);
      expect(now.store.outbox.all()).toEqual([]);
      const arrived = now.server.history(ANNA).toReversed();
      expect(arrived.filter(({ media }) => media === undefined).map(({ message }) => message)).toEqual(texts);
      const photos = arrived.filter(({ media }) => media !== undefined);
      expect(photos.map(({ message }) => message).toSorted()).toEqual(albums.flat().toSorted());
      // What was sent together has come together: a caption, and what follows it.
      for (const album of albums) {
        const at = photos.findIndex(({ message }) => message === album[0]);
        expect(photos.slice(at, at + album.length).map(({ message }) => message)).toEqual(album);
      }
      expect(now.store.attachments.list()).toEqual([]);
      for (const { id } of photos) expect(now.store.messages.has(ANNA, id as MessageId)).toBe(true);
      now.remove();
      harness = undefined;
    }),
    { numRuns: 40 },
  );
}, 60_000);
