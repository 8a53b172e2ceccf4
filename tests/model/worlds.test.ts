import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { steps, take } from './acts.ts';
import type { Step } from './acts.ts';
import { ModelTown } from './town.ts';
import { disagreements } from './truth.ts';
import type { Weather } from './wire.ts';

/*
 * Random worlds: two devices of one account, chats of every kind, people who write, and a network that loses, doubles, delays and
 * reorders what it carries, breaks, and comes back; devices are killed and started again. In the end every device agrees with the
 * server in all that it knows and shows, and nothing waits to be sent. The same worlds come each time, unless PETREL_WORLDS says how
 * many others are wanted, or PETREL_SEED which; a failure prints its seed and the smallest world that fails. PETREL_WORLD names a file
 * with such a world, as it was printed, to live through it alone.
 */

const wanted = process.env['PETREL_WORLDS'];
const worlds = Number(wanted ?? 200);
const chosen = process.env['PETREL_SEED'] ?? (wanted === undefined ? '1' : undefined);
const alone = process.env['PETREL_WORLD'];

const weather = fc.record({
  losePush: fc.constantFrom(0, 0.1, 0.4),
  doublePush: fc.constantFrom(0, 0.2),
  delay: fc.constantFrom(0, 0.2, 0.5),
  repeatCall: fc.constantFrom(0, 0.2),
});

async function live(world: readonly Step[], sky: Weather, seed: number): Promise<void> {
  const town = new ModelTown(seed, sky);
  try {
    await town.pass(300);
    for (const each of world) {
      await take(town, each);
      if (each.wait > 0) await town.pass(each.wait);
    }
    await town.settle();
    expect(town.devices.flatMap((device, index) => disagreements(town, device).map((line) => `device ${index}: ${line}`))).toEqual([]);
  } finally {
    town.close();
  }
}

test(
  'every device ends where the server is, whatever happened on the way',
  async () => {
    if (alone !== undefined) {
      const [world, sky, seed] = JSON.parse(readFileSync(alone, 'utf8')) as [Step[], Weather, number];
      await live(world, sky, seed);
      return;
    }
    const seed = chosen === undefined ? {} : { seed: Number(chosen) };
    await fc.assert(fc.asyncProperty(steps, weather, fc.integer(), live), { numRuns: worlds, ...seed });
  },
  Math.max(300_000, worlds * 2000),
);
