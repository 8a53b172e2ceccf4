/** The whole app beside a busy, large account for the bench of the interface: a local DC, the engine in its thread over a warm store, the browser host. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { tl } from '#tl';
import { userPeerId, type PeerId } from '#shared/model/index.ts';
import { localEnvironment } from '../../src-main/app/environments.ts';
import { EngineThread } from '../../src-main/app/thread/engine-thread.ts';
import { startBrowserHost } from '../../src-main/hosts/browser/index.ts';
import { openStore } from '../../src-main/store/index.ts';
import { dist, engineEntry, refreshParts } from '../../tools/build-parts.ts';
import type { LocalDcDescription } from '../../src-main/app/environments.ts';
import { startLocalDc } from '../dc/index.ts';
import { TestEngine, engineOptions, testKey } from '../integration/support/engine.ts';
import { message, textMaker } from './store-world.ts';

const PHONE = '9996621234';
const bold = { _: 'messageEntityBold', offset: 0, length: 2 } as const;
const NOW = Math.floor(Date.now() / 1000);

export interface UiWorld {
  /** An address for one more window. */
  url(): string;
  /** Chats with a long history, and chats that a window opens one after the other. */
  short: PeerId;
  long: PeerId;
  ordinary: readonly PeerId[];
  /** One more of the chats gets a message, each time another one. */
  write(): void;
  close(): Promise<void>;
}

export interface UiWorldSize {
  dialogs: number;
  short: number;
  long: number;
}

/** Signs in, lets the engine learn the whole list, and puts the histories, which the server has, into its store. */
export async function startUiWorld(size: UiWorldSize): Promise<UiWorld> {
  await refreshParts(['renderer', 'main']);
  const dc = await startLocalDc();
  const { world } = dc;
  const own = world.createUser({ firstName: 'Anna', phone: PHONE });
  const text = textMaker(5);
  const people = Array.from({ length: size.dialogs }, (_, index) => world.createUser({ firstName: `${text().slice(0, 20)} ${index}`, color: index % 7 }).id);
  const write = (from: number, date: number, entities: tl.MessageEntity[] = []) => world.sendMessage({ from, to: own.id, text: text(), date, entities });
  /** Of one chat: its messages, a half minute apart, all of them read. */
  const history = (from: number, count: number) => Array.from({ length: count }, (_, index) => write(from, NOW - (count - index) * 30, index % 5 === 0 ? [bold] : []));
  // A folder of everybody, to switch to.
  const title: tl.textWithEntities = { _: 'textWithEntities', text: 'People', entities: [] };
  const filter: tl.dialogFilter = { _: 'dialogFilter', id: 2, title, pinnedPeers: [], includePeers: [], excludePeers: [], nonContacts: true };
  world.accountByPhone(PHONE).filters.push({ filter, pinned: [], include: [], exclude: [] });
  people.forEach((from, index) => write(from, NOW - 3_600 - index * 60));
  const [short = 0, long = 0, ...rest] = people;
  const ordinary = rest.slice(0, 8);
  const histories = new Map([
    [long, history(long, size.long)],
    [short, history(short, size.short)],
    ...ordinary.map((from) => [from, history(from, 200)] as const),
  ]);
  for (const peer of people) world.readHistory(own.id, peer);

  const profileDir = mkdtempSync(join(tmpdir(), 'petrel-ui-'));
  await learn(profileDir, dc, size.dialogs);
  const accounts = join(profileDir, 'accounts');
  const store = openStore({ path: join(accounts, readdirSync(accounts)[0] ?? '', 'petrel.db'), key: testKey });
  for (const [from, messages] of histories) {
    const peerId = userPeerId(from);
    for (let at = 0; at < messages.length; at += 1_000) {
      store.transaction(() => {
        for (const each of messages.slice(at, at + 1_000)) {
          const mapped = message(peerId, each.id, each.content.date, each.content.text, false);
          if (each.content.entities.length > 0) mapped.message.entities = [{ type: 'bold', offset: 0, length: bold.length }];
          store.messages.put(mapped);
        }
      });
    }
    const top = messages.at(-1)?.id ?? 0;
    store.transaction(() => store.ranges.add(peerId, { lo: 0, hi: top, live: true, unverified: false }));
  }
  store.checkpoint();
  store.close();

  const engine = new EngineThread({ ...engineOptions(profileDir, dc), environment: localEnvironment(dc) }, engineEntry);
  const host = await startBrowserHost({ engine, rendererDir: join(dist, 'renderer') });
  let turn = 0;
  const busy = people.slice(-500);
  return {
    url: () => host.newUrl(),
    short: userPeerId(short),
    long: userPeerId(long),
    ordinary: ordinary.map((id) => userPeerId(id)),
    write: () => void world.sendMessage({ from: busy[turn++ % busy.length] ?? long, to: own.id, text: text() }),
    async close() {
      await host.close();
      await engine.close();
      await dc.close();
      rmSync(profileDir, { recursive: true, force: true });
    },
  };
}

async function learn(profileDir: string, dc: LocalDcDescription, dialogs: number): Promise<void> {
  const engine = TestEngine.open(profileDir, dc);
  await engine.signIn(PHONE);
  await engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 }).until(({ total, loading }) => !loading && total >= dialogs);
  await engine.close();
}
