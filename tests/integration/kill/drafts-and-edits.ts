import { expect } from 'vitest';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { LocalDc } from '../../dc/start.ts';
import type { World, WorldUser } from '../../dc/world/index.ts';
import { FollowedDialogs } from '../support/chats.ts';
import type { TestEngine } from '../support/engine.ts';

/** A chat in which nothing is sent: it has a draft, and a message that waits for its day. */
export interface Desk {
  peerId: PeerId;
  scheduledId: MessageId;
}

/** Texts that processes wrote at one place, oldest first: what they began with (`tried`), and of that what the engine has taken over (`kept`). */
class Writings {
  readonly #tried: string[];
  readonly #kept: string[];

  /** `before`: what is there before anything was written. */
  constructor(before: string) {
    this.#tried = [before];
    this.#kept = [before];
  }

  add(tried: readonly string[], kept: readonly string[]): void {
    this.#tried.push(...tried);
    this.#kept.push(...kept);
  }

  /** What may be there: the last that was taken over, or what was begun after it. */
  get allowed(): string[] {
    return this.#tried.slice(this.#tried.lastIndexOf(this.#kept.at(-1) ?? ''));
  }
}

/** What a process said of its drafts and edits. */
export interface Said {
  found: string | undefined;
  drafting: string[];
  drafted: string[];
  editing: string[];
  edited: string[];
}

/** Drafts and other texts for a scheduled message, which processes write until they are killed. */
export class DraftsAndEdits {
  readonly #drafts = new Writings('');
  readonly #edits = new Writings('as it was');
  readonly #dc: LocalDc<World>;
  readonly #anna: WorldUser;
  readonly #peerId: PeerId;
  #scheduledId = 0 as MessageId;

  constructor(dc: LocalDc<World>, anna: WorldUser) {
    this.#dc = dc;
    this.#anna = anna;
    const dora = dc.world.createUser({ firstName: 'Dora' });
    dc.world.sendMessage({ from: dora.id, to: anna.id as never, text: 'write to me' });
    this.#peerId = dora.id as PeerId;
  }

  get desk(): Desk {
    return { peerId: this.#peerId, scheduledId: this.#scheduledId };
  }

  /** Schedules the message. */
  async prepare({ window }: TestEngine): Promise<void> {
    const queue = window.listen('scheduled.queue', { peerId: this.#peerId });
    const scheduleDate = this.#dc.world.state.now() + 100_000;
    await window.call('messages.send', { peerId: this.#peerId, text: 'as it was', entities: [], how: { scheduleDate } });
    const { messages } = await queue.until(({ messages: [message] }) => message !== undefined && message.id > 0);
    this.#scheduledId = messages[0]?.id ?? this.#scheduledId;
  }

  /** A process was killed; what it had found was left by those before it. */
  note({ found, drafting, drafted, editing, edited }: Said, context: string): void {
    if (found !== undefined) expect(this.#drafts.allowed, `${context}: the draft that was found`).toContain(found);
    this.#drafts.add(drafting, drafted);
    this.#edits.add(editing, edited);
  }

  /** What stands here and there is what was taken over last, or newer; the server has the same. */
  async compare(engine: TestEngine, context: string): Promise<void> {
    const list = new FollowedDialogs(engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 60 }));
    const row = await list.untilRow(this.#peerId, () => true);
    expect(this.#drafts.allowed, context).toContain(row.draft?.text ?? '');
    const queue = engine.window.listen('scheduled.queue', { peerId: this.#peerId });
    const { messages } = await queue.until(({ loading, messages: all }) => !loading && all.every(({ sending }) => sending === undefined));
    expect(messages.map(({ id }) => id), context).toEqual([this.#scheduledId]);
    expect(this.#edits.allowed, context).toContain(messages[0]?.text);
    const { world } = this.#dc;
    const there = world.scheduled.of(world.account(this.#anna.id), this.#peerId).map(({ message }) => message.content.text);
    expect(there, context).toEqual([messages[0]?.text]);
  }
}
