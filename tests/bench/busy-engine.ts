/** The engine's thread with a watch on its event loop: says on the channel what the delays were since it was last asked. */
import { constants, createHistogram, performance, PerformanceObserver } from 'node:perf_hooks';
import { delayChannel, idleMs, type LoopDelays } from './loop-delays.ts';

/** How often the loop is looked at, milliseconds: a timer that is due so often, and how late it comes. */
const resolution = 1;

const late = createHistogram();
const worked = createHistogram();
const processorNow = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};
let [time, processor] = [performance.now(), processorNow()];
let [askedAt, loop] = [processor, performance.eventLoopUtilization()];
const look = (): void => {
  const [now, used] = [performance.now(), processorNow()];
  late.record(Math.max(1, Math.round((now - time - resolution) * 1_000)));
  worked.record(Math.max(1, used - processor));
  [time, processor] = [now, used];
};
let looking = setInterval(look, resolution).unref();
const collections: number[] = [];
const scavenges: number[] = [];
const sum = (each: readonly number[]): number => each.reduce((all, one) => all + one, 0);
new PerformanceObserver((list) => {
  for (const { duration, detail } of list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]) {
    if (detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections.push(duration);
    else scavenges.push(duration);
  }
}).observe({ entryTypes: ['gc'] });
const channel = new BroadcastChannel(delayChannel);
channel.addEventListener('message', (event: MessageEvent) => {
  if (event.data === 'idle') {
    // The watch itself would be all that there is to see.
    clearInterval(looking);
    const before = processorNow();
    setTimeout(() => {
      channel.postMessage((processorNow() - before) / 1_000);
      [time, processor] = [performance.now(), processorNow()];
      looking = setInterval(look, resolution).unref();
    }, idleMs);
    return;
  }
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
    collectionMs: sum(collections),
    scavenges: scavenges.length,
    scavengeMs: sum(scavenges),
    processorMs: ms(processorNow() - askedAt),
    utilization: performance.eventLoopUtilization(loop).utilization,
  };
  [askedAt, loop] = [processorNow(), performance.eventLoopUtilization()];
  collections.length = 0;
  scavenges.length = 0;
  late.reset();
  worked.reset();
  channel.postMessage(delays);
});
(channel as unknown as { unref(): void }).unref();

await import('../../src-main/app/engine-worker.ts');
