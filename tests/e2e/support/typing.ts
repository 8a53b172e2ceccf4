import type { World } from '../../dc/world/index.ts';
import { soon } from './wait.ts';

/** Somebody types on until what is read says so: one keystroke is shown for six seconds only, which a busy machine may spend elsewhere. */
export const whileTyping = <T>(world: World, from: number, to: number, read: () => T | Promise<T>) =>
  // oxlint-disable-next-line vitest/require-awaited-expect-poll -- whoever calls it awaits it
  soon(() => {
    world.startTyping(from, to);
    return read();
  });
