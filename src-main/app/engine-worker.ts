import { workerData } from 'node:worker_threads';
import { useCompileCache } from './thread/compile-cache.ts';
import type { EngineThreadData } from './thread/messages.ts';

/** The entry of the engine's thread. It is small, because what it loads may come compiled from an earlier start. */
const { compileCache } = workerData as EngineThreadData;
if (compileCache !== undefined) useCompileCache(compileCache);
const { serveEngine } = await import('./thread/serve-engine.ts');
serveEngine();
