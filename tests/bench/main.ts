/**
 * `npm run bench [-- NAME… --OPTION=VALUE…]`: measures what users feel, ours beside mtcute's and GramJS's in one run against the same local DC, prints
 * medians and ratios and keeps them in RESULTS.md with the machine described. Each part runs in a process of its own, so that no part pays for
 * the heap of another.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { generateTl } from '../../schema/generate.ts';
import type { BenchRow } from './row.ts';

const parts = ['tl', 'mtproto', 'busy', 'store', 'catch-up', 'app', 'ui'] as const;
/** Parts that take long and run only when they are named. */
const longParts = ['soak'] as const;
type Part = (typeof parts)[number] | (typeof longParts)[number];

const titles: Record<Part, string> = {
  tl: 'TL: a 100-message history',
  mtproto: 'MTProto: cryptography, keys, calls, transfers',
  busy: 'The engine under load: download, updates and histories at once',
  store: 'The store: search and histories from 10,000 to 1,000,000 messages in 5,000 chats',
  'catch-up': 'Catching up after an absence',
  app: 'The application: start and memory, with the demo account and with 1,000,000 messages, warm database',
  ui: 'The chat view: a long history, opening a chat, typing beside a busy list',
  soak: 'Soak: a network and a server that misbehave',
};

const head = `# Results

Medians of runs on one machine, made by \`npm run bench\`. ↑ more is better, ↓ less is better; the ratio is above 1 where Petrel is better.
Where clients are compared they take turns in short rounds, and the ratio is the median of the rounds' ratios. Rates of pure computation are
per second of processor time of all threads, so that other load on the machine does not count; everything else is by the clock.
`;

const resultsPath = join(import.meta.dirname, 'RESULTS.md');
const marker = 'BENCH-ROWS ';

function format(value: number | undefined): string {
  if (value === undefined) return '–';
  if (value >= 100) return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
  return value.toPrecision(3);
}

/** How many times better than the peer we are; above 1 is better whatever the unit's direction. */
function ratio(row: BenchRow, peer: number | undefined): string {
  if (row.ratio !== undefined) return `${row.ratio.toFixed(2)}×`;
  if (peer === undefined || peer === 0 || row.ours === 0) return '–';
  return `${(row.higherIsBetter ? row.ours / peer : peer / row.ours).toFixed(2)}×`;
}

function table(rows: BenchRow[]): string {
  const lines = ['| What | Unit | Petrel | mtcute | GramJS | against mtcute | Note |', '|---|---|---:|---:|---:|---:|---|'];
  for (const row of rows) {
    lines.push(
      `| ${row.name} | ${row.unit}${row.higherIsBetter ? ' ↑' : ' ↓'} | ${format(row.ours)} | ${format(row.mtcute)} | ${format(row.gramjs)} | ${ratio(row, row.mtcute)} | ${row.note ?? ''} |`,
    );
  }
  return lines.join('\n');
}

async function child(part: Part): Promise<void> {
  const module = (await import(`./${part}.bench.ts`)) as { run(): Promise<BenchRow[]> };
  console.log(marker + JSON.stringify(await module.run()));
  process.exit(0);
}

function measure(part: Part, options: readonly string[]): BenchRow[] | undefined {
  console.log(`\n${titles[part]} …`);
  const result = spawnSync(process.execPath, ['--expose-gc', import.meta.filename, '--child', part, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const line = result.stdout.split('\n').find((text) => text.startsWith(marker));
  return line === undefined ? undefined : (JSON.parse(line.slice(marker.length)) as BenchRow[]);
}

function machine(): string {
  const first = cpus()[0];
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

/** Replaces the section of one part in RESULTS.md and leaves the others, with their date, as they are. */
function keep(part: Part, rows: BenchRow[]): void {
  const kept = existsSync(resultsPath) ? readFileSync(resultsPath, 'utf8') : '';
  const sections = kept.indexOf('<!-- ');
  const old = `${head}\n${sections < 0 ? '' : kept.slice(sections)}`;
  const section = `<!-- ${part} -->\n## ${titles[part]}\n\n${new Date().toISOString().slice(0, 10)}, ${machine()}\n\n${table(rows)}\n<!-- /${part} -->`;
  const pattern = new RegExp(`<!-- ${part} -->[\\s\\S]*<!-- /${part} -->`);
  writeFileSync(resultsPath, pattern.test(old) ? old.replace(pattern, () => section) : `${old.trimEnd()}\n\n${section}\n`);
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words[0] === '--child') {
    await child(words[1] as Part);
    return;
  }
  generateTl();
  const options = words.filter((word) => word.startsWith('--'));
  const names = words.filter((word) => !word.startsWith('--'));
  const chosen = [...parts.filter((part) => names.length === 0 || names.includes(part)), ...longParts.filter((part) => names.includes(part))];
  for (const part of chosen) {
    const rows = measure(part, options);
    if (!rows) {
      console.error(`The part "${part}" failed.`);
      process.exitCode = 1;
      continue;
    }
    console.log(table(rows));
    keep(part, rows);
  }
}

await main();
