/**
 * The engine in a process of its own, over a profile, until somebody kills it: it writes without a pause into the chats that it is told, reads
 * what comes, and says on its standard output what it has begun to send (`try`) and what the engine has taken over (`kept`). In between it
 * clears and removes chats, and says the same of them (`removing`, `removed`), writes drafts (`drafting`, `drafted`) and other texts for a
 * scheduled message (`editing`, `edited`). First of all it says which draft it found (`found`).
 */
import type { PeerId } from '#shared/model/index.ts';
import { Chance } from '../../model/chance.ts';
import { FollowedDialogs } from '../support/chats.ts';
import { TestEngine } from '../support/engine.ts';
import type { Desk } from './drafts-and-edits.ts';
import type { Removal } from './removals.ts';
import type { LocalDcDescription } from '../../../src-main/app/environments.ts';

export interface Task {
  dc: LocalDcDescription;
  profile: string;
  seed: number;
  chats: PeerId[];
  /** What is done to whole chats, in this order. */
  removals: Removal[];
  desk: Desk;
  /** The first number to write; each text ends in its own. */
  from: number;
}

const { dc, profile, seed, chats, removals, desk, from } = JSON.parse(process.argv[2] ?? '') as Task;
const chance = new Chance(seed);
const { window, step } = await ready();
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

async function ready(): Promise<{ window: TestEngine['window']; step: unknown }> {
  const engine = TestEngine.open(profile, dc);
  return { window: engine.window, step: await engine.step('ready') };
}

tell(`ready ${typeof step}`);
for (const peerId of chats) {
  const history = window.listen('messages.window', { peerId, anchor: 'end', older: 20, newer: 0 });
  // What is seen is read, as on a screen.
  void history.until((event) => {
    const seen = event.order.findLast((id) => id > 0);
    if (seen !== undefined) void window.call('messages.read', { peerId, maxId: seen });
    return false;
  });
}
const list = new FollowedDialogs(window.listen('dialogs.window', { folder: 'main', start: 0, count: 60 }));

const { draft: found } = await list.untilRow(desk.peerId, () => true);
tell(`found ${found?.text ?? ''}`);

/** The call itself waits for the server's word; the next one is answered when the engine has taken this one over. */
async function edit(text: string): Promise<void> {
  tell(`editing ${text}`);
  const answered = window.call('scheduled.edit', { peerId: desk.peerId, id: desk.scheduledId, text, entities: [] });
  answered.catch((error: unknown) => tell(`refused ${text} ${String(error)}`));
  await window.call('app.info', {});
  tell(`edited ${text}`);
}

async function remove({ peerId, what }: Removal): Promise<void> {
  await list.untilRow(peerId, (row) => row.topMessage !== undefined);
  tell(`removing ${peerId}`);
  const answered = what === 'clear'
    ? window.call('dialogs.clear', { peerId, forEveryone: false })
    : window.call('dialogs.remove', { peerId, forEveryone: what === 'delete', block: what === 'block' });
  // The next call is answered when this one has been taken over, whatever the server says and when.
  answered.catch((error: unknown) => tell(`refused ${peerId} ${String(error)}`));
  await window.call('app.info', {});
  tell(`removed ${peerId}`);
}

for (let number = from; ; number += 1) {
  if (chance.hits(0.4)) {
    // A draft has been taken over when its call was answered.
    tell(`drafting draft ${number}`);
    await window.call('drafts.save', { peerId: desk.peerId, text: `draft ${number}`, entities: [] });
    tell(`drafted draft ${number}`);
  }
  if (chance.hits(0.4)) await edit(`edit ${number}`);
  const removal = chance.hits(0.4) ? removals.shift() : undefined;
  if (removal !== undefined) await remove(removal);
  const peerId = chats[chance.below(chats.length)];
  if (peerId === undefined) throw new Error('there is no chat');
  const text = `own ${number}`;
  tell(`try ${peerId} ${text}`);
  await window.call('messages.send', { peerId, text, entities: [] });
  tell(`kept ${peerId} ${text}`);
  if (chance.hits(0.7)) await new Promise((resolve) => void setTimeout(resolve, chance.below(30)));
}
