import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { getWasmUrl, ige256Decrypt, ige256Encrypt, initSync } from '@mtcute/wasm';
import { BulkThread, igeDecrypt, igeEncrypt, type BulkCipher } from '../../src-main/crypto/index.ts';
import { MtprotoClient } from '../../src-main/mtproto/index.ts';
import type { LocalDc } from '../dc/index.ts';
import { environmentOf, init, MemoryStorage } from '../integration/mtproto/support.ts';
import { Api, bigInt, gramJsClient } from '../interop/support/gramjs.ts';
import { MemoryStorage as MtcuteStorage, mtcuteClient } from '../interop/support/mtcute.ts';
import { clockAndProcessor, processorRow, serverNote, timed } from './clock-and-processor.ts';
import type { BenchRow } from './row.ts';
import { ratePerSecond, takeTurns } from './turns.ts';
import { uploadRows } from './upload.ts';

/** What the three clients' helpers need to know of a local DC in another process. */
type RemoteDc = Pick<LocalDc, 'dcs' | 'publicKey' | 'fingerprint'>;

const require = createRequire(import.meta.url);
const { IGE } = require('telegram/crypto/IGE.js') as { IGE: new (key: Buffer, iv: Buffer) => { encryptIge(data: Buffer): Buffer; decryptIge(data: Buffer): Buffer } };

const calls = 10_000;
/** Calls at once. mtcute packs more than 1020 messages into one container when it is given more, and its session is reset. */
const batch = 500;
const mebibyte = 1024 * 1024;
/** The 256 MiB are downloaded in rounds of this size, in turns with the peer. */
const fileRounds = 4;
const roundSize = (256 / fileRounds) * mebibyte;
const partSize = 512 * 1024;
const window = 8;

// Cryptography.

async function igeRows(): Promise<BenchRow[]> {
  initSync(readFileSync(getWasmUrl()));
  const key = randomBytes(32);
  const iv = randomBytes(32);
  const rows: BenchRow[] = [];
  for (const [label, size] of [['1 KiB', 1024], ['128 KiB', 131_072], ['1 MiB', 1_048_576]] as const) {
    const data = randomBytes(size);
    const group = Math.ceil(65_536 / size);
    const rate = (task: () => unknown) => () => (ratePerSecond(task, 15, group) * size) / mebibyte;
    const measure = async (name: string, note: string, tasks: Record<'ours' | 'mtcute' | 'gramjs', () => unknown>): Promise<void> => {
      const { ours, mtcute, gramjs } = tasks;
      const turns = await takeTurns({ rounds: 21, warmUp: 4 }, { ours: rate(ours), mtcute: rate(mtcute), gramjs: rate(gramjs) });
      rows.push({ name: `${name}, ${label}`, unit: 'MiB/s', ...turns.median, higherIsBetter: true, ratio: turns.ratio('ours', 'mtcute'), note });
    };
    await measure('AES-256-IGE encryption', size < 8192 ? smallNote : '', {
      ours: () => igeEncrypt(data, key, iv),
      mtcute: () => ige256Encrypt(data, key, iv),
      gramjs: () => new IGE(key, iv).encryptIge(data),
    });
    await measure('AES-256-IGE decryption', size < 8192 ? smallNote : decryptionNote, {
      ours: () => igeDecrypt(data, key, iv),
      mtcute: () => ige256Decrypt(data, key, iv),
      gramjs: () => new IGE(key, iv).decryptIge(data),
    });
  }
  return rows;
}

const smallNote = 'a native cipher costs 20 µs to create, so tables in WebAssembly on both sides; the key schedule is a tenth of it';
const decryptionNote = 'each block waits for the last and no native mode fits: tables in WebAssembly, bound by instructions per round';

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

function ourClient(dc: RemoteDc, bulk: BulkCipher): MtprotoClient {
  const client = new MtprotoClient({ bulk, environment: environmentOf(dc, 1), init, storage: new MemoryStorage(), refreshAddresses: false });
  client.start();
  return client;
}

const nearest = { _: 'help.getNearestDc' } as const;

/** From nothing, or from the keys of an earlier run, to the first answer. Both of us make temporary keys for forward secrecy; GramJS has none. */
async function firstAnswers(dc: RemoteDc): Promise<BenchRow[]> {
  const ours = async (storage: MemoryStorage): Promise<number> => {
    const client = new MtprotoClient({ environment: environmentOf(dc, 1), init, storage, refreshAddresses: false });
    const ms = await timed(() => {
      client.start();
      return client.call(nearest);
    });
    await client.close();
    return ms;
  };
  const mtcute = async (storage: MtcuteStorage): Promise<number> => {
    const client = await mtcuteClient(dc as LocalDc, { transport: 'obfuscated-intermediate', disableUpdates: true, usePfs: true, storage });
    const ms = await timed(async () => {
      await client.connect();
      await client.call(nearest);
    });
    await client.destroy();
    return ms;
  };
  const gramjs = async (): Promise<number> => {
    const client = gramJsClient(dc as LocalDc, { transport: 'obfuscated' });
    const ms = await timed(async () => {
      await client.connect();
      await client.invoke(new Api.help.GetNearestDc());
    });
    await client.destroy();
    return ms;
  };
  const cold = await takeTurns({ rounds: 7 }, { ours: () => ours(new MemoryStorage()), mtcute: () => mtcute(new MtcuteStorage()), gramjs });
  const known = { ours: new MemoryStorage(), mtcute: new MtcuteStorage() };
  const warm = await takeTurns({ rounds: 15, warmUp: 1 }, { ours: () => ours(known.ours), mtcute: () => mtcute(known.mtcute) });
  return [
    {
      name: 'Cold connection: new keys to the first answer',
      unit: 'ms',
      ...cold.median,
      higherIsBetter: false,
      ratio: cold.ratio('mtcute', 'ours'),
      note: "permanent and temporary key (GramJS: permanent alone), with the server's own half",
    },
    {
      name: 'Warm connection: known keys to the first answer',
      unit: 'ms',
      ...warm.median,
      higherIsBetter: false,
      ratio: warm.ratio('mtcute', 'ours'),
      note: 'a new process without the start of one: what is stored, a socket, what the keys still need, the call',
    },
  ];
}

async function connected<T>(dc: RemoteDc, action: (clients: { ours: MtprotoClient; bulk: BulkCipher; mtcute: Awaited<ReturnType<typeof mtcuteClient>>; gramjs: ReturnType<typeof gramJsClient> }) => Promise<T>): Promise<T> {
  const bulk = new BulkThread();
  const ours = ourClient(dc, bulk);
  const mtcute = await mtcuteClient(dc as LocalDc, { transport: 'obfuscated-intermediate', disableUpdates: true });
  const gramjs = gramJsClient(dc as LocalDc, { transport: 'obfuscated' });
  try {
    await ours.call(nearest);
    await mtcute.connect();
    await mtcute.call(nearest);
    await gramjs.connect();
    await gramjs.invoke(new Api.help.GetNearestDc());
    return await action({ ours, bulk, mtcute, gramjs });
  } finally {
    await ours.close();
    bulk.dispose();
    await mtcute.destroy();
    await gramjs.destroy();
  }
}

function smallCalls(dc: RemoteDc): Promise<BenchRow[]> {
  return connected(dc, async ({ ours, mtcute, gramjs }) => {
    const latency = await takeTurns({ rounds: 301, warmUp: 50 }, {
      ours: () => timed(() => ours.call(nearest)),
      mtcute: () => timed(() => mtcute.call(nearest)),
      gramjs: () => timed(() => gramjs.invoke(new Api.help.GetNearestDc())),
    });
    const many = (call: () => Promise<unknown>) => (): Promise<unknown> => Promise.all(Array.from({ length: batch }, call));
    const both = await clockAndProcessor({ rounds: calls / batch, warmUp: 8 }, { ours: many(() => ours.call(nearest)), mtcute: many(() => mtcute.call(nearest)) });
    // GramJS takes minutes for so many; its rate is that of one batch.
    const gram = await timed(many(() => gramjs.invoke(new Api.help.GetNearestDc())));
    const rate = (ms: number): number => (batch * 1000) / ms;
    return [
      {
        name: `${calls.toLocaleString('en-US')} pipelined small calls`,
        unit: 'calls/s',
        ours: rate(both.clock.ours),
        mtcute: rate(both.clock.mtcute),
        gramjs: rate(gram),
        higherIsBetter: true,
        ratio: both.clockRatio,
        note: `${batch} at once; ${serverNote(both)}; GramJS: ${batch} calls`,
      },
      processorRow('… and the processor time they cost the client', both, calls / batch),
      {
        name: 'One small call',
        unit: 'ms',
        ...latency.median,
        higherIsBetter: false,
        ratio: latency.ratio('mtcute', 'ours'),
        note: 'mostly two wake-ups of processes and the local DC, alike for all',
      },
    ];
  });
}

function download(dc: RemoteDc): Promise<BenchRow[]> {
  const document = { id: 1n, accessHash: 1n, fileReference: new Uint8Array(8), thumbSize: '' };
  return connected(dc, async ({ ours, bulk, mtcute, gramjs }) => {
    const { default: Long } = await import('long');
    const both = await clockAndProcessor({ rounds: fileRounds, warmUp: 1 }, {
      ours: () => downloadOurs(ours, bulk),
      mtcute: async () => {
        const location = {
          _: 'inputDocumentFileLocation' as const,
          ...document,
          id: Long.fromBigInt(document.id),
          accessHash: Long.fromBigInt(document.accessHash),
        };
        let bytes = 0;
        const parts = mtcute.downloadAsIterable(location, { fileSize: roundSize, partSize: partSize / 1024, dcId: 1 });
        for await (const chunk of parts) bytes += chunk.length;
        check(bytes);
      },
    });
    // GramJS is asked for single parts: its own download loop did not end here.
    const small = 8 * mebibyte;
    const gram = await timed(async () => {
      const location = new Api.InputDocumentFileLocation({ id: bigInt(1), accessHash: bigInt(1), fileReference: Buffer.alloc(8), thumbSize: '' });
      for (let offset = 0; offset < small; offset += partSize) {
        await gramjs.invoke(new Api.upload.GetFile({ location, offset: bigInt(offset), limit: partSize }));
      }
    });
    const rate = (bytes: number, ms: number): number => bytes / mebibyte / (ms / 1000);
    return [
      {
        name: 'Download of 256 MiB',
        unit: 'MiB/s',
        ours: rate(roundSize, both.clock.ours),
        mtcute: rate(roundSize, both.clock.mtcute),
        gramjs: rate(small, gram),
        higherIsBetter: true,
        ratio: both.clockRatio,
        note: `parts of 512 KiB, nothing written to disk; ${serverNote(both)}; GramJS: 8 MiB, one part after the other`,
      },
      { ...processorRow('… and the processor time it costs the client', both, fileRounds), note: 'half of ours is AES-IGE decryption, on a thread of its own' },
    ];
  });
}

function check(bytes: number): void {
  if (bytes !== roundSize) throw new Error(`Got ${bytes} bytes`);
}

/** Keeps a window of parts in flight. */
async function downloadOurs(client: MtprotoClient, bulk: BulkCipher): Promise<void> {
  let next = 0;
  let bytes = 0;
  const worker = async (): Promise<void> => {
    while (next < roundSize) {
      const offset = next;
      next += partSize;
      const location = { _: 'inputDocumentFileLocation', id: 1n, accessHash: 1n, fileReference: new Uint8Array(8), thumbSize: '' } as const;
      const file = await client.call({ _: 'upload.getFile', location, offset, limit: partSize }, { kind: 'download', dcId: 1 });
      if (file._ !== 'upload.file') continue;
      bytes += file.bytes.length;
      bulk.giveBack(file.bytes);
    }
  };
  await Promise.all(Array.from({ length: window }, worker));
  check(bytes);
}

/** `--rows=upload,calls`: only these, for a quick look. */
function wanted(name: string): boolean {
  const chosen = process.argv.find((word) => word.startsWith('--rows='))?.slice(7).split(',');
  return chosen?.includes(name) ?? true;
}

/** The engine's own numbers beside mtcute's and GramJS's, against one local DC in another process. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = wanted('ciphers') ? await igeRows() : [];
  const upload = (dc: RemoteDc): Promise<BenchRow[]> => connected(dc, ({ ours, bulk, mtcute }) => uploadRows(ours, bulk, mtcute));
  await withDc(async (dc) => {
    for (const [name, measure] of Object.entries({ keys: firstAnswers, calls: smallCalls, download, upload })) {
      if (wanted(name)) rows.push(...(await measure(dc)));
    }
  });
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
  process.exit(0);
}
