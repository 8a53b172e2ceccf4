import { drop } from '#shared/assert.ts';
import { adminRights } from '#shared/model/index.ts';
import type { AdminRight, PeerId } from '#shared/model/index.ts';
import type { Profile } from '#shared/ipc/info.ts';
import type { IpcConnection } from '#shared/ipc/handlers.ts';
import type { Changes, PeerRecord } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { Coalescer } from '../window/coalescer.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { sameValue } from '../window/same-value.ts';
import type { FullInfos } from './full-infos.ts';
import { membersOf, powersOf } from './powers.ts';

/** What belongs to channels and what to groups. */
const CHANNEL_RIGHTS: readonly AdminRight[] = ['postMessages', 'editMessages'];
const GROUP_RIGHTS: readonly AdminRight[] = ['pinMessages', 'anonymous'];

/** What one window is told of a person or a chat. */
export class ProfileView {
  readonly peerId: PeerId;
  readonly #context: ChatContext;
  readonly #infos: FullInfos;
  readonly #peerBook: PeerBook;
  readonly #connection: IpcConnection;
  readonly #emit: (event: Profile) => void;
  readonly #refresh: Coalescer;
  readonly #stop: (() => void)[];
  #loading = 0;
  #problem: string | undefined;
  #last: Profile | undefined;
  #disposed = false;

  constructor(context: ChatContext, infos: FullInfos, peerBook: PeerBook, connection: IpcConnection, peerId: PeerId, emit: (event: Profile) => void) {
    this.peerId = peerId;
    this.#context = context;
    this.#infos = infos;
    this.#peerBook = peerBook;
    this.#connection = connection;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, 0, () => this.#run());
    this.#stop = [context.store.onChange((changes) => this.#changed(changes)), infos.look(peerId)];
    drop(this.load());
  }

  /** Asks the server unless what is known is young. */
  async load(force = false): Promise<void> {
    if (!force && this.#problem === undefined && this.#infos.isFresh(this.peerId)) return this.#run();
    this.#loading += 1;
    this.#problem = undefined;
    this.#run();
    try {
      await this.#infos.fetch(this.peerId);
    } catch (error) {
      this.#problem = this.#context.explain(error).message;
    } finally {
      this.#loading -= 1;
      this.#run();
    }
  }

  touch(): void {
    this.#refresh.request();
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of this.#stop) stop();
    this.#refresh.dispose();
  }

  #changed(changes: Changes): void {
    const { peerId } = this;
    if (changes.peers.has(peerId) || changes.infos.has(peerId) || changes.dialogs.has(peerId) || changes.notifyDefaults) this.#refresh.request();
  }

  #run(): void {
    const { store, client } = this.#context;
    const peer = store.peers.get(this.peerId);
    if (peer === undefined || this.#disposed) return;
    const record = store.peers.record(this.peerId);
    const full = this.#infos.get(this.peerId)?.info;
    const dialog = store.dialogs.get(this.peerId);
    this.#peerBook.news(this.#connection, [this.peerId]);
    const profile: Profile = {
      peer,
      ...(full === undefined ? {} : { full }),
      inList: dialog !== undefined,
      muted: dialog !== undefined && dialog.muteUntil > client.serverTime(),
      powers: powersOf(record, full),
      members: membersOf(record, full),
      grantable: grantable(record),
      loading: this.#loading > 0,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
    if (sameValue(this.#last, profile)) return;
    this.#last = profile;
    this.#emit(profile);
  }
}

/** Nobody can grant what they do not have (core.telegram.org/api/rights). */
function grantable(record: PeerRecord | undefined): AdminRight[] {
  if (record?._ !== 'channel') return [];
  const isGroup = record.megagroup === true || record.gigagroup === true;
  const ofKind = adminRights.filter((right) => !(isGroup ? CHANNEL_RIGHTS : GROUP_RIGHTS).includes(right));
  return record.creator === true ? ofKind : ofKind.filter((right) => record.adminRights?.[right] === true);
}
