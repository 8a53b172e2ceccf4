import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { ActionBars, Joining, OpenChats, PeerCalls, SlowMode } from './chat/index.ts';
import type { Clock } from './clock.ts';
import type { ChatContext } from './context.ts';
import { Checklists } from './checklists/index.ts';
import { Contacts, NewChats } from './contacts/index.ts';
import { Dialogs } from './dialogs/index.ts';
import { Drafts } from './drafts/index.ts';
import { MessageEffects } from './effects/index.ts';
import { Folders } from './folders/index.ts';
import { Info } from './info/index.ts';
import { Journal } from './journal/index.ts';
import { Messages } from './messages/index.ts';
import { MessageTools, ViewCounts } from './message-tools/index.ts';
import { Pins } from './pins/index.ts';
import { Polls } from './polls/index.ts';
import { Presence } from './presence/index.ts';
import { AvailableReactions, Reacting, ReactionCalls, ShownReactions, UnreadJumps } from './reactions/index.ts';
import { Saved } from './saved/index.ts';
import { Scheduled } from './scheduled/index.ts';
import { Search } from './search/index.ts';
import { LinkPreviews } from './link-preview/index.ts';
import { previewOf, replyDetails } from './text/index.ts';
import { Suggestions } from './suggestions/index.ts';
import { Threads } from './threads/index.ts';
import { PeerBook } from './window/peer-book.ts';

/** How long the end of the program may wait for the server. */
const FAREWELL_MS = 500;

type Named<Handlers, Prefix extends string> = Pick<Handlers, Extract<keyof Handlers, `${Prefix}.${string}`>>;

export type ChatCalls = Named<
  CallHandlers,
  'cards' | 'contacts' | 'effects' | 'newChat' | 'dialogs' | 'folders' | 'info' | 'messages' | 'drafts' | 'peers' | 'polls' | 'search' | 'pins' | 'reactions' | 'saved' | 'scheduled' | 'threads' | 'unread' | 'tools' | 'chat' | 'suggest' | 'emoji'
>;
export type ChatTopics = Named<
  TopicHandlers, 'contacts' | 'dialogs' | 'effects' | 'folders' | 'info' | 'messages' | 'chat' | 'peers' | 'polls' | 'saved' | 'scheduled' | 'search' | 'threads' | 'preview'
> & Pick<TopicHandlers, 'pins'>;

/**
 * Everything around chats of one account: lists, histories, sending, drafts, presence. What is stored is served from the
 * first moment; `start` opens the way to the server.
 */
export class Chats {
  readonly drafts: Drafts;
  readonly presence: Presence;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #peerBook: PeerBook;
  readonly #messages: Messages;
  readonly #contacts: Contacts;
  readonly #newChats: NewChats;
  readonly #folders: Folders;
  readonly #dialogs: Dialogs;
  readonly #info: Info;
  readonly #openChats: OpenChats;
  readonly #joining: Joining;
  readonly #slowMode: SlowMode;
  readonly #scheduled: Scheduled;
  readonly #peerCalls: PeerCalls;
  readonly #search: Search;
  readonly #suggestions: Suggestions;
  readonly #previews: LinkPreviews;
  readonly #pins: Pins;
  readonly #saved: Saved;
  readonly #threads: Threads;
  readonly #bars: ActionBars;
  readonly #views: ViewCounts;
  readonly #shownReactions: ShownReactions;
  readonly #tools: MessageTools;
  readonly #reactions: ReactionCalls;
  readonly #reacting: Reacting;
  readonly #jumps: UnreadJumps;
  readonly #polls: Polls;
  readonly #checklists: Checklists;
  readonly #effects: MessageEffects;

  constructor(context: ChatContext) {
    const { store, clock, log } = context;
    this.#clock = clock;
    this.#journal = new Journal({ clock, log, store });
    this.#peerBook = new PeerBook({ peers: store.peers, onChange: (listener) => store.onChange(listener) });
    this.drafts = new Drafts(context);
    this.presence = new Presence(context);
    this.#joining = new Joining(context);
    const slowMode = new SlowMode(context);
    this.#slowMode = slowMode;
    this.#scheduled = new Scheduled(context, this.#journal, this.#peerBook, {
      takeBack: (peerId, ids) => this.#messages.unqueued.takeBack(peerId, ids),
      replan: (peerId, id, date) => this.#messages.unqueued.replan(peerId, id, date),
    });
    this.#messages = new Messages(context, {
      journal: this.#journal,
      drafts: this.drafts,
      peerBook: this.#peerBook,
      scheduled: {
        fetch: (peerId) => this.#scheduled.queues.fetch(peerId),
        // What becomes of it shows in the queue.
        delete: (peerId, ids) => drop(this.#scheduled.delete(peerId, ids).catch(() => undefined)),
      },
      pace: slowMode,
      setTyping: (peerId, typing, threadId) => this.presence.setTyping(peerId, typing, threadId),
      messageSent: (peerId, content) => {
        this.presence.messageSent(peerId);
        if (content !== undefined) this.#suggestions.sent(content);
      },
    });
    this.#contacts = new Contacts(context);
    this.#newChats = new NewChats(context);
    this.#folders = new Folders(context, this.#journal);
    this.#dialogs = new Dialogs(context, this.#journal, {
      reads: this.#messages.reads,
      folders: this.#folders,
      edited: (message) => this.#messages.edited(message),
      unmuted: () => {
        this.#openChats.touch();
        this.#info.touch();
      },
    });
    this.#bars = new ActionBars(context);
    this.#info = new Info(context, this.#peerBook);
    this.#openChats = new OpenChats(context, this.#peerBook, this.#bars, this.#info.full, {
      joining: this.#joining,
      slowMode,
      refreshScheduled: (peerId) => this.#scheduled.queues.refresh(peerId),
    }, {
      get: (peerId) => this.drafts.get({ peerId }),
      left: () => drop(this.drafts.flush()),
    });
    this.#peerCalls = new PeerCalls(context, this.#peerBook);
    this.#search = new Search(context, this.#peerBook);
    this.#suggestions = new Suggestions(context, this.#peerBook);
    this.#previews = new LinkPreviews(context);
    this.#pins = new Pins(context, this.#journal, this.#peerBook);
    this.#saved = new Saved(context, this.#journal, this.#peerBook);
    this.#threads = new Threads(context, this.#peerBook, (place) => this.drafts.get(place));
    this.#views = new ViewCounts(context);
    this.#shownReactions = new ShownReactions(context);
    this.#tools = new MessageTools(context, (peerId, ids) => {
      this.#views.seen(peerId, ids);
      this.#shownReactions.seen(peerId, ids);
    });
    this.#reactions = new ReactionCalls(context, this.#peerBook, new AvailableReactions(context));
    this.#reacting = new Reacting(context, this.#journal);
    this.#jumps = new UnreadJumps(context, this.#journal, this.#messages.reads);
    this.#polls = new Polls(context, this.#journal, this.#peerBook);
    this.#checklists = new Checklists(context, this.#journal);
    this.#effects = new MessageEffects(context);
  }

  /** The account is signed in and the first difference of this run was applied: sends, ops and drafts of earlier runs go out. */
  start(): void {
    this.#journal.start();
    this.#messages.start();
    this.drafts.start();
    this.presence.start();
    this.#dialogs.start();
    this.#folders.start();
    this.#contacts.start();
    this.#openChats.start();
  }

  /** The connection is back after it was down. */
  connected(): void {
    this.#folders.unheard();
    this.#journal.retryNow();
    this.#messages.retryNow();
    this.drafts.retryNow();
    this.presence.connected();
    this.#search.connected();
    this.#pins.connected();
    this.#info.connected();
    this.#saved.connected();
    this.#scheduled.connected();
    this.#openChats.start();
  }

  /** The disk takes what it is given again. */
  storageRecovered(): void {
    this.drafts.storageRecovered();
    this.#journal.retryNow();
    this.#messages.retryNow();
  }

  /** There is no connection, or no longer. */
  disconnected(): void {
    this.#messages.disconnected();
    this.#folders.unheard();
    this.#search.disconnected();
  }

  /** The window got or lost focus, or the person went idle. */
  setActive(active: boolean): void {
    this.presence.setActive(active);
    if (!active) drop(this.drafts.flush());
  }

  /**
   * Ends everything, having told the server what waited for a pause: drafts, and that the person has gone. Takes half a second
   * at most; what the server did not hear is on disk. The store stays open.
   */
  async close(): Promise<void> {
    const told = Promise.all([this.drafts.flush(), this.presence.close()]);
    await Promise.race([told, new Promise<void>((resolve) => void this.#clock.schedule(FAREWELL_MS, resolve))]);
    this.dispose();
  }

  calls(): ChatCalls {
    const dialogs = this.#dialogs.calls();
    return {
      ...dialogs,
      ...this.#folders.calls(),
      ...this.#info.calls(),
      ...this.#contacts.calls(),
      ...this.#newChats.calls(),
      ...this.#messages.calls(),
      ...this.#peerCalls.calls(),
      ...this.#search.calls(),
      ...this.#suggestions.calls(),
      ...this.#pins.calls(),
      ...this.#saved.calls(),
      ...this.#threads.calls(),
      ...this.#tools.calls(),
      ...this.#reactions.calls(),
      ...this.#jumps.calls(),
      ...this.#polls.calls(),
      ...this.#checklists.calls(),
      ...this.#scheduled.calls(),
      ...this.#effects.calls(),
      'chat.join': ({ peerId }) => this.#joining.join(peerId),
      'reactions.set': ({ peerId, id, reactions }) => this.#reacting.set(peerId, id, reactions),
      'dialogs.block': async ({ peerId, blocked }, context) => {
        await dialogs['dialogs.block']({ peerId, blocked }, context);
        this.#info.full.setBlocked(peerId, blocked);
      },
      'chat.act': async ({ peerId, act }) => {
        await this.#bars.act(peerId, act);
        if (act === 'block') this.#info.full.setBlocked(peerId, true);
      },
      'drafts.save': ({ peerId, text, entities, replyToId, replyToPeerId, quote, threadId, preview }) =>
        this.drafts.save({ peerId, threadId }, { text, entities }, replyToId, previewOf(preview), replyDetails(peerId, replyToPeerId, quote)),
    };
  }

  topics(): ChatTopics {
    return {
      ...this.#dialogs.topics(),
      ...this.#folders.topics(),
      ...this.#info.topics(),
      ...this.#contacts.topics(),
      ...this.#messages.topics(),
      ...this.#openChats.topics(),
      ...this.#peerCalls.topics(),
      ...this.#search.topics(),
      ...this.#previews.topics(),
      ...this.#pins.topics(),
      ...this.#saved.topics(),
      ...this.#threads.topics(),
      ...this.#scheduled.topics(),
      ...this.#effects.topics(),
      ...this.#polls.topics(),
      ...this.presence.topics(),
    };
  }

  /** Ends everything at once; the store stays open. */
  dispose(): void {
    this.#search.dispose();
    this.#suggestions.dispose();
    this.#previews.dispose();
    this.#pins.dispose();
    this.#saved.dispose();
    this.#threads.dispose();
    this.#views.dispose();
    this.#shownReactions.dispose();
    this.#polls.dispose();
    this.#checklists.dispose();
    this.#effects.dispose();
    this.#openChats.dispose();
    this.#info.dispose();
    this.#bars.dispose();
    this.#scheduled.dispose();
    this.#slowMode.dispose();
    this.#dialogs.dispose();
    this.#folders.dispose();
    this.#contacts.dispose();
    this.#messages.dispose();
    this.drafts.dispose();
    this.presence.dispose();
    this.#journal.dispose();
    this.#peerBook.dispose();
  }
}
