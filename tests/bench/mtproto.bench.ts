import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { getWasmUrl, ige256Decrypt, ige256Encrypt, initSync } from '@mtcute/wasm';
import { igeDecrypt, igeEncrypt } from '../../src-main/crypto/index.ts';
import { MtprotoClient } from '../../src-main/mtproto/index.ts';
import type { LocalDc } from '../dc/index.ts';
import { environmentOf, init, MemoryStorage } from '../integration/mtproto/support.ts';
import { Api, bigInt, gramJsClient } from '../interop/support/gramjs.ts';
import { mtcuteClient } from '../interop/support/mtcute.ts';
import type { BenchRow } from './row.ts';

/** What the three clients' helpers need to know of a local DC in another process. */
type RemoteDc = Pick<LocalDc, 'dcs' | 'publicKey' | 'fingerprint'>;

const require = createRequire(import.meta.url);
const { IGE } = require('telegram/crypto/IGE.js') as { IGE: new (key: Buffer, iv: Buffer) => { encryptIge(data: Buffer): Buffer; decryptIge(data: Buffer): Buffer } };

const calls = 10_000;
/** Calls at once. mtcute packs more than 1020 messages into one container when it is given more, and its session is reset. */
const batch = 500;
const fileSize = 256 * 1024 * 1024;
const partSize = 512 * 1024;
const window = 8;

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Milliseconds of each task: the median over rounds in which the tasks take turns. */
async function alternate(rounds: number, tasks: Record<string, () => Promise<number>>): Promise<Record<string, number>> {
  const samples = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) samples.set(name, [...(samples.get(name) ?? []), await task()]);
  }
  return Object.fromEntries([...samples].map(([name, list]) => [name, median(list)]));
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

// Cryptography.

function igeRows(): BenchRow[] {
  initSync(readFileSync(getWasmUrl()));
  const key = randomBytes(32);
  const iv = randomBytes(32);
  const rows: BenchRow[] = [];
  for (const [label, size] of [['1 KiB', 1024], ['128 KiB', 131_072], ['1 MiB', 1_048_576]] as const) {
    const data = randomBytes(size);
    const rate = (task: () => unknown): number[] => [speed(task, size)];
    const measure = (tasks: (() => unknown)[]): number[] => {
      const samples: number[][] = tasks.map(() => []);
      for (let round = 0; round < 9; round++) tasks.forEach((task, index) => samples[index]?.push(...rate(task)));
      return samples.map(median);
    };
    const [ours, mtcute, gramjs] = measure([
      () => igeEncrypt(data, key, iv),
      () => ige256Encrypt(data, key, iv),
      () => new IGE(key, iv).encryptIge(data),
    ]);
    rows.push(throughput(`AES-256-IGE encryption, ${label}`, ours, mtcute, gramjs));
    const [oursBack, mtcuteBack, gramjsBack] = measure([
      () => igeDecrypt(data, key, iv),
      () => ige256Decrypt(data, key, iv),
      () => new IGE(key, iv).decryptIge(data),
    ]);
    rows.push(throughput(`AES-256-IGE decryption, ${label}`, oursBack, mtcuteBack, gramjsBack));
  }
  return rows;
}

/** MiB per second of a task over `size` bytes. */
function speed(task: () => unknown, size: number): number {
  const start = performance.now();
  let times = 0;
  let elapsed = 0;
  for (; elapsed < 25; elapsed = performance.now() - start, times++) task();
  return (times * size) / 1024 / 1024 / (elapsed / 1000);
}

function throughput(name: string, ours = 0, mtcute = 0, gramjs = 0): BenchRow {
  return { name, unit: 'MiB/s', ours, mtcute, gramjs, higherIsBetter: true };
}

// The local DC.

async function withDc<T>(action: (dc: RemoteDc) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mtproto-dc.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', () => reject(new Error('The local DC ended')));
    });
    return await action(JSON.parse(line) as RemoteDc);
  } finally {
    child.stdin.end();
    await exited;
  }
}

function ourClient(dc: RemoteDc): MtprotoClient {
  const client = new MtprotoClient({ environment: environmentOf(dc, 1), init, storage: new MemoryStorage(), refreshAddresses: false });
  client.start();
  return client;
}

const nearest = { _: 'help.getNearestDc' } as const;

async function keyCreation(dc: RemoteDc): Promise<BenchRow> {
  const result = await alternate(7, {
    ours: () =>
      timed(async () => {
        const client = ourClient(dc);
        await client.call(nearest);
        await client.close();
      }),
    mtcute: async () => {
      const client = await mtcuteClient(dc as LocalDc, { transport: 'obfuscated-intermediate', disableUpdates: true });
      const ms = await timed(async () => {
        await client.connect();
        await client.call(nearest);
      });
      await client.destroy();
      return ms;
    },
    gramjs: async () => {
      const client = gramJsClient(dc as LocalDc, { transport: 'obfuscated' });
      const ms = await timed(async () => {
        await client.connect();
        await client.invoke(new Api.help.GetNearestDc());
      });
      await client.destroy();
      return ms;
    },
  });
  const { ours = 0, mtcute = 0, gramjs = 0 } = result;
  return { name: 'Authorization key, from nothing to the first answer', unit: 'ms', ours, mtcute, gramjs, higherIsBetter: false, note: "with the server's own half" };
}

async function connected<T>(dc: RemoteDc, action: (clients: { ours: MtprotoClient; mtcute: Awaited<ReturnType<typeof mtcuteClient>>; gramjs: ReturnType<typeof gramJsClient> }) => Promise<T>): Promise<T> {
  const ours = ourClient(dc);
  const mtcute = await mtcuteClient(dc as LocalDc, { transport: 'obfuscated-intermediate', disableUpdates: true });
  const gramjs = gramJsClient(dc as LocalDc, { transport: 'obfuscated' });
  try {
    await ours.call(nearest);
    await mtcute.connect();
    await mtcute.call(nearest);
    await gramjs.connect();
    await gramjs.invoke(new Api.help.GetNearestDc());
    return await action({ ours, mtcute, gramjs });
  } finally {
    await ours.close();
    await mtcute.destroy();
    await gramjs.destroy();
  }
}

function smallCalls(dc: RemoteDc): Promise<BenchRow[]> {
  return connected(dc, async ({ ours, mtcute, gramjs }) => {
    const latency = await alternate(101, {
      ours: () => timed(() => ours.call(nearest)),
      mtcute: () => timed(() => mtcute.call(nearest)),
      gramjs: () => timed(() => gramjs.invoke(new Api.help.GetNearestDc())),
    });
    const many = (call: () => Promise<unknown>): Promise<number> =>
      timed(async () => {
        for (let sent = 0; sent < calls; sent += batch) await Promise.all(Array.from({ length: batch }, call));
      });
    const result = await alternate(5, { ours: () => many(() => ours.call(nearest)), mtcute: () => many(() => mtcute.call(nearest)) });
    // GramJS takes minutes for so many; its rate is that of one batch.
    const gram = await timed(() => Promise.all(Array.from({ length: batch }, () => gramjs.invoke(new Api.help.GetNearestDc()))));
    const rate = (count: number, ms = 0): number => (count * 1000) / ms;
    return [
      {
        name: `${calls.toLocaleString('en-US')} pipelined small calls`,
        unit: 'calls/s',
        ours: rate(calls, result['ours']),
        mtcute: rate(calls, result['mtcute']),
        gramjs: rate(batch, gram),
        higherIsBetter: true,
        note: `${batch} at once; GramJS: ${batch} calls`,
      },
      { name: 'One small call', unit: 'ms', ours: latency['ours'] ?? 0, mtcute: latency['mtcute'] ?? 0, gramjs: latency['gramjs'] ?? 0, higherIsBetter: false },
    ];
  });
}

function download(dc: RemoteDc): Promise<BenchRow> {
  const document = { id: 1n, accessHash: 1n, fileReference: new Uint8Array(8), thumbSize: '' };
  return connected(dc, async ({ ours, mtcute, gramjs }) => {
    const result = await alternate(3, {
      ours: () => timed(() => downloadOurs(ours)),
      mtcute: () =>
        timed(async () => {
          const { default: Long } = await import('long');
          const location = {
            _: 'inputDocumentFileLocation' as const,
            ...document,
            id: Long.fromBigInt(document.id),
            accessHash: Long.fromBigInt(document.accessHash),
          };
          let bytes = 0;
          for await (const chunk of mtcute.downloadAsIterable(location, { fileSize, partSize: partSize / 1024, dcId: 1 })) bytes += chunk.length;
          check(bytes);
        }),
    });
    // GramJS is asked for single parts: its own download loop did not end here.
    const small = fileSize / 32;
    const gram = await timed(async () => {
      const location = new Api.InputDocumentFileLocation({ id: bigInt(1), accessHash: bigInt(1), fileReference: Buffer.alloc(8), thumbSize: '' });
      for (let offset = 0; offset < small; offset += partSize) {
        await gramjs.invoke(new Api.upload.GetFile({ location, offset: bigInt(offset), limit: partSize }));
      }
    });
    const rate = (bytes: number, ms = 0): number => bytes / 1024 / 1024 / (ms / 1000);
    return {
      name: 'Download of 256 MiB',
      unit: 'MiB/s',
      ours: rate(fileSize, result['ours']),
      mtcute: rate(fileSize, result['mtcute']),
      gramjs: rate(small, gram),
      higherIsBetter: true,
      note: 'parts of 512 KiB, nothing written to disk; GramJS: 8 MiB, one part after the other',
    };
  });
}

function check(bytes: number): void {
  if (bytes !== fileSize) throw new Error(`Got ${bytes} bytes`);
}

/** Keeps a window of parts in flight. */
async function downloadOurs(client: MtprotoClient): Promise<void> {
  let next = 0;
  let bytes = 0;
  const worker = async (): Promise<void> => {
    while (next < fileSize) {
      const offset = next;
      next += partSize;
      const location = { _: 'inputDocumentFileLocation', id: 1n, accessHash: 1n, fileReference: new Uint8Array(8), thumbSize: '' } as const;
      const file = await client.call({ _: 'upload.getFile', location, offset, limit: partSize }, { kind: 'download', dcId: 1 });
      if (file._ === 'upload.file') bytes += file.bytes.length;
    }
  };
  await Promise.all(Array.from({ length: window }, worker));
  check(bytes);
}

/** The engine's own numbers beside mtcute's and GramJS's, against one local DC in another process. */
export async function run(): Promise<BenchRow[]> {
  const rows = igeRows();
  await withDc(async (dc) => {
    rows.push(await keyCreation(dc));
    rows.push(...(await smallCalls(dc)));
    rows.push(await download(dc));
  });
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
  process.exit(0);
}
