import type { World } from '../world/index.ts';

export interface DemoOptions {
  /** People come and go, type and write now and then by themselves. */
  ambient?: boolean;
}

/** Fills a world for demonstration. */
export function seedDemo(world: World, _options: DemoOptions = {}): void {
  const ada = world.createUser({ firstName: 'Ada', lastName: 'Petrel', phone: '9996620001', username: 'ada_petrel' });
  const ben = world.createUser({ firstName: 'Ben', lastName: 'Storm', phone: '9996610002', username: 'benstorm' });
  world.sendMessage({ from: ben.id, to: ada.id, text: 'Hello Ada!' });
  world.sendMessage({ from: ada.id, to: ben.id, text: 'Hi Ben 👋' });
}
