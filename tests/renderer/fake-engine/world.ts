import {
  channelPeerId,
  groupPeerId,
  messageId,
  userPeerId,
  type DialogFolder,
  type Draft,
  type Message,
  type MessageId,
  type Peer,
  type PeerId,
  type PeerKind,
} from '#shared/model/index.ts';
import { strippedFor } from './pictures.ts';
import { Random } from './random.ts';
import { lines, posts, style } from './texts.ts';

/** One chat of the fake account. */
export interface Chat {
  peerId: PeerId;
  folder: DialogFolder;
  /** Place among the pinned ones, 1 first. */
  pinned?: number;
  muted: boolean;
  unreadMark: boolean;
  unreadMentions: number;
  unreadReactions: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
  messages: Message[];
  draft?: Draft;
  onlineCount?: number;
}

export interface World {
  self: Peer;
  peers: Map<PeerId, Peer>;
  chats: Map<PeerId, Chat>;
  /** Unix seconds. */
  now(): number;
}

const people = [
  'Anna Lindqvist', 'Ben Carter', 'Chiara Rossi', 'Daniel Okafor', 'Elif Yılmaz', 'Farid Haddad', 'Greta Sommer', 'Hugo Martin', 'Ines Duarte', 'Jonas Weber',
  'Keiko Tanaka', 'Liam O’Connor', 'Mira Kovač', 'Noah Bergström', 'Olga Petrova', 'Paulo Santos', 'Quinn Harper', 'Rosa Jiménez', 'Sami Virtanen', 'Tara Singh',
  'Uma Krishnan', 'Viktor Horváth', 'Wanda Nowak', 'ليلى منصور', 'Yusuf Demir', 'Zoë van Dijk', 'Marta', 'Pixel 🐱', 'Theodora Papadopoulou-Konstantinidis', 'Kim',
];
const groups = ['Family', 'Sunday football', 'Flat 4B', 'Book club', 'Climbing crew', 'Trip to Norway 🏔', 'Choir', 'Parents 3c', 'Old school friends', 'Garden share'];
const supergroups = ['Rust Berlin', 'Birdwatching Europe', 'Solid community', 'Cooking for two', 'City cyclists', 'Synth builders', 'Maps & Trains', 'Lost and found Harbour'];
const channels = ['Harbour News', 'Seabird Diary', 'Daily Maps', 'Petrel Releases', 'Small Recipes', 'Long Reads', 'Weather North', 'Open Positions', 'Film of the Week', 'Night Sky'];
const bots = ['Reminder Bot', 'Weather Bot', 'Quiz Bot'];

const fullRights = { send: true, sendMedia: true, pin: true, deleteOthers: false };
const readOnly = { send: false, sendMedia: false, pin: false, deleteOthers: false, sendBlockedReason: 'Only admins can post in this channel.' };

/** A believable account: 62 chats of all kinds, one of them with 3,000 messages. The same in every run, but for the clock. */
export function makeWorld(nowMs: () => number = Date.now): World {
  const random = new Random(42);
  const now = () => Math.floor(nowMs() / 1000);
  const peers = new Map<PeerId, Peer>();
  const chats = new Map<PeerId, Chat>();
  const start = now();

  const add = (id: PeerId, kind: PeerKind, title: string, more: Partial<Peer> = {}): Peer => {
    const peer: Peer = {
      id,
      kind,
      title,
      usernames: [],
      color: Math.abs(id) % 7,
      rights: kind === 'channel' ? readOnly : fullRights,
      ...more,
    };
    if (random.chance(kind === 'user' ? 0.6 : 0.4) && !more.isSelf && !more.isDeleted) {
      const photoId = String(1000 + peers.size);
      peer.photo = { id: photoId, url: `avatar/${id}/${photoId}` };
    }
    peers.set(id, peer);
    return peer;
  };

  const self = add(userPeerId(100), 'user', 'Robin Hale', { firstName: 'Robin', lastName: 'Hale', isSelf: true });
  add(userPeerId(777_000), 'user', 'Telegram', { isVerified: true, isSupport: false, rights: { ...fullRights } });
  people.forEach((title, index) => {
    const [firstName = title, ...rest] = title.split(' ');
    const status: Peer['status'] =
      index % 4 === 0
        ? { kind: 'online', expires: start + 3600 }
        : index % 4 === 1
          ? { kind: 'offline', wasOnline: start - random.int(60, 200_000) }
          : { kind: index % 4 === 2 ? 'recently' : 'lastWeek' };
    add(userPeerId(201 + index), 'user', title, {
      firstName,
      lastName: rest.join(' '),
      isContact: true,
      status,
      ...(index % 9 === 4 ? { isPremium: true } : {}),
    });
  });
  add(userPeerId(260), 'user', 'Deleted account', { isDeleted: true });
  bots.forEach((title, index) => add(userPeerId(270 + index), 'bot', title, index === 0 ? { isVerified: true } : {}));
  groups.forEach((title, index) => add(groupPeerId(300 + index), 'group', title, { memberCount: 4 + index * 3 }));
  supergroups.forEach((title, index) => add(channelPeerId(400 + index), 'supergroup', title, { memberCount: 320 + index * 1711, isForum: index === 2 }));
  channels.forEach((title, index) =>
    add(channelPeerId(500 + index), 'channel', title, { memberCount: 1200 * (index + 1) ** 2, ...(index % 3 === 0 ? { isVerified: true } : {}) }),
  );

  const members = people.map((_, index) => userPeerId(201 + index));
  const all = [...peers.values()];
  all.forEach((peer, index) => {
    const chat: Chat = {
      peerId: peer.id,
      folder: index % 13 === 7 ? 'archive' : 'main',
      muted: peer.kind === 'supergroup' || (peer.kind === 'channel' && index % 2 === 0),
      unreadMark: false,
      unreadMentions: 0,
      unreadReactions: 0,
      readInboxMaxId: messageId(0),
      readOutboxMaxId: messageId(0),
      messages: [],
      ...(peer.memberCount !== undefined && peer.kind !== 'channel' ? { onlineCount: Math.ceil(peer.memberCount / 7) } : {}),
    };
    chats.set(peer.id, chat);
    fill(chat, peer, index);
  });

  function fill(chat: Chat, peer: Peer, index: number): void {
    const count = peer.id === userPeerId(201) ? 3000 : peer.kind === 'channel' ? 40 : random.int(12, 90);
    const last = start - Math.floor(index ** 2.1 * 97) - random.int(20, 900);
    const step = Math.max(40, Math.floor((86_400 * 12) / count));
    let sender: PeerId | undefined;
    for (let n = 1; n <= count; n++) {
      const date = last - (count - n) * step - random.int(0, Math.floor(step / 2));
      if (sender === undefined || random.chance(0.45)) sender = author(peer, random);
      chat.messages.push(makeMessage(chat, peer, n, date, sender));
    }
    const newest = chat.messages[count - 1]!;
    const unread = newest.out || peer.isSelf || random.chance(0.5) ? 0 : Math.min(random.int(1, 12) * (peer.kind === 'channel' ? 3 : 1), count - 1);
    chat.readInboxMaxId = messageId(count - unread);
    chat.readOutboxMaxId = messageId(random.chance(0.6) ? count : count - 3);
    if (unread > 4 && peer.kind === 'supergroup') chat.unreadMentions = 1;
    if (index % 17 === 5) chat.unreadMark = unread === 0;
  }

  function author(peer: Peer, source: Random): PeerId {
    if (peer.kind === 'channel') return peer.id;
    if (peer.isSelf || source.chance(0.42)) return self.id;
    return peer.kind === 'group' || peer.kind === 'supergroup' ? source.pick(members) : peer.id;
  }

  function makeMessage(chat: Chat, peer: Peer, n: number, date: number, fromId: PeerId): Message {
    const out = fromId === self.id && !peer.isSelf;
    const message: Message = { id: messageId(n), peerId: peer.id, date, out, text: '', entities: [] };
    if (peer.kind === 'channel') {
      const post = random.pick(posts);
      Object.assign(message, { text: post.text, entities: style(post.text, post.styles), isPost: true, views: random.int(200, 90_000) });
    } else {
      message.fromId = fromId;
      message.text = random.pick(lines);
    }
    decorate(message, chat, n);
    return message;
  }

  function decorate(message: Message, chat: Chat, n: number): void {
    const isGroup = peers.get(chat.peerId)?.kind === 'group';
    if (n === 1 && isGroup) {
      Object.assign(message, { text: '', entities: [], service: { text: 'Anna created the group', mentions: [{ offset: 0, length: 4, peerId: userPeerId(201) }] } });
      return;
    }
    const dice = random.next();
    if (dice < 0.05) {
      const seed = Math.abs(chat.peerId % 1000) * 100 + n;
      const wide = n % 3 !== 0;
      message.text = dice < 0.02 ? 'Look at this!' : '';
      message.entities = [];
      message.media = {
        kind: 'photo',
        photo: {
          id: String(seed),
          stripped: strippedFor(seed),
          sizes: [
            { type: 's', width: 100, height: wide ? 75 : 133, byteSize: 2_000, url: `photo/${seed}/s` },
            { type: 'x', width: wide ? 800 : 600, height: wide ? 600 : 800, byteSize: 90_000, url: `photo/${seed}/x` },
          ],
        },
      };
    } else if (dice < 0.07) {
      message.text = '';
      message.media = { kind: 'document', document: { id: String(n), kind: 'voice', fileName: '', mimeType: 'audio/ogg', byteSize: 18_000, url: `document/${n}`, duration: 9 } };
    } else if (dice < 0.09) {
      message.text = '';
      message.media = {
        kind: 'document',
        document: { id: String(n), kind: 'file', fileName: 'Offer_2025_final.pdf', mimeType: 'application/pdf', byteSize: 482_113, url: `document/${n}` },
      };
    } else if (dice < 0.1) {
      message.text = '';
      message.media = { kind: 'document', document: { id: String(n), kind: 'sticker', fileName: '', mimeType: 'image/webp', byteSize: 20_000, url: `document/${n}`, emoji: '🐧' } };
    } else if (dice < 0.11) {
      message.text = '';
      message.media = { kind: 'other', label: 'Poll: When shall we meet?' };
    } else if (dice < 0.13) {
      message.text = 'The map is at https://example.org/map and the code is const answer = 42';
      message.entities = style(message.text, [['url', 'https://example.org/map'], ['code', 'const answer = 42']]);
    } else if (dice < 0.17 && n > 5 && message.fromId !== undefined) {
      const answered = chat.messages[n - 4];
      if (answered && !answered.service) {
        const senderId = answered.fromId;
        message.replyTo = {
          messageId: answered.id,
          preview: { text: answered.text || 'Photo', ...(senderId === undefined ? {} : { senderId, senderName: peers.get(senderId)?.title ?? '' }) },
        };
      }
    } else if (dice < 0.18) {
      message.editDate = message.date + 60;
    } else if (dice < 0.19) {
      message.forward = { fromId: channelPeerId(501), date: message.date - 86_400 };
    }
  }

  const chat = (id: PeerId) => chats.get(id)!;
  chat(userPeerId(201)).pinned = 1;
  chat(groupPeerId(300)).pinned = 2;
  chat(self.id).pinned = 3;
  chat(userPeerId(203)).draft = { text: 'I thought about it, and I would rather', entities: [], date: start - 300 };
  chat(userPeerId(202)).muted = true;

  const failing = chat(userPeerId(204));
  const base = { peerId: failing.peerId, fromId: self.id, out: true, entities: [] };
  failing.messages.push(
    { ...base, id: messageId(-1), date: start - 90, text: 'This one did not get through', sending: { state: 'failed', reason: 'The message could not be sent.', canRetry: true } },
  );
  chat(userPeerId(205)).messages.push({ ...base, peerId: userPeerId(205), id: messageId(-2), date: start - 30, text: 'On my way', sending: { state: 'pending' } });

  return { self, peers, chats, now };
}

/** Adds people with one old message each, for lists of any length. */
export function addCrowd(world: World, count: number): void {
  for (let index = 0; index < count; index++) {
    const id = userPeerId(10_000 + index);
    const title = `Person ${String(index + 1).padStart(4, '0')}`;
    world.peers.set(id, { id, kind: 'user', title, firstName: title, usernames: [], color: index % 7, rights: fullRights, status: { kind: 'recently' } });
    world.chats.set(id, {
      peerId: id,
      folder: 'main',
      muted: false,
      unreadMark: false,
      unreadMentions: 0,
      unreadReactions: 0,
      readInboxMaxId: messageId(1),
      readOutboxMaxId: messageId(1),
      messages: [{ id: messageId(1), peerId: id, date: world.now() - 40 * 86_400 - index * 60, out: false, fromId: id, text: `Hello from ${title}`, entities: [] }],
    });
  }
}
