/** The name of the channel on which a watched thread is asked for its delays and answers. */
export const delayChannel = 'petrel-bench-delay';

/** How late timers of a thread came, milliseconds beyond what they were set to. */
export interface LoopDelays {
  p50: number;
  p99: number;
  max: number;
  samples: number;
  /** Processor time that the thread itself used between two looks: without what the machine gave to others and what the disk took. */
  processorP99: number;
  processorMax: number;
  /** Full garbage collections, and what they took by the clock together, milliseconds. */
  collections: number;
  collectionMs: number;
  /** The same of the small ones. */
  scavenges: number;
  scavengeMs: number;
  /** Processor time of the thread since it was last asked, milliseconds. */
  processorMs: number;
  /** Share of that time, by the clock, in which the loop was not waiting. */
  utilization: number;
}

/** The thread leaves itself alone for so long and says what processor time it used, milliseconds. */
export const idleMs = 8_000;
