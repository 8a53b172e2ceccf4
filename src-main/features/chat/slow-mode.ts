import { AppError } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';

type SlowModeContext = Pick<ChatContext, 'store' | 'client' | 'clock' | 'updates'>;

const keyOf = (peerId: PeerId): string => `slowNext ${peerId}`;

/** The pace at which the members of a group may write (core.telegram.org/method/channels.toggleSlowMode). */
export class SlowMode {
  readonly #context: SlowModeContext;
  readonly #listeners = new Set<(peerId: PeerId) => void>();
  readonly #stop: () => void;

  constructor(context: SlowModeContext) {
    this.#context = context;
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind === 'message' && event.out) this.#wrote(event.peerId, context.store.messages.get(event.peerId, event.id)?.date ?? 0);
    });
  }

  /** Seconds between two messages of this account in a chat; undefined where it may write at any pace. */
  seconds(peerId: PeerId): number | undefined {
    const { peers, peerInfo } = this.#context.store;
    const record = peers.record(peerId);
    if (record?._ !== 'channel' || record.slowmodeEnabled !== true || record.creator === true || record.adminRights !== undefined) return undefined;
    const info = peerInfo.get(peerId)?.info;
    return info?.isUnrestricted === true ? undefined : info?.slowModeSeconds;
  }

  /** When the next message may go, unix ms of this machine; undefined: now. */
  until(peerId: PeerId): number | undefined {
    const { client, clock, store } = this.#context;
    if (this.seconds(peerId) === undefined) return undefined;
    const told = store.meta.get(keyOf(peerId));
    const next = Math.max(typeof told === 'number' ? told : 0, store.peerInfo.get(peerId)?.info.slowModeNext ?? 0);
    const left = next - client.serverTime();
    return left > 0 ? Math.ceil(clock.now() + left * 1000) : undefined;
  }

  /** Throws `AppError` FLOOD when so many messages cannot be sent now. */
  check(peerId: PeerId, count: number): void {
    if (this.seconds(peerId) === undefined) return;
    if (count > 1) throw new AppError({ code: 'FLOOD', message: 'Slow mode is on in this group: only one message can be sent at a time.' });
    const until = this.until(peerId);
    const isWaiting = this.#context.store.outbox.ofPeer(peerId).some((row) => row.state !== 'failed');
    if (until === undefined && !isWaiting) return;
    const retryAfter = until === undefined ? {} : { retryAfter: Math.ceil((until - this.#context.clock.now()) / 1000) };
    throw new AppError({ code: 'FLOOD', message: 'Slow mode is on in this group. What you wrote stays here until you can send the next message.', ...retryAfter });
  }

  /** The server asked to wait until a moment (unix ms of this machine). */
  slowed(peerId: PeerId, until: number): void {
    const { client, clock } = this.#context;
    this.#note(peerId, Math.ceil(client.serverTime() + (until - clock.now()) / 1000));
  }

  onChange(listener: (peerId: PeerId) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#stop();
    this.#listeners.clear();
  }

  /** This account has written, here or elsewhere: the wait begins anew. */
  #wrote(peerId: PeerId, date: number): void {
    const seconds = this.seconds(peerId);
    if (seconds !== undefined) this.#note(peerId, date + seconds);
  }

  #note(peerId: PeerId, next: number): void {
    this.#context.store.meta.set(keyOf(peerId), next);
    for (const listener of [...this.#listeners]) listener(peerId);
  }
}
