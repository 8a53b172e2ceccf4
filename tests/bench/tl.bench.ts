import { pathToFileURL } from 'node:url';
import { TlBinaryReader, TlBinaryWriter } from '@mtcute/tl-runtime';
import { decode, encode } from '#tl';
import { __tlReaderMap } from '../../node_modules/@mtcute/core/tl/binary/reader.js';
import { __tlWriterMap } from '../../node_modules/@mtcute/core/tl/binary/writer.js';
import type { BenchRow } from './row.ts';
import { gramHistory } from './tl-gramjs.ts';
import { channelHistory } from './tl-history.ts';
import { ratePerSecond, takeTurns, type Turns } from './turns.ts';

/** Rates of tasks that take turns, per second of processor time. */
function rates(tasks: Record<'ours' | 'mtcute' | 'gramjs', () => unknown>): Promise<Turns<'ours' | 'mtcute' | 'gramjs'>> {
  return takeTurns(
    { rounds: 25, warmUp: 5 },
    {
      ours: () => ratePerSecond(tasks.ours, 25),
      mtcute: () => ratePerSecond(tasks.mtcute, 25),
      gramjs: () => ratePerSecond(tasks.gramjs, 25),
    },
  );
}

/** Decoding and encoding of a history of 100 messages, in histories per second. */
export async function run(): Promise<BenchRow[]> {
  const bytes = encode(channelHistory());
  const ours = decode(bytes);
  const theirs: object = TlBinaryReader.deserializeObject(__tlReaderMap, bytes);
  const gram = await gramHistory();
  const decoding = await rates({
    ours: () => decode(bytes),
    mtcute: () => TlBinaryReader.deserializeObject(__tlReaderMap, bytes),
    gramjs: gram.decode,
  });
  const encoding = await rates({
    ours: () => encode(ours),
    mtcute: () => TlBinaryWriter.serializeObject(__tlWriterMap, theirs as { _: string }),
    gramjs: gram.encode,
  });
  const row = (name: string, result: Turns<'ours' | 'mtcute' | 'gramjs'>): BenchRow => ({
    name,
    unit: 'histories/s',
    ours: Math.round(result.median.ours),
    mtcute: Math.round(result.median.mtcute),
    gramjs: Math.round(result.median.gramjs),
    higherIsBetter: true,
    ratio: result.ratio('ours', 'mtcute'),
    note: `100 messages, ${bytes.length} bytes; GramJS in its own layer ${gram.layer}, ${gram.size} bytes`,
  });
  return [row('TL decode', decoding), row('TL encode', encoding)];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await run());
