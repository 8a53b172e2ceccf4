import { rmSync } from 'node:fs';
import { buildParts, dist } from './build-parts.ts';

/** `npm run build`: TL code, renderer, main and preload into dist/. */
async function main(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await buildParts(['renderer', 'main', 'preload']);
}

await main();
