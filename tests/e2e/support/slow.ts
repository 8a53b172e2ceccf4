import type { Page } from 'playwright-core';
import type { EngineHandle } from '../../../src-main/app/engine-handle.ts';
import type { IpcPort } from '../../../src-shared/ipc/wire.ts';

/*
 * Races are looked for on a machine that is made worse on purpose: what a test reads too early, or presses too soon, then fails each time instead of
 * once in hundred. `PETREL_E2E_SLOW=4` lets pages work at a quarter of their speed; `PETREL_E2E_LAG=400` lets each message between window and engine
 * take up to that many milliseconds, in each direction and in order.
 */
const times = Number(process.env['PETREL_E2E_SLOW'] ?? 1);
const lagMs = Number(process.env['PETREL_E2E_LAG'] ?? 0);

/** Slows a page down when that is asked for. */
export async function slowed(page: Page): Promise<Page> {
  if (times > 1) await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: times });
  return page;
}

/** The same engine, far away from its windows when that is asked for. */
export function remote(engine: EngineHandle): EngineHandle {
  if (lagMs <= 0) return engine;
  return {
    connect: () => farPort(engine.connect()),
    readMedia: (path, range, signal) => engine.readMedia(path, range, signal),
    writeAttachment: (id, offset, bytes) => engine.writeAttachment(id, offset, bytes),
    openLink: (link) => engine.openLink(link),
    retryNow: () => engine.retryNow(),
    close: () => engine.close(),
  };
}

function farPort(port: IpcPort): IpcPort {
  const send = late((message: Parameters<IpcPort['send']>[0]) => port.send(message));
  return {
    send,
    onMessage: (listener) => port.onMessage(late(listener)),
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
}

/** Delivers later, each message after those before it. */
function late<Message>(deliver: (message: Message) => void): (message: Message) => void {
  const waiting: { due: number; message: Message }[] = [];
  const next = (): void => {
    for (let first = waiting[0]; first !== undefined && first.due <= performance.now(); first = waiting[0]) {
      waiting.shift();
      deliver(first.message);
    }
    const [first] = waiting;
    if (first !== undefined) setTimeout(next, Math.max(1, first.due - performance.now()));
  };
  return (message) => {
    const due = Math.max(waiting.at(-1)?.due ?? 0, performance.now() + Math.random() * lagMs);
    waiting.push({ due, message });
    if (waiting.length === 1) setTimeout(next, Math.max(1, due - performance.now()));
  };
}
