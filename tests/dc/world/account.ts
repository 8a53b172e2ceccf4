import type { tl } from '#tl';
import type { ClientInfo } from '../protocol/types.ts';
import { MessageBox } from './boxes.ts';
import type { BoxMessage, Dialog, Draft, NotifySettings, WorldUser } from './model.ts';
import type { PeerKey } from './peers.ts';
import { mix64 } from './random.ts';

/** One key on one data centre. */
export interface KeyRef {
  dcId: number;
  authKeyId: string;
}

/** One login: what `account.getAuthorizations` lists. Access hashes, seq and pushes belong to it. */
export class Authorization {
  readonly account: Account;
  /** Where it logged in: updates go to this key. */
  readonly main: KeyRef;
  /** The main key and those authorized by `auth.importAuthorization`. */
  readonly keys = new Set<string>();
  readonly hash: bigint;
  readonly salt: number;
  readonly createdAt: number;
  activeAt: number;
  client: ClientInfo | undefined;
  seq = 1;
  readonly qts = 1;
  /** Channels that are being looked at by a non-member: pushes last until that time (unix seconds). */
  readonly watching = new Map<number, number>();
  encryptedRequestsDisabled = false;
  callRequestsDisabled = false;

  constructor(account: Account, main: KeyRef, salt: number, now: number, client: ClientInfo | undefined) {
    this.account = account;
    this.main = main;
    this.salt = salt;
    this.createdAt = now;
    this.activeAt = now;
    this.client = client;
    this.hash = mix64(salt, 1, account.user.id);
    this.keys.add(keyName(main));
  }

  accessHash(peer: PeerKey): bigint {
    return mix64(this.salt, 2, peer);
  }

  /** The hash of a `min` object: good for the avatar only. */
  minAccessHash(peer: PeerKey): bigint {
    return mix64(this.salt, 3, peer);
  }
}

export function keyName(key: KeyRef): string {
  return `${key.dcId}:${key.authKeyId}`;
}

export interface ContactEntry {
  firstName: string;
  lastName: string;
  phone: string;
}

/** A chat folder: peers are kept as keys, since every login has its own access hashes. */
export interface StoredFilter {
  filter: tl.dialogFilter | tl.dialogFilterChatlist;
  pinned: PeerKey[];
  include: PeerKey[];
  exclude: PeerKey[];
  /** The link that it was made from, the chats that were joined through it, and those that are not to be offered again. */
  origin?: { slug: string; joined: PeerKey[]; hidden: PeerKey[] };
}

/** A link to a folder. */
export interface ChatlistLink {
  slug: string;
  ownerId: number;
  filterId: number;
  title: string;
  peers: PeerKey[];
}

/** A person who can log in: their box, dialogs and settings. */
export class Account {
  readonly user: WorldUser;
  readonly homeDc: number;
  readonly box: MessageBox;
  readonly dialogs = new Map<PeerKey, Dialog>();
  /** Pinned chats of the main list (0) and the archive (1), top first. */
  readonly pinned: [PeerKey[], PeerKey[]] = [[], []];
  readonly pinnedSaved: PeerKey[] = [];
  /** Names of tags, by the reaction. */
  readonly tagTitles = new Map<string, string>();
  /** Up to where threads were read, by `channel/root`. */
  readonly threadReads = new Map<string, number>();
  /** Drafts of threads, by `channel/root`. */
  readonly threadDrafts = new Map<string, { peer: PeerKey; topId: number; draft: Draft }>();
  readonly contacts = new Map<number, ContactEntry>();
  readonly blocked = new Map<PeerKey, number>();
  /** People with whom this one has turned on content protection. */
  readonly protectedWith = new Set<number>();
  readonly authorizations = new Set<Authorization>();
  /** `peer:random_id` → the message that the first call made. */
  readonly sent = new Map<string, BoxMessage>();
  /** Queries by which public posts were searched for, and when (unix seconds). */
  readonly postSearches = new Map<string, number>();
  readonly privacy = new Map<string, tl.PrivacyRule[]>();
  readonly notifyScopes: { users: NotifySettings; chats: NotifySettings; broadcasts: NotifySettings } = {
    users: {},
    chats: {},
    broadcasts: {},
  };
  /** Chat folders in order; undefined stands for "All chats". */
  filters: (StoredFilter | undefined)[] = [undefined];
  filterTags = false;
  globalPrivacy: tl.GlobalPrivacySettings = { _: 'globalPrivacySettings' };
  authorizationTtlDays = 183;
  accountTtlDays = 365;
  contactSignUpSilent = false;
  sensitiveEnabled = false;
  defaultTtl = 0;
  topPeersEnabled = true;

  constructor(user: WorldUser, homeDc: number) {
    this.user = user;
    this.homeDc = homeDc;
    this.box = new MessageBox(user.id);
  }

  get id(): number {
    return this.user.id;
  }

  dialog(peer: PeerKey): Dialog {
    let dialog = this.dialogs.get(peer);
    if (!dialog) {
      dialog = {
        peer,
        folderId: 0,
        unreadMark: false,
        readInboxMaxId: 0,
        readOutboxMaxId: 0,
        unreadMentions: new Set(),
        unreadReactions: new Set(),
        unreadPollVotes: new Set(),
        notify: {},
        availableMinId: 0,
      };
      this.dialogs.set(peer, dialog);
    }
    return dialog;
  }
}
