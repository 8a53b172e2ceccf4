import { startDcWith } from './start.ts';
import type { LocalDc, StartOptions } from './start.ts';
import type { DemoOptions } from './seed/index.ts';
import { registerWorldRoutes } from './world-control.ts';
import { World } from './world/index.ts';

export interface LocalDcOptions extends Omit<StartOptions<World>, 'world'> {
  /** What the world starts with: nobody (the default), or the people and chats of the demo. */
  seed?: 'empty' | 'demo';
  /** Turns the demo's life, e.g. whether its people act by themselves. */
  demo?: DemoOptions;
  /** Takes the world's own remarks, e.g. about methods that it does not know. */
  log?: (line: string) => void;
}

/** Starts the local DC with its own world: accounts, chats, files. */
export async function startLocalDc(options: LocalDcOptions = {}): Promise<LocalDc<World>> {
  const { seed = 'empty', demo, log, ...rest } = options;
  const dc = await startDcWith({
    ...rest,
    world: (parts) => new World({ ...parts, ...(log === undefined ? {} : { log }) }),
  });
  registerWorldRoutes(dc.world, dc.routes);
  if (seed === 'demo') {
    const { seedDemo } = await import('./seed/index.ts');
    await seedDemo(dc.world, demo);
  }
  return dc;
}
