import { parentPort } from 'node:worker_threads';
import { assertNever, drop, invariant } from '#shared/assert.ts';
import { createLog } from '../../log/index.ts';
import { createEngine } from '../engine.ts';
import type { Engine } from '../engine.ts';
import type { AskSystemProxy, SystemProxyAnswer } from '../system-proxy/index.ts';
import { serveMedia } from './media-port.ts';
import type { FromEngine, ToEngine } from './messages.ts';

/** Runs the engine in this thread. It hears only from the thread that made it; see `messages.ts`. */
export function serveEngine(): void {
  const port = parentPort;
  invariant(port !== null, 'the engine runs in a worker thread');
  const tell = (message: FromEngine): void => port.postMessage(message);
  let engine: Engine | undefined;
  const questions = new Map<number, (answer: SystemProxyAnswer) => void>();
  let asked = 0;
  const askSystem: AskSystemProxy = (url) =>
    new Promise((resolve) => {
      const question = ++asked;
      questions.set(question, resolve);
      tell({ t: 'systemProxy', question, url });
    });

  process.on('uncaughtException', (error) => {
    if (engine?.noteFailure(error) === true) return;
    createLog('error')('engine').error('the engine stops after an unexpected error', { error });
    process.exit(1);
  });

  port.on('message', (message: ToEngine) => {
    switch (message.t) {
      case 'start':
        engine = createEngine(message.options, askSystem);
        break;
      case 'connect':
        engine?.serve(message.port);
        break;
      case 'media':
        if (engine === undefined) message.port.close();
        else drop(serveMedia(engine, message.port, message.path, message.range));
        break;
      case 'attach': {
        const { port: answers, id, offset, bytes } = message;
        if (engine === undefined) answers.close();
        else drop(engine.writeAttachment(id, offset, bytes).then((answer) => answers.postMessage(answer)));
        break;
      }
      case 'openLink':
        engine?.openLink(message.link);
        break;
      case 'retryNow':
        engine?.retryNow();
        break;
      case 'systemProxy':
        questions.get(message.question)?.(message.answer);
        questions.delete(message.question);
        break;
      case 'close':
        drop(
          (engine?.close() ?? Promise.resolve()).then(() => {
            tell({ t: 'closed' });
            port.close();
          }),
        );
        break;
      default:
        assertNever(message, 'message to the engine');
    }
  });
}
