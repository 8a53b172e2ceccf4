import type { PeerId } from '#shared/model/index.ts';
import type { BoxContext } from './box-context.ts';
import { ChannelBox } from './channel-box.ts';
import { Limiter } from './limiter.ts';

/** Differences of channels under way at a time. */
const PARALLEL = 10;

/** The boxes of all channels that something happened in since the start. */
export class ChannelBoxes {
  readonly #context: BoxContext;
  readonly #boxes = new Map<PeerId, ChannelBox>();
  readonly #limiter = new Limiter(PARALLEL);

  constructor(context: BoxContext) {
    this.#context = context;
  }

  get(peerId: PeerId): ChannelBox {
    let box = this.#boxes.get(peerId);
    if (box === undefined) {
      box = new ChannelBox(peerId, this.#context, this.#limiter);
      this.#boxes.set(peerId, box);
    }
    return box;
  }

  /** The server has more for a channel than it wants to push (updateChannelTooLong). */
  tooLong(peerId: PeerId, pts: number | undefined): void {
    const { store } = this.#context.apply;
    const local = store.channels.pts(peerId);
    if (local !== undefined && pts !== undefined && pts <= local) return;
    if (!store.peers.isFull(peerId)) {
      this.#context.requestCommon('unknown channel');
      return;
    }
    const isFollowed = store.peers.isMember(peerId) || this.#boxes.get(peerId)?.isOpen === true;
    if (!isFollowed) return;
    if (local === undefined && pts !== undefined) {
      store.channels.setPts(peerId, pts);
      this.#context.apply.repair([peerId]);
      return;
    }
    this.get(peerId).request({ reason: 'tooLong', expectedPts: pts ?? 0 });
  }

  /** Takes up again what a restart cut short. */
  resume(): void {
    for (const { peerId, catchUpPts } of this.#context.apply.store.channels.catchingUp()) {
      this.get(peerId).request({ reason: 'resume', expectedPts: catchUpPts });
    }
  }

  recover(): void {
    for (const box of this.#boxes.values()) box.recover();
    this.resume();
  }

  dispose(): void {
    for (const box of this.#boxes.values()) box.dispose();
    this.#boxes.clear();
  }
}
