import * as v from 'valibot';
import type {
  ArchiveSummary,
  AuthState,
  ChatAction,
  ConnectionStatus,
  Country,
  DialogRow,
  Draft,
  FormattedText,
  FoundKey,
  Message,
  MessageId,
  Peer,
  PeerId,
  PostsQuota,
  ProxyId,
  ProxyOverview,
  ProxyState,
  Reaction,
  SearchState,
  StorageState,
  StorageUsage,
  WebPage,
} from '../model/index.ts';
import { storedMediaKinds } from '../model/index.ts';
import { contactCalls, contactTopics } from './contacts.ts';
import { languageCalls, languageTopics } from './languages.ts';
import { dialogCalls } from './dialogs.ts';
import { folderCalls, folderTopics } from './folders.ts';
import { infoCalls, infoTopics } from './info.ts';
import { savedCalls, savedTopics } from './saved.ts';
import { scheduledCalls, scheduledTopics, sendOptionsSchema } from './scheduled.ts';
import { call, count, nothing, peerInput, topic } from './spec.ts';
import { suggestionCalls } from './suggestions.ts';
import {
  chatListSchema, entitySchema, messageIdSchema, outgoingFileSchema, peerIdSchema, previewSchema, proxyIdSchema, proxySchema, quoteSchema, reactionSchema,
  searchKindSchema, sectionSchema, textSchema,
} from './schemas.ts';
import { threadCalls, threadTopics } from './threads.ts';

/*
 * The IPC contract: every call and every topic once. Inputs are validated in main against their schema; outputs and events are
 * typed here and produced by main. The renderer asks for windows of state and gets diffs; it never holds a whole account.
 */

const moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));
const messageIds = v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100));
const unreadKind = v.picklist(['mention', 'reaction']);
const searchText = v.pipe(v.string(), v.maxLength(256));

/**
 * A change of a window: `order` lists the keys of the whole window now, `upsert` holds only the rows that this subscriber does
 * not have yet in this form. The first event of a subscription brings every row.
 */
export interface WindowDiff<Key, Row> {
  order: Key[];
  upsert: Row[];
}

export interface DialogWindow extends WindowDiff<PeerId, DialogRow> {
  /** Index of `order[0]` in the whole list. */
  start: number;
  /** Length of the whole list as far as it is known. */
  total: number;
  /** The first page has never been loaded. */
  loading: boolean;
  /** Only on the main list, and only when the archive holds something. */
  archive?: ArchiveSummary;
}

/** The messages of a chat around an anchor, oldest first. */
export interface HistoryWindow extends WindowDiff<MessageId, Message> {
  /** Peers that the window's messages name; only those that this connection does not have in this form. */
  peers: Peer[];
  /** The message that the anchor resolved to (for `firstUnread`, the first unread one), when there is one. */
  anchorId?: MessageId;
  /** Nothing older, or newer, exists. */
  atStart: boolean;
  atEnd: boolean;
  loading?: 'older' | 'newer' | 'around';
  /** Loading failed (offline, server): a sentence; what is known is shown. Retune to try again. */
  problem?: string;
  unreadCount: number;
  /** Mentions and reactions that were not seen yet. */
  unreadMentions: number;
  unreadReactions: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
}

/** The newest pinned messages of a chat, newest first. */
export interface PinnedMessages {
  messages: Message[];
  /** The person has closed the bar, and nothing newer was pinned since. */
  hidden: boolean;
  /** Peers that the messages name; only those that this connection does not have in this form. */
  peers: Peer[];
}

/** The reactions that can be chosen in a chat. */
export interface ReactionChoice {
  /** The likeliest ones. */
  quick: Reaction[];
  all: Reaction[];
  /** How many reactions this account may give one message. */
  most: number;
}

/** Some of those who reacted. */
export interface ReactionPage {
  people: { peerId: PeerId; reaction: Reaction; date: number }[];
  peers: Peer[];
  total: number;
  /** The mark of the next page. */
  next?: string;
}

/** What the server wants to know next about a report. `option` is given back as it came. */
export type ReportStep =
  | { kind: 'choose'; title: string; options: { text: string; option: string }[] }
  | { kind: 'comment'; optional: boolean; option: string }
  | { kind: 'done' };

/** What a chat asks its newcomer to do, in a bar below the header. */
export type ActionBar =
  /** Somebody unknown wrote. `registered` is "MM.YYYY"; dates are unix seconds, 0 for never. */
  | { kind: 'stranger'; registered?: string; country?: string; nameChanged?: number; photoChanged?: number; unarchive?: boolean }
  | { kind: 'addContact'; unarchive?: boolean }
  | { kind: 'reportSpam'; isUser?: boolean; unarchive?: boolean }
  | { kind: 'shareContact' }
  | { kind: 'inviteMembers' }
  /** An administrator of a chat that one asked to join writes. */
  | { kind: 'joinRequest'; title: string; date: number };

export type ActionBarAct = 'hide' | 'addContact' | 'block' | 'reportSpam' | 'shareContact' | 'unarchive';

/** What stands in place of the field where one cannot write, or has to do something first. */
export type WritingBar =
  /** A channel, or somebody who only tells: it can be muted instead. */
  | { kind: 'mute' }
  /** Whoever wants to write joins first; with `asks` the admins decide. */
  | { kind: 'join'; asks?: boolean }
  | { kind: 'requested' }
  | { kind: 'unblock' }
  | { kind: 'start' }
  /** Why not: a sentence; until when (unix seconds). With `files` these can be sent all the same. */
  | { kind: 'closed'; reason: string; until?: number; files?: boolean };

/** What the header and the composer of an open chat need. */
export interface ChatInfo {
  peer: Peer;
  /** Members that are online now, of groups. */
  onlineCount?: number;
  muted: boolean;
  draft?: Draft;
  actionBar?: ActionBar;
  /** Absent where one can write. */
  writing?: WritingBar;
  /** Seconds between two messages, where slow mode is on for this account; until when it waits now (unix ms). */
  slowMode?: { seconds: number; until?: number };
  /** How many messages wait to be sent later; how many of them could not be scheduled. */
  scheduled?: { count: number; failed: number };
}

/**
 * What a search has found so far. What is here comes at once; what the server adds follows behind it, so that nothing moves under the
 * pointer. In a single chat the newest is always first.
 */
export interface SearchResults extends WindowDiff<FoundKey, Message> {
  /** The `request` of the input that this answers: whoever has asked for something else since then drops it. */
  request: number;
  /** Chats and contacts, best first. */
  chats: PeerId[];
  /** Other people, groups and channels. */
  others: PeerId[];
  /** Peers that the results name; only those that this connection does not have in this form. */
  peers: Peer[];
  /** How many messages match altogether, as far as it is known. */
  total: number;
  /** A larger `count` brings more. */
  hasMore: boolean;
  state: SearchState;
  /** Of a search among public posts by words. */
  quota?: PostsQuota;
  /** Why the server's part failed, or what in the query cannot be searched for: a sentence. */
  problem?: string;
}

/** The preview of one link. `pending`: the server is making it. */
export type LinkPreview = { url: string } & ({ state: 'asking' | 'pending' | 'none' } | { state: 'ready'; page: WebPage });

export interface AppInfo {
  name: string;
  version: string;
  host: 'electron' | 'browser';
  /** Connected to a server other than Telegram's (tests, demo): its description. */
  environment: 'production' | 'test' | 'local';
  /** Version of Telegram's schema that is spoken. */
  layer: number;
  platform: 'linux' | 'darwin' | 'win32';
  /** No keychain was found and keys are kept in a file: a sentence that says so. */
  warnings: string[];
}

export const calls = {
  ...contactCalls,
  ...languageCalls,
  ...dialogCalls,
  ...folderCalls,
  ...infoCalls,
  ...savedCalls,
  ...threadCalls,
  ...suggestionCalls,
  ...scheduledCalls,
  'app.info': call<AppInfo>()(nothing),
  /** The window got or lost focus, or the person went idle: online status and reads depend on it. */
  'app.setActive': call<void>()(v.strictObject({ active: v.boolean() })),
  /** What the system says about the network. It may be wrong, so the engine goes on trying without one. */
  'app.setOnline': call<void>()(v.strictObject({ online: v.boolean() })),
  /** Where the clocks are: seconds east of UTC. The system may be moved to another time zone while the app runs. */
  'app.setTimeZone': call<void>()(v.strictObject({ offsetSeconds: v.pipe(v.number(), v.integer(), v.minValue(-86_400), v.maxValue(86_400)) })),
  'connection.retry': call<void>()(nothing),

  'auth.setCredentials': call<void>()(
    v.strictObject({ apiId: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)), apiHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) }),
  ),
  'auth.countries': call<Country[]>()(nothing),
  'auth.sendCode': call<void>()(v.strictObject({ phone: v.pipe(v.string(), v.maxLength(64)) })),
  'auth.resendCode': call<void>()(nothing),
  /** Back to the phone page. */
  'auth.cancelCode': call<void>()(nothing),
  'auth.signIn': call<void>()(v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(64)) })),
  'auth.signUp': call<void>()(
    v.strictObject({ firstName: v.pipe(v.string(), v.maxLength(256)), lastName: v.pipe(v.string(), v.maxLength(256)) }),
  ),
  'auth.logOut': call<void>()(nothing),

  'messages.send': call<{ id: MessageId }>()(
    v.strictObject({
      peerId: peerIdSchema,
      text: textSchema,
      entities: v.array(entitySchema),
      replyToId: v.optional(messageIdSchema),
      /** The chat of the answered message, when it is another one. */
      replyToPeerId: v.optional(peerIdSchema),
      /** The part of the answered message that is answered. */
      quote: v.optional(quoteSchema),
      /** The thread that it is written in. */
      threadId: v.optional(messageIdSchema),
      how: v.optional(sendOptionsSchema),
      /** How the preview of its link is wanted. */
      preview: v.optional(previewSchema),
    }),
  ),
  /** Sends files, up to ten in an album as far as their kinds go together; the caption belongs to the first. Their bytes are attached already. */
  'messages.sendFiles': call<{ ids: MessageId[] }>()(
    v.strictObject({
      peerId: peerIdSchema,
      files: v.pipe(v.array(outgoingFileSchema), v.minLength(1), v.maxLength(100)),
      text: textSchema,
      entities: v.array(entitySchema),
      replyToId: v.optional(messageIdSchema),
      threadId: v.optional(messageIdSchema),
      how: v.optional(sendOptionsSchema),
    }),
  ),
  'messages.edit': call<void>()(
    v.strictObject({
      peerId: peerIdSchema,
      id: messageIdSchema,
      text: textSchema,
      entities: v.array(entitySchema),
      /** How the preview of its link is wanted; without it as it is. */
      preview: v.optional(previewSchema),
    }),
  ),
  /** Gives up a change that the server refused: the message shows its old text again. */
  'messages.discardEdit': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.delete': call<void>()(
    v.strictObject({ peerId: peerIdSchema, ids: v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100)), forEveryone: v.boolean() }),
  ),
  'messages.forward': call<void>()(
    v.strictObject({
      fromPeerId: peerIdSchema,
      ids: v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100)),
      toPeerId: peerIdSchema,
      /** Without saying whose they were. */
      dropAuthor: v.optional(v.boolean()),
      dropCaptions: v.optional(v.boolean()),
      how: v.optional(sendOptionsSchema),
    }),
  ),
  /** What may be done with a message: menus and keys ask here, so that one rule decides. */
  'messages.capabilities': call<MessageCapabilities>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.retry': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  /** Reports everything up to `maxId` as read, of a chat or of one of its threads. */
  'messages.read': call<void>()(v.strictObject({ peerId: peerIdSchema, maxId: messageIdSchema, threadId: v.optional(messageIdSchema) })),
  /** Who has read a message of this account, or when: asked of the server each time. `capabilities` says whether it can be asked. */
  'messages.readers': call<MessageReaders>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.setTyping': call<void>()(
    v.strictObject({ peerId: peerIdSchema, typing: v.boolean(), threadId: v.optional(messageIdSchema) }),
  ),
  /** The newest message of this account in a chat that may still be edited. */
  'messages.lastEditable': call<{ id: MessageId } | null>()(peerInput),

  /** With `notify` the others hear of it; in a private chat `forBoth` (the default) pins it for the other side too. */
  'pins.set': call<void>()(
    v.strictObject({
      peerId: peerIdSchema,
      id: messageIdSchema,
      pinned: v.boolean(),
      notify: v.optional(v.boolean()),
      forBoth: v.optional(v.boolean()),
    }),
  ),
  'pins.clear': call<void>()(peerInput),
  /** The person has closed the bar: it comes back with the next pinned message. */
  'pins.hide': call<void>()(v.strictObject({ peerId: peerIdSchema, upTo: messageIdSchema })),

  /** Makes these the reactions that this account has given to a message. */
  'reactions.set': call<void>()(
    v.strictObject({ peerId: peerIdSchema, id: messageIdSchema, reactions: v.pipe(v.array(reactionSchema), v.maxLength(11)) }),
  ),
  'reactions.choice': call<ReactionChoice>()(peerInput),
  /** Who reacted, all or with one reaction, newest first; `offset` is the mark of a page before. */
  'reactions.who': call<ReactionPage>()(
    v.strictObject({
      peerId: peerIdSchema,
      id: messageIdSchema,
      reaction: v.optional(reactionSchema),
      offset: v.optional(v.pipe(v.string(), v.maxLength(512))),
    }),
  ),

  /** The next unread mention, or message with an unread reaction, above `after`; from the first again after the last. */
  'unread.next': call<{ id: MessageId } | null>()(v.strictObject({ peerId: peerIdSchema, kind: unreadKind, after: messageIdSchema })),
  'unread.readAll': call<void>()(v.strictObject({ peerId: peerIdSchema, kind: unreadKind })),
  /** The person has seen the reactions to these messages. */
  'unread.seen': call<void>()(v.strictObject({ peerId: peerIdSchema, ids: messageIds })),

  /** The texts of messages in another language (ISO 639-1), in that order. */
  'tools.translate': call<FormattedText[]>()(
    v.strictObject({ peerId: peerIdSchema, ids: messageIds, to: v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/)) }),
  ),
  /** Reports messages, step by step: the first call has no `option`. */
  'tools.report': call<ReportStep>()(
    v.strictObject({
      peerId: peerIdSchema,
      ids: messageIds,
      option: v.optional(v.pipe(v.string(), v.regex(/^([0-9a-f]{2})*$/), v.maxLength(2048))),
      comment: v.optional(v.pipe(v.string(), v.maxLength(4096))),
    }),
  ),
  'tools.link': call<{ url: string; isPublic: boolean }>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  /** These messages are on the screen: their views count, their reactions are kept true. */
  'tools.onScreen': call<void>()(v.strictObject({ peerId: peerIdSchema, ids: messageIds })),

  /** Presses a button of the bar below a chat's header. */
  'chat.act': call<void>()(
    v.strictObject({ peerId: peerIdSchema, act: v.picklist(['hide', 'addContact', 'block', 'reportSpam', 'shareContact', 'unarchive']) }),
  ),

  /** Joins a group or channel, or asks its admins to be let in. */
  'chat.join': call<void>()(peerInput),

  /** An empty text without a reply removes the draft. */
  'drafts.save': call<void>()(
    v.strictObject({
      peerId: peerIdSchema,
      text: textSchema,
      entities: v.array(entitySchema),
      replyToId: v.optional(messageIdSchema),
      threadId: v.optional(messageIdSchema),
      preview: v.optional(previewSchema),
    }),
  ),

  /** What was searched for lately; kept on this machine only. */
  'search.recent': call<{ peers: Peer[]; queries: string[] }>()(nothing),
  'search.remember': call<void>()(v.strictObject({ peerId: v.optional(peerIdSchema), query: v.optional(searchText) })),
  'search.forget': call<void>()(nothing),
  /** The first message at or after a moment (unix seconds), or the last one before it; null in an empty chat. */
  'search.atDate': call<{ id: MessageId } | null>()(v.strictObject({ peerId: peerIdSchema, date: moment })),

  /** Keeps a file of a chat in the folder for downloads, under this name or the nearest free one; answers with both, when it is whole. */
  'files.save': call<{ folder: string; name: string }>()(
    v.strictObject({ path: v.pipe(v.string(), v.maxLength(256)), name: v.pipe(v.string(), v.maxLength(256)) }),
  ),

  /** Resolves a username, without "@". */
  'peers.resolve': call<Peer>()(v.strictObject({ username: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{3,32}$/)) })),
  'peers.get': call<Peer>()(peerInput),

  'storage.usage': call<StorageUsage>()(nothing),
  /** For how long and how many bytes of media are kept. */
  'storage.setLimits': call<StorageUsage>()(
    v.strictObject({
      maxAgeDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650))),
      maxBytes: v.pipe(v.number(), v.integer(), v.minValue(100 * 1024 ** 2), v.maxValue(2 ** 50)),
    }),
  ),
  /** Removes cached media of one kind or of all kinds, or stored messages, of one chat or of all. What lives only on this machine stays. */
  'storage.clear': call<StorageUsage>()(
    v.strictObject({ what: v.picklist(['media', 'messages']), kind: v.optional(v.picklist(storedMediaKinds)), peerId: v.optional(peerIdSchema) }),
  ),
  /** The person has made room on the disk: looks at once whether that is enough. */
  'storage.look': call<void>()(nothing),

  /** Keeps a proxy, at the end of the list, and uses it at once when asked. One that is there already keeps its id and place. */
  'proxies.add': call<{ id: ProxyId }>()(v.strictObject({ proxy: proxySchema, activate: v.optional(v.boolean()) })),
  'proxies.update': call<void>()(v.strictObject({ id: proxyIdSchema, proxy: proxySchema })),
  /** Removing the one in use means connecting directly from then on. */
  'proxies.remove': call<void>()(v.strictObject({ id: proxyIdSchema })),
  /** Undoes a removal since the start of the app: back in its place, and in use again if nothing was chosen instead. */
  'proxies.restore': call<void>()(v.strictObject({ id: proxyIdSchema })),
  'proxies.move': call<void>()(v.strictObject({ id: proxyIdSchema, toIndex: count(10_000) })),
  /** Connects through this proxy, or directly. */
  'proxies.use': call<void>()(v.strictObject({ id: v.nullable(proxyIdSchema) })),
  /** Connects as the settings of this computer say, also when they change. Answers when it is known what they say. */
  'proxies.useSystem': call<void>()(nothing),
  /** Whether a proxy that does not connect for a while is left for another of the list that works. Never for a direct connection. */
  'proxies.setAutoSwitch': call<void>()(v.strictObject({ on: v.boolean() })),
  /**
   * Whether Telegram's other addresses are asked for, from public resolvers over HTTPS, when it cannot be reached directly. Never behind a
   * proxy.
   */
  'proxies.setRecovery': call<void>()(v.strictObject({ on: v.boolean() })),
  /** Finds out whether Telegram can be reached through one, or each, and how quickly; of one in use only how quickly. Answers when that is known. */
  'proxies.check': call<void>()(v.strictObject({ id: v.optional(proxyIdSchema) })),
  /** The same for a proxy that is not in the list: available or unavailable. */
  'proxies.test': call<ProxyState>()(v.strictObject({ proxy: proxySchema })),
} as const;

export interface MessageCapabilities {
  reply: boolean;
  edit: boolean;
  copy: boolean;
  forward: boolean;
  pin: boolean;
  /** It has an address. */
  link: boolean;
  report: boolean;
  react: boolean;
  translate: boolean;
  /** What it holds may be kept as a file. */
  save: boolean;
  deleteForSelf: boolean;
  deleteForEveryone: boolean;
  retry: boolean;
  /** What `messages.readers` can tell: when the other person has read it, or which members have. Absent: nothing. */
  readers?: 'date' | 'members';
}

/** Who has read a message. Dates are unix seconds. */
export type MessageReaders =
  /** Of a private chat. Without `date` it was not read yet. */
  | { kind: 'date'; date?: number }
  /** Of a group, the latest reader first. `peers`: those of them that this connection does not have. */
  | { kind: 'members'; readers: { peerId: PeerId; date: number }[]; peers: Peer[] }
  /** It is not told, and why: a sentence. */
  | { kind: 'hidden'; reason: string };

/** An account that may read and do nothing else. Dates are unix seconds. */
export interface Frozen {
  since: number;
  /** The account is deleted then, unless an appeal is granted. */
  until?: number;
  /** Where to appeal: a web address. */
  appealUrl: string;
}

/** How much one message may hold, as the server says at the moment. Lengths are UTF-16 units. */
export interface SendLimits {
  messageLength: number;
  captionLength: number;
  /** Messages that can be forwarded at a time. */
  forwardedCount: number;
}

export const topics = {
  ...contactTopics,
  ...languageTopics,
  ...folderTopics,
  ...infoTopics,
  ...savedTopics,
  ...threadTopics,
  ...scheduledTopics,
  'auth.state': topic<AuthState>()(nothing),
  /** Links that were opened outside the app and handed to it; each goes to one window. */
  'app.links': topic<string>()(nothing),
  'connection.status': topic<ConnectionStatus>()(nothing),
  'dialogs.window': topic<DialogWindow>()(
    v.strictObject({
      folder: chatListSchema,
      start: count(1_000_000),
      count: count(200),
      /** The chat that is open: it stays in a folder that it belonged to when it was opened. */
      keep: v.optional(peerIdSchema),
    }),
  ),
  'messages.window': topic<HistoryWindow>()(
    v.strictObject({
      peerId: peerIdSchema,
      /** Only this part of the chat. */
      section: v.optional(sectionSchema),
      anchor: v.union([v.literal('end'), v.literal('firstUnread'), messageIdSchema]),
      /** How many messages before and after the anchor. */
      older: count(300),
      newer: count(300),
    }),
  ),
  /** How far the files that are being sent have come, of all chats: bytes. Each event replaces the one before. */
  'messages.uploads': topic<{ peerId: PeerId; id: MessageId; sent: number; total: number }[]>()(nothing),
  /** Conditions may also be written into the query (src-shared/search/operators.ts). */
  'search.results': topic<SearchResults>()(
    v.strictObject({
      /** Grows with each other wish. */
      request: v.pipe(v.number(), v.safeInteger()),
      query: searchText,
      /** Only in this chat. */
      inChat: v.optional(peerIdSchema),
      from: v.optional(peerIdSchema),
      kind: v.optional(searchKindSchema),
      /** Instead of one's own chats: posts of all public channels. */
      posts: v.optional(v.picklist(['look', 'search'])),
      /** Only in this part of the chat. */
      section: v.optional(sectionSchema),
      /** Only what carries all of these tags, in Saved Messages. */
      tags: v.optional(v.pipe(v.array(reactionSchema), v.maxLength(11))),
      /** Unix seconds, both excluded. */
      after: v.optional(moment),
      before: v.optional(moment),
      /** How many messages are wanted. */
      count: count(1_000),
    }),
  ),
  /** Listening means: this chat is open. */
  'chat.info': topic<ChatInfo>()(peerInput),
  /** What a chat has pinned. */
  pins: topic<PinnedMessages>()(peerInput),
  /** What a link leads to, while somebody writes it. */
  'preview.page': topic<LinkPreview>()(v.strictObject({ url: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) })),
  /** Who is typing where. Each event replaces what was known of that chat. */
  'chat.actions': topic<{ peerId: PeerId; actions: ChatAction[] }>()(nothing),
  /** Peers that this connection has been told of and that changed. */
  'peers.changed': topic<Peer[]>()(nothing),
  /** Sentences that the server or the app wants to be seen. With `logOut` the person is asked whether to log out. */
  'app.notices': topic<{ text: string; kind: 'info' | 'error' | 'popup' | 'logOut' }>()(nothing),
  /** Whether this machine keeps what it is told to. */
  'storage.state': topic<StorageState>()(nothing),
  /** Why something that the person waits for takes long: a sentence each, and when it goes on (unix milliseconds). */
  waits: topic<{ text: string; until: number }[]>()(nothing),
  /** The list of proxies and what is known of each. */
  proxies: topic<ProxyOverview>()(nothing),
  'config.limits': topic<SendLimits>()(nothing),
  /** The channel that the MTProto proxy in use is paid with, unless the person is in it already; null: none. */
  'promo.sponsor': topic<Peer | null>()(nothing),
  /** Whether Telegram has frozen the account; null: it has not. */
  'account.frozen': topic<Frozen | null>()(nothing),
  /** Unread chats and messages outside muted chats, for the badge and the title. */
  'dialogs.totals': topic<{ unreadMessages: number; unreadChats: number }>()(nothing),
} as const;

export type CallName = keyof typeof calls;
export type TopicName = keyof typeof topics;
export type CallInput<Name extends CallName> = v.InferInput<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = NonNullable<(typeof calls)[Name]['output']>['type'];
export type TopicInput<Name extends TopicName> = v.InferInput<(typeof topics)[Name]['input']>;
export type TopicEvent<Name extends TopicName> = NonNullable<(typeof topics)[Name]['event']>['type'];
