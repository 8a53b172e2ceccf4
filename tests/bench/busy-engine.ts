/** The engine's thread with a watch on its event loop: says on the channel what the delays were since it was last asked. */
import { constants, createHistogram, PerformanceObserver } from 'node:perf_hooks';
import { delayChannel, type LoopDelays } from './loop-delays.ts';

/** How often the loop is looked at, milliseconds: a timer that is due so often, and how late it comes. */
const resolution = 1;

const late = createHistogram();
const worked = createHistogram();
const processorNow = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};
let [time, processor] = [performance.now(), processorNow()];
setInterval(() => {
  const [now, used] = [performance.now(), processorNow()];
  late.record(Math.max(1, Math.round((now - time - resolution) * 1_000)));
  worked.record(Math.max(1, used - processor));
  [time, processor] = [now, used];
}, resolution).unref();
const collections: number[] = [];
new PerformanceObserver((list) => {
  for (const { duration, detail } of list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]) {
    if (detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections.push(duration);
  }
}).observe({ entryTypes: ['gc'] });
const channel = new BroadcastChannel(delayChannel);
channel.addEventListener('message', (event: MessageEvent) => {
  if (event.data !== 'ask') return;
  const ms = (microseconds: number): number => microseconds / 1_000;
  const delays: LoopDelays = {
    p50: ms(late.percentile(50)),
    p99: ms(late.percentile(99)),
    max: ms(late.max),
    samples: late.count,
    processorP99: ms(worked.percentile(99)),
    processorMax: ms(worked.max),
    collections: collections.length,
    collectionMs: collections.reduce((sum, each) => sum + each, 0),
  };
  collections.length = 0;
  late.reset();
  worked.reset();
  channel.postMessage(delays);
});
(channel as unknown as { unref(): void }).unref();

await import('../../src-main/app/engine-worker.ts');
