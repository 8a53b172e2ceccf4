import { MessageChannel, Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';
import { drop } from '#shared/assert.ts';
import type { IpcPort } from '#shared/ipc/wire.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { AttachmentAnswer, EngineHandle, MediaAnswer, RangeSpec } from '../engine-handle.ts';
import type { EngineOptions } from '../engine-options.ts';
import { fromMessagePort } from '../ipc/message-port.ts';
import { requestMedia } from './media-port.ts';
import { environmentProxy } from '../system-proxy/index.ts';
import type { AskSystemProxy, SystemProxyAnswer } from '../system-proxy/index.ts';
import { compileCacheFolder } from './compile-cache.ts';
import type { EngineThreadData, FromEngine, ToEngine } from './messages.ts';

const CLOSE_LIMIT_MS = 6000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** A thread that lived this long did not fall over its own start. */
const STABLE_MS = 60_000;

/** What lives for one turn is thrown away where it was made, rather than kept until the whole heap is looked through; MiB. */
const maxYoungGenerationSizeMb = 64;

/**
 * Runs the engine in a worker thread and starts it again when it ends unexpectedly. Windows notice by their ports closing, and
 * connect anew.
 */
export class EngineThread implements EngineHandle {
  readonly #options: EngineOptions;
  readonly #entry: URL;
  readonly #askSystem: AskSystemProxy;
  #worker: Worker | undefined;
  #startedAt = 0;
  #failures = 0;
  #restart: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  /** What was asked for while there was no thread. */
  #waiting: { message: ToEngine; transfer: Transferable[] }[] = [];

  /**
   * @param entry the worker's module: the bundled one starts sooner than the sources, whose types are stripped as they load
   * @param askSystem how the settings of this computer want Telegram to be reached; by default environment variables say it
   */
  constructor(options: EngineOptions, entry = besideThis(), askSystem = environmentProxy(process.env)) {
    this.#options = options;
    this.#askSystem = askSystem;
    this.#entry = entry;
    this.#start();
  }

  connect(): IpcPort {
    const { port1, port2 } = new MessageChannel();
    this.#tell({ t: 'connect', port: port2 }, [port2]);
    return fromMessagePort(port1);
  }

  readMedia(path: MediaPath, range: RangeSpec | undefined, signal: AbortSignal): Promise<MediaAnswer> {
    return requestMedia((port) => this.#tell({ t: 'media', port, path, range }, [port]), signal);
  }

  writeAttachment(id: string, offset: number, bytes: Uint8Array): Promise<AttachmentAnswer> {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.once('message', (answer: AttachmentAnswer) => {
        resolve(answer);
        port1.close();
      });
      port1.once('close', () => resolve({ ok: false, status: 503, reason: 'Petrel is starting again.' }));
      this.#tell({ t: 'attach', port: port2, id, offset, bytes }, [port2]);
    });
  }

  openLink(link: string): void {
    this.#tell({ t: 'openLink', link });
  }

  retryNow(): void {
    if (this.#worker !== undefined) this.#tell({ t: 'retryNow' });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Number of the thread that runs now, for tests; undefined between two. */
  get threadId(): number | undefined {
    return this.#worker?.threadId;
  }

  /** Ends the thread as a crash would, for tests. */
  async crash(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): void {
    const compileCache = compileCacheFolder(this.#options.profileDir, 'engine');
    const workerData: EngineThreadData = compileCache === undefined ? {} : { compileCache };
    const worker = new Worker(this.#entry, { name: 'engine', resourceLimits: { maxYoungGenerationSizeMb }, workerData });
    this.#worker = worker;
    this.#startedAt = performance.now();
    // The exit that follows says all that there is to do.
    worker.on('error', () => undefined);
    worker.on('exit', () => this.#ended(worker));
    worker.on('message', (message: FromEngine) => {
      if (message.t === 'systemProxy') drop(this.#answer(worker, message));
    });
    this.#post({ t: 'start', options: this.#options });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { message, transfer } of waiting) this.#post(message, transfer);
  }

  async #answer(worker: Worker, { question, url }: FromEngine & { t: 'systemProxy' }): Promise<void> {
    const answer = await this.#askSystem(url).catch((): SystemProxyAnswer => ({ kind: 'unusable' }));
    if (this.#worker === worker) this.#post({ t: 'systemProxy', question, answer });
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#closing !== undefined) return;
    this.#failures = performance.now() - this.#startedAt > STABLE_MS ? 0 : this.#failures + 1;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, this.#failures - 1), LONGEST_WAIT_MS);
    this.#restart = setTimeout(() => this.#start(), wait);
  }

  #tell(message: ToEngine, transfer: Transferable[] = []): void {
    if (this.#closing !== undefined) return closePorts(message);
    if (this.#worker === undefined) this.#waiting.push({ message, transfer });
    else this.#post(message, transfer);
  }

  #post(message: ToEngine, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  async #close(): Promise<void> {
    clearTimeout(this.#restart);
    for (const { message } of this.#waiting) closePorts(message);
    this.#waiting = [];
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#post({ t: 'close' });
    const timer = setTimeout(() => void worker.terminate(), CLOSE_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** In the sources the worker is a .ts file beside this folder; the bundle puts both entries into one folder. */
function besideThis(): URL {
  return import.meta.url.endsWith('.ts') ? new URL('../engine-worker.ts', import.meta.url) : new URL('./engine-worker.js', import.meta.url);
}

function closePorts(message: ToEngine): void {
  if ('port' in message) message.port.close();
}
