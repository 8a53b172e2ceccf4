import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { channelPeerId, groupPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { startLocalDc } from '../../dc/local.ts';
import { Chance } from '../../model/chance.ts';
import { FollowedDialogs, FollowedHistory } from '../support/chats.ts';
import { TestEngine, temporaryProfile } from '../support/engine.ts';
import { DraftsAndEdits } from './drafts-and-edits.ts';
import type { Task } from './engine-child.ts';
import { Removals } from './removals.ts';

/*
 * The engine is killed for real, by SIGKILL, again and again while it sends and receives. In the end this account has of each chat what the
 * server has; what the engine took over was sent once, in the order in which it was written, and whole chats that were cleared, deleted, left or
 * blocked are so once, and nothing said later is gone with them. A draft is there when its call was answered, and so is another text for a
 * scheduled message, here and at the server. `PETREL_KILLS` says how often it is killed,
 * `PETREL_SEED` which run it is.
 */

const kills = Number(process.env['PETREL_KILLS'] ?? 3);
const seed = Number(process.env['PETREL_SEED'] ?? (kills > 3 ? Date.now() % 2 ** 31 : 1));
const phone = '9996621234';

/** What one process said before it was killed. */
interface Words {
  tried: string[];
  kept: string[];
  removing: number[];
  removed: number[];
  refused: string[];
  /** The draft that it found. */
  found: string | undefined;
  drafting: string[];
  drafted: string[];
  editing: string[];
  edited: string[];
}

/** Lets a process work until it has taken over so many messages and a moment has passed. */
async function killedRun(task: Task, after: number, pauseMs: number): Promise<Words> {
  const argument = JSON.stringify(task);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'engine-child.ts'), argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const words: Words = { tried: [], kept: [], removing: [], removed: [], refused: [], found: undefined, drafting: [], drafted: [], editing: [], edited: [] };
  let isDue = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, ...rest] = line.split(' ');
    if (word === 'try') words.tried.push(rest.join(' '));
    if (word === 'kept') words.kept.push(rest.join(' '));
    if (word === 'removing' || word === 'removed') words[word].push(Number(rest[0]));
    if (word === 'drafting' || word === 'drafted' || word === 'editing' || word === 'edited') words[word].push(rest.join(' '));
    if (word === 'found') words.found = rest.join(' ');
    if (word === 'refused') words.refused.push(rest.join(' '));
    if (!isDue && (after === 0 ? word === 'ready' : words.kept.length === after)) {
      isDue = true;
      setTimeout(() => child.kill('SIGKILL'), pauseMs);
    }
  }
  expect(await exited, `seed ${seed}: how the process ended`).toEqual([null, 'SIGKILL']);
  return words;
}

it('what was taken over survives being killed at any moment, once and in order', async () => {
  const chance = new Chance(seed);
  const dc = await startLocalDc({ protocol: { forwardSecrecy: true } });
  const { world } = dc;
  const profile = temporaryProfile();
  const anna = world.createUser({ firstName: 'Anna', phone });
  const boris = world.createUser({ firstName: 'Boris' });
  const group = world.createGroup({ title: 'Group', creatorId: boris.id, memberIds: [anna.id] });
  const club = world.createSupergroup({ title: 'Club', creatorId: boris.id, memberIds: [anna.id] });
  const chats: PeerId[] = [boris.id as PeerId, groupPeerId(group.id), channelPeerId(club.id)];
  const account = world.account(anna.id);
  const removals = new Removals(dc, anna);
  const writings = new DraftsAndEdits(dc, anna);
  const thread = (chat: PeerId): { id: number; text: string }[] =>
    world.state.thread(account, chat as never).filter(({ content }) => content.action === undefined).map(({ id, content }) => ({ id, text: content.text }));
  const write = (text: string): void => {
    const chat = chats[chance.below(chats.length)] as number;
    world.sendMessage({ from: boris.id, to: (chat > 0 ? anna.id : chat) as never, text });
  };
  for (let n = 0; n < 9; n += 1) write(`before ${n}`);
  const first = TestEngine.open(profile.dir, dc);
  await first.signIn(phone);
  const list = new FollowedDialogs(first.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 }));
  await list.until((rows) => chats.every((chat) => rows.some((row) => row.peerId === chat)));
  await writings.prepare(first);
  await first.close();

  const tried: string[] = [];
  const kept: string[] = [];
  const kill = async (round: number): Promise<void> => {
    let arriving = 0;
    const others = setInterval(() => {
      if (arriving < 60) write(`other ${round} ${(arriving += 1)}`);
    }, 15);
    const task: Task = { dc: { dcs: dc.dcs, publicKey: dc.publicKey }, profile: profile.dir, seed: seed + round, chats, removals: removals.make(round), desk: writings.desk, from: tried.length + 1 };
    const words = await killedRun(task, chance.below(12), chance.below(60)).finally(() => clearInterval(others));
    tried.push(...words.tried);
    kept.push(...words.kept);
    expect(words.refused, `seed ${seed}`).toEqual([]);
    writings.note(words, `seed ${seed}`);
    for (const peerId of words.removing) removals.note(peerId, 'tried');
    for (const peerId of words.removed) removals.note(peerId, 'kept');
    removals.goOn();
  };

  /** Opens the app once more, which sends what is left and catches up, and compares. */
  const compare = async (): Promise<void> => {
    const last = TestEngine.open(profile.dir, dc);
    await last.step('ready');
    for (const chat of chats) {
      const history = new FollowedHistory(last.window.listen('messages.window', { peerId: chat, anchor: 'end', older: 300, newer: 0 }));
      await history.until((messages, window) => {
        const shown = messages.filter((message) => message.service === undefined);
        const there = thread(chat);
        const isSame = JSON.stringify(shown.map(({ id, text }) => ({ id, text }))) === JSON.stringify(there.slice(-shown.length));
        return isSame && (window.atStart || shown.length >= 299) && window.loading === undefined;
      });
      const prefix = `${chat} `;
      const own = thread(chat).map(({ text }) => text).filter((text) => text.startsWith('own '));
      const all = tried.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
      const sure = kept.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
      expect(own, `seed ${seed}: nothing twice, and in order`).toEqual(all.filter((text) => own.includes(text)));
      expect(sure.filter((text) => !own.includes(text)), `seed ${seed}: nothing lost`).toEqual([]);
    }
    await writings.compare(last, `seed ${seed}`);
    await removals.compare(last, `seed ${seed}`);
    await last.close();
  };

  try {
    for (let round = 0; round < kills; round += 1) {
      await kill(round);
      if (round % 8 === 7 || round === kills - 1) await compare();
    }
    expect(kept.length).toBeGreaterThanOrEqual(kills);
    expect(dc.violations()).toEqual([]);
  } finally {
    await dc.close();
    profile.remove();
  }
}, Math.max(90_000, kills * 20_000));
