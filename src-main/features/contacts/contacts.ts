import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError, bareId, userPeerId } from '#shared/model/index.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import { backoffMs, isEnding } from '../journal/index.ts';
import { listHash } from '../paging/index.ts';
import { Coalescer } from '../window/coalescer.ts';

type Listed = TopicEvent<'contacts.list'>;

/** About once a day, spread so that not everybody asks at once. */
const PERIOD_MS = 72_000_000;
const SPREAD_MS = 25_000_000;
const GATHER_MS = 50;
/** How many contacts the server keeps that are no users: a part of the list's hash. */
const SAVED = 'contacts.saved';

/** The contacts of the account (core.telegram.org/api/contacts): the list, adding, renaming and deleting. */
export class Contacts {
  readonly #context: ChatContext;
  readonly #listeners = new Set<(listed: Listed) => void>();
  readonly #tell: Coalescer;
  readonly #stop: (() => void)[];
  #failures = 0;
  #underWay = false;
  #started = false;
  #cancel: (() => void) | undefined;

  constructor(context: ChatContext) {
    this.#context = context;
    this.#tell = new Coalescer(context.clock, GATHER_MS, () => this.#emit());
    this.#stop = [
      context.store.onChange((changes) => {
        if (changes.peers.size > 0 && this.#listeners.size > 0) this.#tell.request();
      }),
      context.updates.onEvent((event) => {
        if (event.kind === 'other' && event.update._ === 'updateContactsReset') this.#load();
        if (event.kind === 'unnumberedMissed') this.#load();
      }),
    ];
  }

  start(): void {
    this.#started = true;
    this.#load();
  }

  dispose(): void {
    this.#started = false;
    for (const stop of this.#stop) stop();
    this.#cancel?.();
    this.#tell.dispose();
    this.#listeners.clear();
  }

  calls(): Pick<CallHandlers, 'contacts.add' | 'contacts.addByPhone' | 'contacts.delete'> {
    return {
      'contacts.add': ({ peerId, firstName, lastName, sharePhone }) => this.#add(peerId, firstName, lastName, sharePhone === true),
      'contacts.addByPhone': ({ phone, firstName, lastName }) => this.#addByPhone(phone, firstName, lastName),
      'contacts.delete': ({ peerId }) => this.#delete(peerId),
    };
  }

  topics(): Pick<TopicHandlers, 'contacts.list'> {
    return {
      'contacts.list': (_input, emit) => {
        this.#listeners.add(emit);
        emit(this.#listed());
        return { retune: () => undefined, dispose: () => void this.#listeners.delete(emit) };
      },
    };
  }

  #listed(): Listed {
    const { store } = this.#context;
    const peers = store.peers.contactIds().flatMap((id) => store.peers.get(id) ?? []);
    return { peers, loaded: store.meta.get(SAVED) !== undefined };
  }

  #emit(): void {
    const listed = this.#listed();
    for (const emit of [...this.#listeners]) emit(listed);
  }

  #load(): void {
    if (this.#started && !this.#underWay) drop(this.#fetch());
  }

  async #fetch(): Promise<void> {
    const { client, store, clock, log } = this.#context;
    this.#underWay = true;
    this.#cancel?.();
    let delay = PERIOD_MS + Math.random() * SPREAD_MS;
    try {
      const saved = store.meta.get(SAVED);
      const ids = store.peers.contactIds().map(bareId).sort((a, b) => a - b);
      const hash = typeof saved === 'number' ? listHash([saved, ...ids]) : 0n;
      const answer = await client.call({ _: 'contacts.getContacts', hash }, { timeoutMs: 60_000, priority: 'low' });
      if (!this.#started) return;
      if (answer._ === 'contacts.contacts') this.#take(answer);
      this.#failures = 0;
    } catch (error) {
      if (!this.#started || isEnding(error)) return;
      this.#failures += 1;
      delay = backoffMs(this.#failures);
      log.info('The contacts could not be loaded', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      this.#underWay = false;
    }
    this.#cancel = clock.schedule(delay, () => this.#load());
  }

  /** What the server lists are the contacts; whoever it does not list is none any more. */
  #take(answer: tl.contacts.contacts): void {
    const { store } = this.#context;
    const listed = new Set(answer.contacts.map((contact) => userPeerId(contact.userId)));
    store.transaction(() => {
      store.peers.apply(answer.users, []);
      for (const id of store.peers.contactIds()) if (!listed.has(id)) store.peers.patchUser(id, { contact: false, mutualContact: false });
      store.meta.set(SAVED, answer.savedCount);
    });
    this.#tell.request();
  }

  async #add(peerId: PeerId, firstName: string, lastName: string, sharePhone: boolean): Promise<void> {
    const { client, store, updates } = this.#context;
    const id = this.#inputUser(peerId);
    checkName(firstName);
    const phone = store.peers.get(peerId)?.phone ?? '';
    const call = { _: 'contacts.addContact', id, firstName, lastName, phone, ...(sharePhone ? { addPhonePrivacyException: true } : {}) } as const;
    updates.feed(await client.call(call));
  }

  async #addByPhone(phone: string, firstName: string, lastName: string): Promise<Peer | null> {
    const { client, store } = this.#context;
    checkName(firstName);
    const digits = phone.replace(/\D/g, '');
    if (digits.length < 5) throw new AppError({ code: 'PHONE_INVALID', message: 'Enter a phone number with its country code.' });
    const answer = await client.call({
      _: 'contacts.importContacts',
      contacts: [{ _: 'inputPhoneContact', clientId: 0n, phone: `+${digits}`, firstName, lastName }],
    });
    if (answer.retryContacts.length > 0) throw new AppError({ code: 'FLOOD', message: 'Telegram lets you add no more contacts at the moment. Try again later.' });
    store.peers.apply(answer.users, []);
    const found = answer.imported[0];
    return found === undefined ? null : (store.peers.get(userPeerId(found.userId)) ?? null);
  }

  async #delete(peerId: PeerId): Promise<void> {
    const { client, store, updates } = this.#context;
    updates.feed(await client.call({ _: 'contacts.deleteContacts', id: [this.#inputUser(peerId)] }, { idempotent: true }));
    store.peers.patchUser(peerId, { contact: false, mutualContact: false });
  }

  #inputUser(peerId: PeerId): tl.InputUser {
    const user = this.#context.store.peers.inputUser(peerId);
    if (user === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This person cannot be found any more.' });
    return user;
  }
}

function checkName(firstName: string): void {
  if (firstName.trim() === '') throw new AppError({ code: 'NAME_INVALID', message: 'Enter a first name.' });
}
