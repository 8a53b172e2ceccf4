import { pathToFileURL } from 'node:url';
import { TlBinaryReader, TlBinaryWriter } from '@mtcute/tl-runtime';
import { decode, encode } from '#tl';
import { __tlReaderMap } from '../../node_modules/@mtcute/core/tl/binary/reader.js';
import { __tlWriterMap } from '../../node_modules/@mtcute/core/tl/binary/writer.js';
import type { BenchRow } from './row.ts';
import { gramHistory } from './tl-gramjs.ts';
import { channelHistory } from './tl-history.ts';

const rounds = 15;
const roundMs = 30;

/** Calls per second: the median of several rounds, which take turns so that a slow moment of the machine hits all alike. */
function rates(tasks: Record<string, () => unknown>): Record<string, number> {
  const samples = Object.fromEntries(Object.keys(tasks).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds + 3; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const start = performance.now();
      let calls = 0;
      let elapsed = 0;
      for (; elapsed < roundMs; elapsed = performance.now() - start, calls++) task();
      if (round >= 3) samples[name].push((calls * 1000) / elapsed);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, list.sort((a, b) => a - b)[rounds >> 1]]));
}

/** Decoding and encoding of a history of 100 messages, in histories per second. */
export async function run(): Promise<BenchRow[]> {
  const bytes = encode(channelHistory());
  const ours = decode(bytes);
  const theirs: object = TlBinaryReader.deserializeObject(__tlReaderMap, bytes);
  const gram = await gramHistory();
  const decoding = rates({
    ours: () => decode(bytes),
    mtcute: () => TlBinaryReader.deserializeObject(__tlReaderMap, bytes),
    gramjs: gram.decode,
  });
  const encoding = rates({
    ours: () => encode(ours),
    mtcute: () => TlBinaryWriter.serializeObject(__tlWriterMap, theirs as { _: string }),
    gramjs: gram.encode,
  });
  const row = (name: string, result: Record<string, number>): BenchRow => ({
    name,
    unit: 'histories/s',
    ours: Math.round(result.ours),
    mtcute: Math.round(result.mtcute),
    gramjs: Math.round(result.gramjs),
    higherIsBetter: true,
    note: `100 messages, ${bytes.length} bytes; GramJS in its own layer ${gram.layer}, ${gram.size} bytes`,
  });
  return [row('TL decode', decoding), row('TL encode', encoding)];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await run());
