import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openStore } from '../../../src-main/store/index.ts';
import { ANNA, id, KEY, temporaryFolder } from './support.ts';

/** Writes for ever, each step one transaction that moves a message and the pts together; says so and goes on. */
const script = `
  import { openStore } from ${JSON.stringify(new URL('../../../src-main/store/index.ts', import.meta.url).href)};
  const store = openStore({ path: process.argv[1], key: Buffer.from(process.argv[2], 'hex') });
  for (let n = 1; ; n += 1) {
    store.transaction(() => {
      store.messages.put({
        message: { id: n, peerId: 2, date: n, out: false, text: 'x'.repeat(2000), entities: [] },
        service: false, editDate: 0, fromScheduled: false, unreadMention: false, editable: false, ttlPeriod: 0, files: [], peerIds: [],
      });
      if (n === 20) process.stdout.write('busy');
      store.dialogs.put(2, { topMessageId: n, topDate: n, unreadCount: n });
      store.meta.setCommonState({ pts: n, qts: 1, date: n, seq: 1 });
    });
  }
`;

test('a process that is killed while it writes leaves whole transactions and nothing else', async () => {
  const path = join(temporaryFolder(), 'a.db');
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path, Buffer.from(KEY).toString('hex')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await exited;
  const store = openStore({ path, key: KEY, keyChecked: true });
  const pts = store.meta.commonState()?.pts ?? 0;
  expect(pts).toBeGreaterThanOrEqual(19);
  expect(store.messages.newest(ANNA)?.id).toBe(pts);
  expect(store.messages.has(ANNA, id(pts + 1))).toBe(false);
  expect(store.dialogs.get(ANNA)).toMatchObject({ topMessageId: pts, unreadCount: pts });
  store.close();
});
