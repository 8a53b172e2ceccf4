import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import { TestEngine } from '../support/engine.ts';

type Dc = Awaited<ReturnType<typeof startLocalDc>>;

const anna = '9996621234';
const disk = mkdtempSync(join(tmpdir(), 'petrel-disk-'));
/** A real file system of a few megabytes; only root on Linux can have one. */
const canMount = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]).status === 0;
if (!canMount) rmSync(disk, { recursive: true });

let dc: Dc;
let annaId: number;
let benId: PeerId;
const engines: TestEngine[] = [];

function open(): TestEngine {
  const engine = TestEngine.open(join(disk, 'profile'), dc, { diskLookMs: 50 });
  engines.push(engine);
  return engine;
}

beforeEach(async () => {
  dc = await startLocalDc();
  annaId = dc.world.createUser({ firstName: 'Anna', phone: anna }).id;
  benId = dc.world.createUser({ firstName: 'Ben', phone: '9996615555' }).id as PeerId;
  dc.world.sendMessage({ from: benId, to: annaId as never, text: 'Before the flood' });
});

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
  if (canMount) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Takes what room there is, to the last byte. */
function fillDisk(): void {
  const file = openSync(join(disk, 'filler'), 'w');
  try {
    for (let size = 1024 * 1024; size > 0; size = Math.floor(size / 2)) {
      try {
        for (;;) if (writeSync(file, new Uint8Array(size)) < size) break;
      } catch {
        // A smaller piece may still fit.
      }
    }
  } finally {
    closeSync(file);
  }
}

async function until(engine: TestEngine, text: string) {
  const window = engine.window.listen('messages.window', { peerId: benId, anchor: 'end', older: 50, newer: 0 });
  await window.until(() => window.events.some((event) => event.upsert.some((message) => message.text === text && message.id > 0)));
}

it.runIf(canMount)('a disk that is really full is a state: reading goes on, what is typed is kept, and it ends by itself', async () => {
  const first = open();
  await first.signIn(anna);
  await until(first, 'Before the flood');
  const storage = first.window.listen('storage.state', {});
  fillDisk();
  // The log is written on into room that it has already: so many messages do not fit.
  for (let n = 0; n < 400; n += 1) dc.world.sendMessage({ from: benId, to: annaId as never, text: `Flood ${n} ${'x'.repeat(3_000)}` });
  await storage.until((state) => state.kind === 'full');
  await until(first, 'Before the flood');
  await first.window.call('drafts.save', { peerId: benId, text: 'Typed while there was no room', entities: [] });
  const info = first.window.listen('chat.info', { peerId: benId });
  await info.until((chat) => chat.draft?.text === 'Typed while there was no room');
  rmSync(join(disk, 'filler'));
  await storage.until((state) => state.kind === 'fine');
  await until(first, `Flood 399 ${'x'.repeat(3_000)}`);
  await first.close();
  const second = open();
  await second.step('ready');
  await second.window.listen('chat.info', { peerId: benId }).until((chat) => chat.draft?.text === 'Typed while there was no room');
});
