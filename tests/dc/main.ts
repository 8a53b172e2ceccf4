import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startLocalDc } from './index.ts';
import { startProxies } from './proxies/index.ts';

/**
 * `npm run dc [-- --seed demo|empty --ambient --proxies --port N --dcs N --control N --key file.pem]`: the local DC by itself. Prints one
 * JSON line when it is ready and runs until SIGINT or SIGTERM. With `--port N` the DCs listen on N, N+1, …; with
 * `--ambient` the people of the demo write by themselves. `--proxies` starts a proxy of every kind in front of the DCs, and adds
 * how to use them to the line.
 */

const USAGE = 'Usage: npm run dc -- [--seed demo|empty] [--ambient] [--proxies] [--port N] [--dcs N] [--control N] [--key private-key.pem]';

function number(name: string, value: string | undefined, highest: number): number | undefined {
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < 0 || parsed > highest) {
    throw new Error(`--${name} must be a whole number up to ${highest}`);
  }
  return parsed;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: 'demo' },
      ambient: { type: 'boolean', default: false },
      proxies: { type: 'boolean', default: false },
      port: { type: 'string' },
      dcs: { type: 'string' },
      control: { type: 'string' },
      key: { type: 'string' },
    },
  });
  if (values.seed !== 'demo' && values.seed !== 'empty') throw new Error('--seed must be demo or empty');
  const dcCount = number('dcs', values.dcs, 20) ?? 3;
  const base = number('port', values.port, 65_535 - dcCount);
  const controlPort = number('control', values.control, 65_535);
  const dc = await startLocalDc({
    seed: values.seed,
    demo: { ambient: values.ambient },
    dcCount,
    log: (line) => process.stderr.write(`${line}\n`),
    ...(base === undefined || base === 0 ? {} : { ports: Array.from({ length: dcCount }, (_, index) => base + index) }),
    ...(controlPort === undefined ? {} : { controlPort }),
    ...(values.key === undefined ? {} : { rsaKeyPem: readFileSync(values.key, 'utf8') }),
  });
  const { dcs, publicKey, fingerprint, control, accounts } = dc;
  const proxies = values.proxies ? await startProxies(() => dc.dcs, () => dc.clock.now()) : undefined;
  const ready = { dcs, publicKey, fingerprint, control, accounts, ...(proxies === undefined ? {} : { proxies: proxies.describe() }) };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await proxies?.close();
  await dc.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  process.exitCode = 1;
});
