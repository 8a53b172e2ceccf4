import { MessageChannel } from 'node:worker_threads';
import type { MessagePort, Transferable } from 'node:worker_threads';
import { drop } from '#shared/assert.ts';
import type { MediaPath } from '#shared/media-path.ts';
import type { EngineHandle, MediaAnswer, RangeSpec } from '../engine-handle.ts';
import type { MediaFromEngine, MediaToEngine } from './messages.ts';

/** Serves one request for a file over its port, in the engine's thread. */
export async function serveMedia(
  engine: Pick<EngineHandle, 'readMedia'>,
  port: MessagePort,
  path: MediaPath,
  range: RangeSpec | undefined,
): Promise<void> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new DOMException('Nobody waits for the file', 'AbortError'));
  port.once('close', abort);
  const send = (message: MediaFromEngine, transfer?: Transferable[]): void => port.postMessage(message, transfer);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  port.on('message', (message: MediaToEngine) => {
    if (message.t === 'cancel') {
      abort();
      port.close();
    } else {
      drop(pull());
    }
  });

  const pull = async (): Promise<void> => {
    if (reader === undefined) return;
    try {
      const { done, value } = await reader.read();
      if (done) {
        send({ t: 'end' });
        port.close();
        return;
      }
      const bytes = whole(value);
      send({ t: 'chunk', bytes }, [bytes.buffer]);
    } catch {
      send({ t: 'failed' });
      port.close();
    }
  };

  try {
    const answer = await engine.readMedia(path, range, controller.signal);
    if (!answer.ok) {
      const { ok: _, ...refusal } = answer;
      send({ t: 'refused', ...refusal });
      port.close();
      return;
    }
    const { ok: _, body, ...head } = answer;
    reader = body.getReader();
    controller.signal.addEventListener('abort', () => void reader?.cancel(controller.signal.reason).catch(() => undefined));
    send({ t: 'head', ...head });
  } catch {
    // Aborted: nobody is at the other end any more.
    port.close();
  }
}

/** Bytes that may change hands: what fills its buffer, or a copy, because the original is part of a larger one. */
function whole(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? new Uint8Array(buffer) : bytes.slice();
}

/** Asks the engine's thread for a file; `post` sends the request with the other end of the port. */
export function requestMedia(post: (port: MessagePort) => void, signal: AbortSignal): Promise<MediaAnswer> {
  const { port1: port, port2 } = new MessageChannel();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let pulled: (() => void) | undefined;
  let finished = false;
  const settlePull = (): void => {
    pulled?.();
    pulled = undefined;
  };
  const finish = (end: (stream: ReadableStreamDefaultController<Uint8Array>) => void): void => {
    if (finished) return;
    finished = true;
    if (controller !== undefined) end(controller);
    settlePull();
    port.close();
  };
  const tell = (message: MediaToEngine): void => port.postMessage(message);

  return new Promise((resolve, reject) => {
    const abort = (): void => {
      tell({ t: 'cancel' });
      reject(signal.reason as Error);
      finish((stream) => stream.error(signal.reason));
    };
    if (signal.aborted) {
      port.close();
      return reject(signal.reason as Error);
    }
    signal.addEventListener('abort', abort, { once: true });
    port.on('close', () => {
      signal.removeEventListener('abort', abort);
      resolve({ ok: false, status: 503, reason: 'Petrel is starting again.' });
      finish((stream) => stream.error(new Error('The file broke off')));
    });
    port.on('message', (message: MediaFromEngine) => {
      switch (message.t) {
        case 'refused': {
          const { t: _, ...refusal } = message;
          resolve({ ok: false, ...refusal });
          finish(() => undefined);
          break;
        }
        case 'head': {
          const { t: _, ...head } = message;
          const body = new ReadableStream<Uint8Array>(
            {
              start: (stream) => {
                controller = stream;
              },
              pull: () =>
                new Promise<void>((done) => {
                  pulled = done;
                  tell({ t: 'pull' });
                }),
              cancel: () => {
                tell({ t: 'cancel' });
                finish(() => undefined);
              },
            },
            { highWaterMark: 0 },
          );
          resolve({ ok: true, ...head, body });
          break;
        }
        case 'chunk':
          controller?.enqueue(message.bytes);
          settlePull();
          break;
        case 'end':
          finish((stream) => stream.close());
          break;
        case 'failed':
          finish((stream) => stream.error(new Error('The file broke off')));
          break;
      }
    });
    post(port2);
  });
}
