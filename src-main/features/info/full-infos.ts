import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { bareId, groupPeerId, peerIdKind } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { mapChatInfo, mapChatParticipant, mapPeerId, mapRequests, mapUserInfo } from '../../store/index.ts';
import type { Changes, PeerInfoRecord } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { withPeerFlight } from '../presence/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { applyParticipants, groupOf, isParticipantsUpdate } from './participants.ts';
import type { ParticipantsUpdate } from './participants.ts';

/** What somebody looks at is asked for again when it is older, seconds (a minute, as an open chat). */
const FRESH_SECONDS = 60;
/** Several things that make one full form old come within this time, ms: it is asked for once. */
const GATHER_MS = 300;
const CALL = { timeoutMs: 30_000, priority: 'low' } as const;

interface Looked {
  lookers: number;
  refetch: Coalescer;
}

/** Keeps the full forms of people and chats (core.telegram.org/api/peers#full-info-databases): what somebody looks at is kept up to date. */
export class FullInfos {
  readonly #context: ChatContext;
  readonly #looked = new Map<PeerId, Looked>();
  readonly #running = new Map<PeerId, Promise<void>>();
  readonly #stop: (() => void)[];

  constructor(context: ChatContext) {
    this.#context = context;
    this.#stop = [
      context.updates.onEvent((event) => {
        if (event.kind === 'peerOutdated') this.#outdated(event.peerId);
        else if (event.kind === 'message') this.#message(event.peerId, event.id);
        else if (event.kind === 'unnumberedMissed') this.#allOutdated();
        else if (event.kind === 'other' && isParticipantsUpdate(event.update)) this.#participants(event.update);
        else if (event.kind === 'other' && event.update._ === 'updatePendingJoinRequests') this.#requests(event.update);
        else if (event.kind === 'other' && event.update._ === 'updatePeerBlocked') this.setBlocked(mapPeerId(event.update.peerId), event.update.blocked === true);
      }),
      context.store.onChange((changes) => this.#changed(changes)),
    ];
  }

  get(peerId: PeerId): PeerInfoRecord | undefined {
    return this.#context.store.peerInfo.get(peerId);
  }

  /** Somebody looks at it from now on, until the returned function is called. */
  look(peerId: PeerId): () => void {
    const looked = this.#looked.get(peerId) ?? {
      lookers: 0,
      refetch: new Coalescer(this.#context.clock, GATHER_MS, () => drop(this.fetch(peerId).catch(() => undefined))),
    };
    this.#looked.set(peerId, looked);
    looked.lookers += 1;
    return () => {
      looked.lookers -= 1;
      if (looked.lookers > 0 || this.#looked.get(peerId) !== looked) return;
      looked.refetch.dispose();
      this.#looked.delete(peerId);
    };
  }

  isFresh(peerId: PeerId): boolean {
    const fetchedAt = this.get(peerId)?.fetchedAt ?? 0;
    return this.#context.client.serverTime() - fetchedAt < FRESH_SECONDS;
  }

  /** Asks the server; several that want the same wait for one answer. Throws the error of the call. */
  fetch(peerId: PeerId): Promise<void> {
    const running = this.#running.get(peerId);
    if (running !== undefined) return running;
    const work = this.#fetch(peerId).finally(() => this.#running.delete(peerId));
    this.#running.set(peerId, work);
    return work;
  }

  /** Asks again, because something was changed from here whose effect on the full form no update tells. */
  changedHere(peerId: PeerId): void {
    this.#outdated(peerId);
  }

  setBlocked(peerId: PeerId, blocked: boolean): void {
    this.#context.store.peerInfo.patch(peerId, (record) => {
      const { isBlocked: _before, ...info } = record.info;
      return { ...record, info: blocked ? { ...info, isBlocked: true } : info };
    });
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    for (const { refetch } of this.#looked.values()) refetch.dispose();
    this.#looked.clear();
  }

  async #fetch(peerId: PeerId): Promise<void> {
    const { store, client } = this.#context;
    const fetchedAt = Math.floor(client.serverTime());
    if (peerIdKind(peerId) === 'user') {
      const id = store.peers.inputUser(peerId);
      if (id === undefined) return;
      const { answer, changed } = await withPeerFlight(store, () => client.call({ _: 'users.getFullUser', id }, CALL));
      store.transaction(() => {
        // What was pushed meanwhile is newer than the answer.
        store.peers.apply(answer.users.filter((user) => !changed.has(user.id as PeerId)), answer.chats);
        const { noforwardsMyEnabled, noforwardsPeerEnabled } = answer.fullUser;
        store.peers.setNoForwards(peerId, noforwardsMyEnabled === true || noforwardsPeerEnabled === true);
        store.peerInfo.put(peerId, { info: mapUserInfo(answer.fullUser), fetchedAt });
      });
      return;
    }
    const channel = store.peers.inputChannel(peerId);
    const known = this.get(peerId);
    const { fullChat, users, chats } =
      channel === undefined
        ? await client.call({ _: 'messages.getFullChat', chatId: bareId(peerId) }, CALL)
        : await client.call({ _: 'channels.getFullChannel', channel }, CALL);
    store.transaction(() => {
      store.peers.apply(users, chats);
      const members = fullChat._ === 'chatFull' ? groupMembers(fullChat.participants) : known?.members;
      store.peerInfo.put(peerId, { info: mapChatInfo(fullChat), fetchedAt, ...(members === undefined ? {} : { members }) });
      if (fullChat._ === 'channelFull' && fullChat.participantsCount !== undefined) {
        store.peers.patchChannel(peerId, { participantsCount: fullChat.participantsCount });
      }
    });
  }

  #requests({ peer, requestsPending, recentRequesters }: tl.updatePendingJoinRequests): void {
    this.#context.store.peerInfo.patch(mapPeerId(peer), (record) => {
      const { requests: _before, ...info } = record.info;
      return { ...record, info: { ...info, ...mapRequests(requestsPending, recentRequesters) } };
    });
  }

  #participants(update: ParticipantsUpdate): void {
    const { store } = this.#context;
    const peerId = groupPeerId(groupOf(update));
    const known = this.get(peerId);
    const next = applyParticipants(known?.members, update);
    if (next === 'nothing') return;
    if (next === 'refetch') this.#outdated(peerId);
    else store.peerInfo.patch(peerId, (record) => ({ ...record, members: next }));
  }

  /** A note in a chat that somebody looks at: who is in it, or what it is called, has changed. */
  #message(peerId: PeerId, id: MessageId): void {
    if (!this.#looked.has(peerId) || this.#context.store.messages.get(peerId, id)?.service === undefined) return;
    this.#outdated(peerId);
  }

  /** A group whose version is above that of its list of members: something was missed. */
  #changed(changes: Changes): void {
    for (const [peerId] of this.#looked) {
      if (!changes.peers.has(peerId) || peerIdKind(peerId) !== 'group') continue;
      const record = this.#context.store.peers.record(peerId);
      const members = this.get(peerId)?.members;
      if (record?._ === 'chat' && members !== undefined && record.version > members.version) this.#outdated(peerId);
    }
  }

  #outdated(peerId: PeerId): void {
    const { store } = this.#context;
    store.transaction(() => {
      // The server compares lists of members by their ids: who has other rights now, it would not tell.
      if (peerIdKind(peerId) === 'channel') {
        store.peerInfo.patch(peerId, (record) => (record.members === undefined ? record : { ...record, members: { ...record.members, version: 0 } }));
      }
      store.peerInfo.outdate(peerId);
    });
    this.#looked.get(peerId)?.refetch.request();
  }

  #allOutdated(): void {
    for (const peerId of this.#looked.keys()) this.#outdated(peerId);
  }
}

function groupMembers(given: tl.ChatParticipants): PeerInfoRecord['members'] {
  if (given._ === 'chatParticipantsForbidden') return undefined;
  return { list: given.participants.map(mapChatParticipant), version: given.version, total: given.participants.length };
}
