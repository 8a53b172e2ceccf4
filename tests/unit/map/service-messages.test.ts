import { expect, it } from 'vitest';
import { schemaEntries } from '#tl';
import type { tl } from '#tl';
import { channelPeerId, userPeerId } from '#shared/model/index.ts';
import { mapService } from '../../../src-main/store/index.ts';
import { ValueMaker } from '../tl/random-value.ts';

const maker = new ValueMaker();
const actions = schemaEntries().filter((entry) => entry.kind === 'constructor' && entry.type === 'MessageAction');
const context = { selfId: userPeerId(1), title: () => 'Anna', isBroadcast: () => false };

it('knows the actions of the whole layer', () => {
  expect(actions).toHaveLength(67);
});

it.each(actions.map((entry) => [entry.name, entry] as const))('%s is a sentence, in each of its forms', (_name, entry) => {
  for (let seed = 1; seed <= 12; seed++) {
    const action = maker.make(entry, seed, seed % 3 === 0 ? 'all' : seed % 3 === 1 ? 'none' : 'random') as unknown as tl.MessageAction;
    // What a service itself writes is shown as it is.
    if (action._ === 'messageActionCustomAction') action.message = 'Something special';
    for (const peerId of [userPeerId(5), channelPeerId(9)]) {
      const note = mapService({ peerId, actorId: userPeerId(5), out: seed % 2 === 0, action }, context);
      expect(note.text).not.toMatch(/cannot show|undefined|NaN|\[object/);
      expect(note.text.trim().length).toBeGreaterThan(3);
      for (const mention of note.mentions) expect(mention.offset + mention.length).toBeLessThanOrEqual(note.text.length);
    }
  }
});
