import type { World } from '../world/index.ts';
import { indexAtLeast } from '../world/boxes.ts';
import { Random } from '../world/random.ts';
import { isChannelKey } from '../world/peers.ts';
import { startAmbientLife } from './ambient.ts';
import { FEEDS } from './channel-posts.ts';
import { GROUP_CHATS, SERVICE_SCRIPT } from './chats-groups.ts';
import { PRIVATE_CHATS, type Conversation } from './chats-private.ts';
import { PEOPLE, PLACES } from './cast.ts';
import { Playbill } from './play.ts';
import { storeDocument } from './props.ts';
import { answerMessages, botAnswer, friendlyAnswer, HUMAN_PACE, type Pace } from './responder.ts';
import { Stage } from './stage.ts';

export interface DemoOptions {
  /** People come and go, type and write now and then by themselves. Off unless asked for. */
  ambient?: boolean;
  /** How fast the chat partner answers. */
  pace?: Pace;
}

/** The large file of the download benchmark, in Saved Messages of the first account. */
export const BIG_FILE = { name: 'aurora-timelapse-raw.bin', size: 268_435_456 };

const MUTED_FOREVER = 0x7fffffff;

/** Fills a world with the people, chats and ten thousand messages of the demo. The same every time, relative to now. */
export function seedDemo(world: World, options: DemoOptions = {}): void {
  const stage = new Stage(world, new Random('petrel-demo'));
  const play = new Playbill(stage);
  const conversations = [...PRIVATE_CHATS, ...GROUP_CHATS, SERVICE_SCRIPT, ...quietChats()];
  for (const conversation of conversations) play.add(conversation);
  for (const feed of FEEDS) play.addFeed(feed.with, feed.posts, feed.ends, feed.older);
  addBigFile(stage);
  play.perform();
  for (const conversation of conversations) settle(stage, conversation);
  for (const feed of FEEDS) settle(stage, feed);
  settleOthers(stage);
  addFolders(stage);
  const pace = options.pace ?? HUMAN_PACE;
  answerMessages(world, { userId: stage.user('robin').id, answer: friendlyAnswer }, pace);
  for (const bot of ['pomodoro', 'weather', 'build'])
    answerMessages(world, { userId: stage.user(bot).id, answer: botAnswer }, pace);
  if (options.ambient) startAmbientLife(stage);
}

/** Everybody and everything that has no script of its own talks a little, long ago. */
function quietChats(): Conversation[] {
  const scripted = new Set([...PRIVATE_CHATS, ...GROUP_CHATS, ...FEEDS].map((one) => one.with));
  const random = new Random('quiet');
  const people = PEOPLE.filter((person) => !scripted.has(person.key)).map((person) => person.key);
  const places = PLACES.filter((place) => place.kind !== 'channel' && !scripted.has(place.key)).map((place) => place.key);
  const languages: Record<string, 'ru' | 'ar' | 'ja' | 'de'> = {
    viktor: 'ru',
    amira: 'ar',
    kenji: 'ja',
    paul: 'de',
    julia: 'de',
    rahel: 'de',
    cinema: 'de',
  };
  return [...people, ...places].map((key, at) => ({
    with: key,
    ends: 1_600 + at * 410 + random.int(0, 300),
    older: { count: random.int(30, 110), days: random.int(60, 320), bank: languages[key] ?? 'en' },
    archived: ['oldflat', 'nina', 'marathon'].includes(key),
    muted: ['alumni', 'design'].includes(key),
    script: '',
  }));
}

/** Sets what the first account has read, pinned, muted, archived and left unfinished. */
function settle(
  stage: Stage,
  chat: Pick<Conversation, 'with' | 'unread' | 'unseen' | 'pinned' | 'muted' | 'archived' | 'marked' | 'draft'>,
): void {
  const { world, me } = stage;
  const peer = stage.peer(chat.with);
  const dialog = me.dialog(peer);
  const thread = world.state.thread(me, peer);
  const incoming = thread.filter((message) => !world.state.isOut(me, message));
  const unread = incoming.slice(incoming.length - (chat.unread ?? 0));
  const firstUnread = chat.unread ? unread[0] : undefined;
  const last = thread[thread.length - 1];
  dialog.readInboxMaxId = firstUnread ? (thread[indexAtLeast(thread, firstUnread.id) - 1]?.id ?? 0) : (last?.id ?? 0);
  for (const id of dialog.unreadMentions) if (id <= dialog.readInboxMaxId) dialog.unreadMentions.delete(id);
  for (const message of thread) {
    if (message.id <= dialog.readInboxMaxId && message.mediaUnread)
      for (const copy of message.content.copies) copy.mediaUnread = false;
  }
  const mine = thread.filter((message) => world.state.isOut(me, message));
  const readTo = mine[mine.length - (chat.unseen ? 2 : 1)]?.id ?? 0;
  if (isChannelKey(peer)) world.state.puppetReads.set(-peer - 1_000_000_000_000, new Map([[stage.user('editor').id, readTo]]));
  else dialog.readOutboxMaxId = readTo;
  if (chat.pinned) me.pinned[0].push(peer);
  if (chat.muted) dialog.notify = { muteUntil: MUTED_FOREVER };
  if (chat.archived) dialog.folderId = 1;
  if (chat.marked) dialog.unreadMark = true;
  if (chat.draft !== undefined) dialog.draft = { message: chat.draft, entities: [], date: stage.now - 600 };
}

/** The other accounts have read everything. */
function settleOthers(stage: Stage): void {
  const { state } = stage.world;
  for (const account of state.accounts.values()) {
    if (account === stage.me) continue;
    for (const dialog of account.dialogs.values()) {
      const thread = state.thread(account, dialog.peer);
      dialog.readInboxMaxId = thread[thread.length - 1]?.id ?? 0;
      dialog.readOutboxMaxId = thread.findLast((message) => message.out)?.id ?? 0;
      dialog.unreadMentions.clear();
    }
  }
}

function addFolders(stage: Stage): void {
  const folder = (id: number, title: string, emoticon: string, keys: string[], flags: object): void => {
    stage.me.filters.push({
      filter: {
        _: 'dialogFilter',
        id,
        title: { _: 'textWithEntities', text: title, entities: [] },
        emoticon,
        pinnedPeers: [],
        includePeers: [],
        excludePeers: [],
        ...flags,
      },
      pinned: [],
      include: keys.map((key) => stage.peer(key)),
      exclude: [],
    });
  };
  folder(2, 'Work', '💼', ['petreldev', 'priya', 'jonas', 'david', 'design', 'releases'], {});
  folder(3, 'Friends', '👥', ['lena', 'robin', 'tromso', 'books', 'flat'], { contacts: true });
  folder(4, 'News', '📢', [], { broadcasts: true, excludeArchived: true });
}

function addBigFile(stage: Stage): void {
  const date = stage.now - 44_000_000;
  const document = storeDocument(stage, BIG_FILE.name, BIG_FILE.size, date);
  stage.world.sendMessage({ from: stage.me.id, to: stage.me.id, date, media: { kind: 'document', document } });
}
