/**
 * The engine in a process of its own, over a profile, until somebody kills it: it writes without a pause into the chats that it is told, reads
 * what comes, and says on its standard output what it has begun to send (`try`) and what the engine has taken over (`kept`).
 */
import type { PeerId } from '#shared/model/index.ts';
import { Chance } from '../../model/chance.ts';
import { TestEngine } from '../support/engine.ts';
import type { LocalDcDescription } from '../../../src-main/app/environments.ts';

export interface Task {
  dc: LocalDcDescription;
  profile: string;
  seed: number;
  chats: PeerId[];
  /** The first number to write; each text ends in its own. */
  from: number;
}

const { dc, profile, seed, chats, from } = JSON.parse(process.argv[2] ?? '') as Task;
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
for (let number = from; ; number += 1) {
  const peerId = chats[chance.below(chats.length)];
  if (peerId === undefined) throw new Error('there is no chat');
  const text = `own ${number}`;
  tell(`try ${peerId} ${text}`);
  await window.call('messages.send', { peerId, text, entities: [] });
  tell(`kept ${peerId} ${text}`);
  if (chance.hits(0.7)) await new Promise((resolve) => void setTimeout(resolve, chance.below(30)));
}
