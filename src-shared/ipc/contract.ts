import * as v from 'valibot';
import type { ConnectionStatus, Peer } from '../model/index.ts';
import { archiveCalls, archiveTopics } from './archive.ts';
import { authCalls, authTopics } from './auth.ts';
import { cardCalls } from './cards.ts';
import { chatCalls, chatTopics } from './chat.ts';
import { contactCalls, contactTopics } from './contacts.ts';
import { dialogCalls, dialogTopics } from './dialogs.ts';
import { effectCalls, effectTopics } from './effects.ts';
import { folderCalls, folderTopics } from './folders.ts';
import { infoCalls, infoTopics } from './info.ts';
import { languageCalls, languageTopics } from './languages.ts';
import { messageToolCalls, messageToolTopics } from './message-tools.ts';
import { messageCalls, messageTopics } from './messages.ts';
import { pollCalls, pollTopics } from './polls.ts';
import { proxyCalls, proxyTopics } from './proxies.ts';
import { savedCalls, savedTopics } from './saved.ts';
import { scheduledCalls, scheduledTopics } from './scheduled.ts';
import { searchCalls, searchTopics } from './search.ts';
import { call, nothing, peerInput, topic } from './spec.ts';
import { spellingCalls, spellingTopics } from './spelling.ts';
import { storageCalls, storageTopics } from './storage.ts';
import { suggestionCalls } from './suggestions.ts';
import { threadCalls, threadTopics } from './threads.ts';
import { windowCalls } from './window.ts';

/*
 * The IPC contract: every call and every topic once, each in the file of its area. Inputs are validated in main against their schema;
 * outputs and events are typed there and produced by main. The renderer asks for windows of state and gets diffs; it never holds a whole account.
 */

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
  ...archiveCalls,
  ...authCalls,
  ...cardCalls,
  ...chatCalls,
  ...contactCalls,
  ...dialogCalls,
  ...effectCalls,
  ...folderCalls,
  ...infoCalls,
  ...languageCalls,
  ...messageCalls,
  ...messageToolCalls,
  ...pollCalls,
  ...proxyCalls,
  ...savedCalls,
  ...scheduledCalls,
  ...searchCalls,
  ...spellingCalls,
  ...storageCalls,
  ...suggestionCalls,
  ...threadCalls,
  ...windowCalls,

  'app.info': call<AppInfo>()(nothing),
  /** The window got or lost focus, or the person went idle: online status and reads depend on it. */
  'app.setActive': call<void>()(v.strictObject({ active: v.boolean() })),
  /** What the system says about the network. It may be wrong, so the engine goes on trying without one. */
  'app.setOnline': call<void>()(v.strictObject({ online: v.boolean() })),
  /** Where the clocks are: seconds east of UTC. The system may be moved to another time zone while the app runs. */
  'app.setTimeZone': call<void>()(v.strictObject({ offsetSeconds: v.pipe(v.number(), v.integer(), v.minValue(-86_400), v.maxValue(86_400)) })),
  'connection.retry': call<void>()(nothing),
  /** Keeps a file of a chat in the folder for downloads, under this name or the nearest free one; answers with both, when it is whole. */
  'files.save': call<{ folder: string; name: string }>()(
    v.strictObject({ path: v.pipe(v.string(), v.maxLength(256)), name: v.pipe(v.string(), v.maxLength(256)) }),
  ),
  /** Resolves a username, without "@". */
  'peers.resolve': call<Peer>()(v.strictObject({ username: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{3,32}$/)) })),
  'peers.get': call<Peer>()(peerInput),
} as const;

export const topics = {
  ...archiveTopics,
  ...authTopics,
  ...chatTopics,
  ...contactTopics,
  ...dialogTopics,
  ...effectTopics,
  ...folderTopics,
  ...infoTopics,
  ...languageTopics,
  ...messageToolTopics,
  ...messageTopics,
  ...pollTopics,
  ...proxyTopics,
  ...savedTopics,
  ...scheduledTopics,
  ...searchTopics,
  ...spellingTopics,
  ...storageTopics,
  ...threadTopics,

  /** Links that were opened outside the app and handed to it; each goes to one window. */
  'app.links': topic<string>()(nothing),
  'connection.status': topic<ConnectionStatus>()(nothing),
  /** Peers that this connection has been told of and that changed. */
  'peers.changed': topic<Peer[]>()(nothing),
  /** Sentences that the server or the app wants to be seen. With `logOut` the person is asked whether to log out. */
  'app.notices': topic<{ text: string; kind: 'info' | 'error' | 'popup' | 'logOut' }>()(nothing),
  /** Why something that the person waits for takes long: a sentence each, and when it goes on (unix milliseconds). */
  waits: topic<{ text: string; until: number }[]>()(nothing),
  /** The channel that the MTProto proxy in use is paid with, unless the person is in it already; null: none. */
  'promo.sponsor': topic<Peer | null>()(nothing),
} as const;

export type CallName = keyof typeof calls;
export type TopicName = keyof typeof topics;
export type CallInput<Name extends CallName> = v.InferInput<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = NonNullable<(typeof calls)[Name]['output']>['type'];
export type TopicInput<Name extends TopicName> = v.InferInput<(typeof topics)[Name]['input']>;
export type TopicEvent<Name extends TopicName> = NonNullable<(typeof topics)[Name]['event']>['type'];
