import type { AppInfo, CallInput, CallName, CallOutput, TopicEvent, TopicInput, TopicName } from '#shared/ipc/contract.ts';
import { windowChoices } from '#shared/ipc/window.ts';
import type { ClientMessage, IpcPort } from '#shared/ipc/wire.ts';
import { ALL_CHATS, AppError, type AuthState, type ChatAction, type ConnectionStatus, type PeerId, type LanguageState, type RecentSearches, type ProxyOverview, type SpellingState } from '#shared/model/index.ts';
import { countries, FakeAuth } from './auth.ts';
import { DialogFeed, ordered, unreadOf } from './dialogs.ts';
import { HistoryFeed } from './history.ts';
import { memoryPorts } from './memory-port.ts';
import { FakeProxies } from './proxies.ts';
import { addIncoming, addPending, capabilities, chatOf, confirm, lastEditable, messageOf, readersOf, readUpTo, remove } from './messages.ts';
import { searchWorld } from './search.ts';
import { pinnedOf, viewCalls } from './view.ts';
import { addCrowd, makeWorld, type World } from './world.ts';

export interface FakeOptions {
  auth?: AuthState;
  connection?: ConnectionStatus;
  proxies?: ProxyOverview;
  /** The first page of chats never comes. */
  loading?: boolean;
  /** No chats at all. */
  empty?: boolean;
  /** So many more chats. */
  crowd?: number;
  /** People type and write by themselves. */
  alive?: boolean;
  /** A history begins with its newest message alone; the rest comes so many ms later, like from a server. */
  trickle?: number;
  /** What the person is warned of. */
  warnings?: string[];
  /** The language of the interface; the built-in English without it. */
  language?: LanguageState;
  /** Ms until a call is answered. */
  latency?: number;
}

interface Listener {
  topic: TopicName;
  input: unknown;
  emit(event: unknown): void;
  dialogs?: DialogFeed;
  history?: HistoryFeed;
}

/** The contract played in memory: for tests of the renderer and for looking at it. */
export class FakeEngine {
  readonly world: World;
  readonly auth: FakeAuth;
  readonly proxies: FakeProxies;
  /** What was called, oldest first. */
  readonly calls: { name: CallName; input: unknown }[] = [];
  /** Errors that the next call of a method gets. */
  readonly failures = new Map<CallName, AppError>();
  connection: ConnectionStatus;
  waits: TopicEvent<'waits'> = [];
  language: LanguageState | undefined;
  spelling: SpellingState = { on: true, languages: [], words: [] };
  loading: boolean;
  private readonly latency: number;
  private readonly warnings: string[];
  private readonly trickle: number | undefined;
  private readonly listeners = new Set<Listener>();
  private readonly ports = new Set<IpcPort>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly actions = new Map<PeerId, ChatAction[]>();
  private lastPending = 100;
  recent: RecentSearches = { peers: [], queries: [] };
  /** Connections are refused while false. */
  running = true;

  constructor(options: FakeOptions = {}) {
    this.world = makeWorld();
    this.language = options.language;
    if (options.empty) this.world.chats.clear();
    if (options.crowd) addCrowd(this.world, options.crowd);
    this.auth = new FakeAuth(options.auth ?? { step: 'ready', self: this.world.self }, this.world.self, () => this.publish('auth.state'));
    this.connection = options.connection ?? { kind: 'ready' };
    this.proxies = new FakeProxies(() => this.publish('proxies'), options.proxies);
    this.loading = options.loading ?? false;
    this.latency = options.latency ?? 0;
    this.trickle = options.trickle;
    this.warnings = options.warnings ?? [];
    if (options.alive) this.live();
  }

  /** For `Host.connect`. */
  readonly connect = async (): Promise<IpcPort> => {
    if (!this.running) throw new Error('Not running');
    const [ours, theirs] = memoryPorts();
    this.serve(ours);
    return theirs;
  };

  /** Ends every connection, as a crash of the app's own process does. */
  cut(): void {
    for (const port of this.ports) port.close();
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.cut();
  }

  /** Sends every listener of these topics (or of all) what is true now. */
  publish(...topics: TopicName[]): void {
    for (const listener of this.listeners) if (topics.length === 0 || topics.includes(listener.topic)) this.emit(listener);
  }

  changed(): void {
    this.publish('dialogs.window', 'messages.window', 'chat.info', 'dialogs.totals');
  }

  setConnection(status: ConnectionStatus): void {
    this.connection = status;
    this.publish('connection.status');
  }

  setWaits(waits: TopicEvent<'waits'>): void {
    this.waits = waits;
    this.publish('waits');
  }

  setSpelling(change: Partial<SpellingState>): void {
    this.spelling = { ...this.spelling, ...change };
    this.publish('spelling');
  }

  private sponsor: TopicEvent<'promo.sponsor'> = null;

  /** The MTProto proxy in use has a sponsored channel. */
  setSponsor(peer: TopicEvent<'promo.sponsor'>): void {
    this.sponsor = peer;
    this.publish('promo.sponsor');
  }

  private frozen: TopicEvent<'account.frozen'> = null;

  /** What Telegram says about a frozen account. */
  setFrozen(facts: TopicEvent<'account.frozen'>): void {
    this.frozen = facts;
    this.publish('account.frozen');
  }

  /** A link is opened outside the app; true when a window took it. */
  openLink(link: string): boolean {
    const takers = [...this.listeners].filter((listener) => listener.topic === 'app.links');
    takers.at(-1)?.emit(link);
    return takers.length > 0;
  }

  notify(notice: TopicEvent<'app.notices'>): void {
    for (const listener of this.listeners) if (listener.topic === 'app.notices') listener.emit(notice);
  }

  setActions(peerId: PeerId, actions: ChatAction[]): void {
    this.actions.set(peerId, actions);
    for (const listener of this.listeners) if (listener.topic === 'chat.actions') listener.emit({ peerId, actions });
  }

  receive(peerId: number, text: string, fromId?: PeerId): void {
    this.setActions(peerId as PeerId, []);
    addIncoming(this.world, peerId, text, fromId);
    this.changed();
  }

  private later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, ms);
    this.timers.add(timer);
  }

  private serve(port: IpcPort): void {
    const own = new Map<number, Listener>();
    this.ports.add(port);
    port.onClose(() => {
      this.ports.delete(port);
      for (const listener of own.values()) this.listeners.delete(listener);
    });
    port.onMessage((raw) => {
      const message = raw as ClientMessage;
      switch (message.t) {
        case 'call':
          return void this.answer(port, message.id, message.method as CallName, message.input);
        case 'listen': {
          const id = message.id;
          const listener: Listener = {
            topic: message.topic as TopicName,
            input: message.input,
            emit: (event) => port.send({ t: 'events', batch: [{ id, event }] }),
          };
          own.set(id, listener);
          this.listeners.add(listener);
          return this.emit(listener);
        }
        case 'retune': {
          const listener = own.get(message.id);
          if (!listener) return;
          listener.input = message.input;
          return this.emit(listener);
        }
        case 'dispose': {
          const listener = own.get(message.id);
          own.delete(message.id);
          if (listener) this.listeners.delete(listener);
          return;
        }
        case 'cancel':
          return;
      }
    });
  }

  private async answer(port: IpcPort, id: number, name: CallName, input: unknown): Promise<void> {
    this.calls.push({ name, input });
    // Windows begin with what was chosen for them: it is at hand.
    if (this.latency > 0 && name !== 'window.choices') await new Promise<void>((resolve) => this.later(this.latency, resolve));
    try {
      const failure = this.failures.get(name);
      this.failures.delete(name);
      if (failure) throw failure;
      const handler = { ...this.handlers, ...this.proxies.handlers }[name] as ((input: unknown) => unknown) | undefined;
      if (handler === undefined) throw new AppError({ code: 'INTERNAL', message: `The engine of the tests does not know ${name}` });
      const value = handler(input);
      port.send({ t: 'result', id, value: value ?? null });
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError({ code: 'INTERNAL', message: String(error) });
      port.send({ t: 'error', id, error: known.toData() });
    }
  }

  private emit(listener: Listener): void {
    switch (listener.topic) {
      case 'auth.state':
        return listener.emit(this.auth.state);
      case 'connection.status':
        return listener.emit(this.connection);
      case 'dialogs.window':
        listener.dialogs ??= new DialogFeed();
        return listener.emit(listener.dialogs.next(this.world, listener.input as TopicInput<'dialogs.window'> & { folder: 'main' }, this.loading));
      case 'folders.overview':
        return listener.emit({ order: [ALL_CHATS], folders: [], tags: false, premium: false, limits: { folders: 10, chats: 100, links: 3, joined: 2 } });
      case 'messages.window':
        return this.emitHistory(listener);
      case 'search.results':
        return listener.emit(searchWorld(this.world, listener.input as TopicInput<'search.results'>, this.connection));
      case 'chat.info':
        return this.emitChatInfo(listener);
      case 'pins': {
        const { peerId } = listener.input as TopicInput<'pins'>;
        return listener.emit({ messages: pinnedOf(this.world, peerId), hidden: false, peers: [] });
      }
      case 'chat.actions':
        for (const [peerId, actions] of this.actions) listener.emit({ peerId, actions });
        return;
      case 'dialogs.totals': {
        const unmuted = ordered(this.world, 'main').filter((chat) => !chat.muted);
        return listener.emit({
          unreadMessages: unmuted.reduce((sum, chat) => sum + unreadOf(chat), 0),
          unreadChats: unmuted.filter((chat) => unreadOf(chat) > 0).length,
        });
      }
      case 'proxies':
        return listener.emit(this.proxies.overview());
      case 'waits':
        return listener.emit(this.waits);
      case 'language':
        if (this.language) listener.emit(this.language);
        return;
      case 'spelling':
        return listener.emit(this.spelling);
      case 'promo.sponsor':
        return listener.emit(this.sponsor);
      case 'account.frozen':
        return listener.emit(this.frozen);
      case 'peers.changed':
      case 'app.links':
      case 'app.notices':
        return;
    }
  }

  private emitHistory(listener: Listener): void {
    const input = listener.input as TopicInput<'messages.window'>;
    const send = (feed: HistoryFeed) => listener.emit(feed.next(this.world, listener.input as TopicInput<'messages.window'>));
    if (listener.history) return send(listener.history);
    const feed = (listener.history = new HistoryFeed());
    if (this.trickle === undefined) return send(feed);
    listener.emit({ ...feed.next(this.world, { ...input, anchor: 'end', older: 0, newer: 0 }), atStart: false, loading: 'newer' });
    this.later(this.trickle, () => send(feed));
  }

  private emitChatInfo(listener: Listener): void {
    const { peerId } = listener.input as TopicInput<'chat.info'>;
    const chat = chatOf(this.world, peerId);
    listener.emit({
      peer: this.world.peers.get(chat.peerId),
      muted: chat.muted,
      ...(chat.onlineCount === undefined ? {} : { onlineCount: chat.onlineCount }),
      ...(chat.draft ? { draft: chat.draft } : {}),
    });
  }

  private change(peerId: number, apply: (chat: ReturnType<typeof chatOf>) => void): void {
    apply(chatOf(this.world, peerId));
    this.changed();
  }

  /** What its tests need; a call that is not here is refused. */
  private readonly handlers: { [Name in Exclude<CallName, `proxies.${string}`>]?: (input: CallInput<Name>) => CallOutput<Name> } = {
    ...viewCalls(() => this.world, () => this.changed()),
    'app.info': (): AppInfo => ({ name: 'Petrel', version: '0.1.0', host: 'browser', environment: 'local', layer: 227, platform: 'linux', warnings: this.warnings }),
    'app.setActive': () => undefined,
    'app.setOnline': () => undefined,
    'app.setTimeZone': () => undefined,
    'window.choices': () => Object.fromEntries(windowChoices.flatMap((name) => (localStorage.getItem(name) === null ? [] : [[name, localStorage.getItem(name)]]))),
    'window.choose': ({ name, value }) => (value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value)),
    'spelling.set': (change) => this.setSpelling(change),
    'spelling.addWord': ({ word }) => this.setSpelling({ words: [...this.spelling.words, word] }),
    'spelling.removeWord': ({ word }) => this.setSpelling({ words: this.spelling.words.filter((other) => other !== word) }),
    'connection.retry': () => this.setConnection({ kind: 'connecting' }),
    'auth.setCredentials': () => this.auth.set({ step: 'phone', suggestedCountry: 'DE' }),
    'auth.countries': () => countries,
    'auth.sendCode': ({ phone }) => this.auth.sendCode(phone),
    'auth.resendCode': () => this.auth.resend(),
    'auth.cancelCode': () => this.auth.set({ step: 'phone', suggestedCountry: 'DE', ...('phone' in this.auth.state && this.auth.state.phone ? { phone: this.auth.state.phone } : {}) }),
    'auth.signIn': ({ code }) => this.auth.signIn(code),
    'auth.signUp': ({ firstName }) => this.auth.signUp(firstName),
    'auth.logOut': () => this.auth.set({ step: 'phone', suggestedCountry: 'DE' }),
    'dialogs.setPinned': ({ peerId, pinned }) =>
      this.change(peerId, (chat) => {
        if (pinned) chat.pinned = 0;
        else delete chat.pinned;
      }),
    'dialogs.setMuted': ({ peerId, muted }) => this.change(peerId, (chat) => void (chat.muted = muted)),
    'dialogs.setUnread': ({ peerId, unread }) =>
      this.change(peerId, (chat) => {
        if (!unread) readUpTo(this.world, peerId, Number.MAX_SAFE_INTEGER);
        chat.unreadMark = unread;
      }),
    'messages.send': (input) => {
      const message = addPending(this.world, input as Parameters<typeof addPending>[1], ++this.lastPending);
      this.changed();
      this.later(700, () => {
        confirm(this.world, message);
        this.changed();
        this.reply(input.peerId);
      });
      return { id: message.id };
    },
    'messages.sendFiles': () => ({ ids: [] }),
    'messages.discardEdit': () => undefined,
    'messages.edit': ({ peerId, id, text, entities }) => {
      Object.assign(messageOf(this.world, peerId, id), { text, entities, editDate: this.world.now() });
      this.changed();
    },
    'messages.delete': ({ peerId, ids }) => {
      remove(this.world, peerId, ids);
      this.changed();
    },
    'messages.forward': ({ fromPeerId, ids, toPeerId }) => {
      for (const id of ids) {
        const { text, entities } = messageOf(this.world, fromPeerId, id);
        const made = addPending(this.world, { peerId: toPeerId, text, entities }, ++this.lastPending);
        made.forward = { fromId: fromPeerId as PeerId, date: this.world.now() };
        confirm(this.world, made);
      }
      this.changed();
    },
    'messages.capabilities': ({ peerId, id }) => capabilities(this.world, peerId, id),
    'messages.retry': ({ peerId, id }) => {
      const message = messageOf(this.world, peerId, id);
      message.sending = { state: 'pending' };
      this.changed();
      this.later(700, () => {
        confirm(this.world, message);
        this.changed();
      });
    },
    'messages.read': ({ peerId, maxId }) => {
      readUpTo(this.world, peerId, maxId);
      this.changed();
    },
    'messages.readers': ({ peerId, id }) => readersOf(this.world, peerId, id),
    'messages.setTyping': () => undefined,
    'files.save': ({ name }) => ({ folder: '/home/nora/Downloads', name }),
    'messages.lastEditable': ({ peerId }) => lastEditable(this.world, peerId),
    'drafts.save': ({ peerId, text, entities, replyToId }) =>
      this.change(peerId, (chat) => {
        if (text.trim() === '' && replyToId === undefined) delete chat.draft;
        else chat.draft = { text, entities: entities as never, date: this.world.now(), ...(replyToId === undefined ? {} : { replyToId: replyToId as never }) };
      }),
    'search.recent': () => ({
      peers: this.recent.peers.flatMap((id) => this.world.peers.get(id) ?? []),
      queries: this.recent.queries,
    }),
    'search.remember': ({ peerId, query }) => {
      if (peerId !== undefined) this.recent.peers.unshift(peerId as PeerId);
      if (query !== undefined) this.recent.queries.unshift(query);
    },
    'search.forget': () => void (this.recent = { peers: [], queries: [] }),
    'search.atDate': ({ peerId, date }) => {
      const { messages } = chatOf(this.world, peerId);
      const found = messages.find((message) => message.date >= date) ?? messages.at(-1);
      return found ? { id: found.id } : null;
    },
    'peers.resolve': ({ username }) => {
      const peer = [...this.world.peers.values()].find((one) => one.usernames.includes(username));
      if (!peer) throw new AppError({ code: 'NOT_FOUND', message: `Nobody is called @${username}.` });
      return peer;
    },
    'peers.get': ({ peerId }) => {
      const peer = this.world.peers.get(peerId as PeerId);
      if (!peer) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
      return peer;
    },
  };

  /** The other side of a private chat types and answers. */
  private reply(peerId: number): void {
    const peer = this.world.peers.get(peerId as PeerId);
    if (peer?.kind !== 'user' || peer.isSelf) return;
    this.later(800, () => this.setActions(peer.id, [{ userId: peer.id, userName: peer.firstName ?? peer.title, action: 'typing' }]));
    this.later(900, () => {
      const chat = chatOf(this.world, peerId);
      for (const message of chat.messages) if (message.id > chat.readOutboxMaxId) chat.readOutboxMaxId = message.id;
      this.changed();
    });
    this.later(2_400, () => this.receive(peerId, 'Good to hear from you. Let us talk tomorrow?'));
  }

  private live(): void {
    const [typist, writer] = [203, 207].map((id) => this.world.peers.get(id as PeerId)!);
    const turn = () => {
      this.setActions(typist!.id, [{ userId: typist!.id, userName: 'Chiara', action: 'typing' }]);
      this.later(4_000, () => this.setActions(typist!.id, []));
      this.later(6_000, () => this.receive(writer!.id, 'And one more thing…'));
      this.later(12_000, turn);
    };
    this.later(1_500, turn);
  }
}
