import { drop } from '#shared/assert.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { tl } from '#tl';
import { applyDialogs } from './appliers/dialogs.ts';
import type { AppliedDialogs, DialogsAnswer } from './appliers/dialogs.ts';
import { pause } from './box-context.ts';
import type { BoxContext } from './box-context.ts';
import { describe } from './failures.ts';
import { backoff } from './rules.ts';

/** Chats of one call of messages.getPeerDialogs. */
const BATCH = 100;
const ATTEMPTS = 5;

export interface DialogRepairOptions {
  context: BoxContext;
  /** Resolves when no difference of the common box is under way. */
  idle(): Promise<void>;
  isIdle(): boolean;
  /** These channels' boxes are behind their dialogs. */
  onBehind(peerIds: readonly PeerId[]): void;
}

/** Asks the server for rows of the chat list that updates alone cannot tell (messages.getPeerDialogs), in batches. */
export class DialogRepair {
  readonly #options: DialogRepairOptions;
  readonly #wanted = new Set<PeerId>();
  #working = false;

  constructor(options: DialogRepairOptions) {
    this.#options = options;
  }

  /** Asks for these chats soon. */
  request(peerIds: readonly PeerId[]): void {
    for (const peerId of peerIds) this.#wanted.add(peerId);
    if (this.#working || this.#wanted.size === 0) return;
    this.#working = true;
    drop(this.#work());
  }

  /** Asks now; false when the answer could not be had. */
  async fetch(peerIds: readonly PeerId[]): Promise<boolean> {
    const { context } = this.#options;
    const { store } = context.apply;
    const peers: tl.InputDialogPeer[] = [];
    for (const peerId of peerIds) {
      const peer = store.peers.inputPeer(peerId);
      if (peer !== undefined) peers.push({ _: 'inputDialogPeer', peer });
    }
    if (peers.length === 0) return false;
    const answer = await context.client.call({ _: 'messages.getPeerDialogs', peers });
    await this.apply(answer);
    return true;
  }

  /** Stores rows once no difference of the common box is under way, because they are of the same moment as its end. */
  async apply(answer: DialogsAnswer): Promise<AppliedDialogs> {
    const { context, idle, isIdle, onBehind } = this.#options;
    while (!isIdle() && !context.isDisposed()) await idle();
    if (context.isDisposed()) return { peerIds: [], behind: [] };
    const applied = context.commits.run(() => applyDialogs(context.apply, answer));
    if (applied.behind.length > 0) onBehind(applied.behind);
    return applied;
  }

  async #work(): Promise<void> {
    const { context } = this.#options;
    let failures = 0;
    // Requests of one burst of updates become one call.
    await Promise.resolve();
    while (this.#wanted.size > 0 && !context.isDisposed() && failures < ATTEMPTS) {
      const batch = [...this.#wanted].slice(0, BATCH);
      for (const peerId of batch) this.#wanted.delete(peerId);
      try {
        await this.fetch(batch);
        failures = 0;
      } catch (error) {
        failures += 1;
        context.log.warn('dialogs could not be asked for', { failures, error: describe(error) });
        for (const peerId of batch) this.#wanted.add(peerId);
        await pause(context.timers, backoff(failures, context.timers.random()));
      }
    }
    this.#wanted.clear();
    this.#working = false;
  }
}
