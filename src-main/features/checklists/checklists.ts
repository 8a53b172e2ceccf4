import { drop } from '#shared/assert.ts';
import { AppError, withTicks } from '#shared/model/index.ts';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import type { Checklist, FormattedText, Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { inputText, prepareText } from '../text/index.ts';
import { fetchMessages } from '../messages/index.ts';

const TICK = 'tick';
/** How long one more tick is waited for, which then goes in the same call. */
const GATHER_MS = 500;
const CALL = { timeoutMs: 15_000, priority: 'high' } as const;

interface TickParams {
  peerId: PeerId;
  id: MessageId;
  ticks: { id: number; done: boolean }[];
}

/** What is done with checklists of messages (core.telegram.org/api/todo). */
export class Checklists {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  #disposed = false;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    journal.register(TICK, {
      run: (op) => this.#tell(op),
      revert: (op) => {
        const { peerId, id } = op.params as TickParams;
        // The server alone knows how it was.
        drop(fetchMessages(this.#context, peerId, [id]).catch(() => undefined));
      },
    });
  }

  calls(): Pick<CallHandlers, 'cards.tick' | 'cards.addTask'> {
    return {
      'cards.tick': ({ peerId, id, task, done }) => this.#tick(peerId, id, task, done),
      'cards.addTask': ({ peerId, id, title }) => this.#add(peerId, id, title),
    };
  }

  dispose(): void {
    this.#disposed = true;
  }

  #tick(peerId: PeerId, id: MessageId, task: number, done: boolean): Promise<void> {
    const { store, client } = this.#context;
    const { message, list } = this.#list(peerId, id);
    const self = store.meta.selfId();
    if (self === undefined) return Promise.resolve();
    this.#checkPremium();
    if (message.forward !== undefined) throw forbidden('This is a copy of a checklist: its tasks are ticked where it was made.');
    if (!message.out && list.othersMayTick !== true) throw forbidden('Only the author ticks the tasks of this checklist.');
    const key = `${peerId} ${id}`;
    const waiting = (store.pendingOps.find(TICK, key)?.params as TickParams | undefined)?.ticks ?? [];
    const params: TickParams = { peerId, id, ticks: [...waiting.filter((one) => one.id !== task), { id: task, done }] };
    return this.#journal.submit(TICK, key, params, () => {
      store.messages.patch(peerId, id, (before): Message => {
        if (before.media?.kind !== 'checklist') return before;
        const checklist = withTicks(before.media.checklist, [{ id: task, done }], self, Math.floor(client.serverTime()));
        return { ...before, media: { kind: 'checklist', checklist } };
      });
    });
  }

  async #tell(op: PendingOp): Promise<void> {
    const { store, client, updates, clock } = this.#context;
    await new Promise<void>((resolve) => void clock.schedule(GATHER_MS, resolve));
    // What was ticked meanwhile takes the place of this op, and goes in one call with it.
    const newest = this.#disposed ? undefined : store.pendingOps.find(op.kind, op.key);
    if (newest === undefined || newest.id !== op.id) return;
    const { peerId, id, ticks } = op.params as TickParams;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const completed = ticks.filter((one) => one.done).map((one) => one.id);
    const incompleted = ticks.filter((one) => !one.done).map((one) => one.id);
    updates.feed(await client.call({ _: 'messages.toggleTodoCompleted', peer, msgId: id, completed, incompleted }, { chain: `todo ${peerId}`, idempotent: true }));
  }

  async #add(peerId: PeerId, id: MessageId, source: FormattedText): Promise<void> {
    const { store, client, updates, appNumber } = this.#context;
    const { message, list } = this.#list(peerId, id);
    const peer = store.peers.inputPeer(peerId);
    const title = prepareText(source);
    const longest = appNumber('todo_item_length_max', 100);
    const most = appNumber('todo_items_max', 30);
    this.#checkPremium();
    if (peer === undefined) throw notFound();
    if (message.forward !== undefined || (!message.out && list.othersMayAdd !== true)) throw forbidden('Only the author adds tasks to this checklist.');
    if (title.text === '') throw new AppError({ code: 'INVALID_INPUT', message: 'Write what is to be done.' });
    if (title.text.length > longest) throw new AppError({ code: 'INVALID_INPUT', message: `A task can have ${longest} characters at most.` });
    if (list.tasks.length >= most) throw new AppError({ code: 'LIMIT', message: `A checklist can have ${most} tasks at most.` });
    const item = { _: 'todoItem' as const, id: Math.max(0, ...list.tasks.map((task) => task.id)) + 1, title: inputText(title) };
    updates.feed(await client.call({ _: 'messages.appendTodoList', peer, msgId: id, list: [item] }, CALL));
  }

  #checkPremium(): void {
    if (this.#context.store.peers.self()?.isPremium !== true) throw forbidden('Ticking and adding tasks needs Telegram Premium.');
  }

  #list(peerId: PeerId, id: MessageId): { message: Message; list: Checklist } {
    const message = this.#context.store.messages.get(peerId, id);
    if (message?.media?.kind !== 'checklist' || id < 0) throw notFound();
    return { message, list: message.media.checklist };
  }
}

const notFound = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This checklist does not exist any more.' });
const forbidden = (message: string): AppError => new AppError({ code: 'FORBIDDEN', message });
