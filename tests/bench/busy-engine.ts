/** The engine's thread with a watch on its event loop: says on the channel what the delays were since it was last asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { delayChannel, type LoopDelays } from './loop-delays.ts';

/** How often the loop is looked at, milliseconds: a timer that is due so often, and how late it comes. */
const resolution = 1;

const histogram = monitorEventLoopDelay({ resolution });
histogram.enable();
const channel = new BroadcastChannel(delayChannel);
channel.addEventListener('message', (event: MessageEvent) => {
  if (event.data !== 'ask') return;
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
  const delays: LoopDelays = { p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(histogram.max), samples: histogram.count };
  histogram.reset();
  channel.postMessage(delays);
});
(channel as unknown as { unref(): void }).unref();

await import('../../src-main/app/engine-worker.ts');
