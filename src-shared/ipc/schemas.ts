import * as v from 'valibot';
import { chatKinds, searchKinds } from '../model/index.ts';
import type { ChatListId, FolderId, MessageId, PeerId, ProxyId } from '../model/index.ts';

const safeInteger = v.pipe(v.number(), v.safeInteger());

export const peerIdSchema = v.pipe(
  safeInteger,
  v.check((id) => id !== 0, 'A peer id is not zero'),
  v.transform((id): PeerId => id as PeerId),
);

export const messageIdSchema = v.pipe(
  safeInteger,
  v.transform((id): MessageId => id as MessageId),
);

/** A folder that can be changed. */
export const folderIdSchema = v.pipe(
  safeInteger,
  v.minValue(2),
  v.maxValue(255),
  v.transform((id): FolderId => id as FolderId),
);

/** A tab: a folder, or 0 for "All chats". */
export const tabIdSchema = v.pipe(
  safeInteger,
  v.check((id) => id === 0 || (id >= 2 && id <= 255), 'A tab is 0 or a folder'),
  v.transform((id): FolderId => id as FolderId),
);

export const chatListSchema = v.pipe(
  v.union([v.picklist(['main', 'archive']), folderIdSchema]),
  v.transform((list): ChatListId => list),
);

/** Unix seconds. */
export const momentSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1));

/** Text that a person wrote. The limit is far above any server limit: longer texts are split or refused by the feature. */
export const textSchema = v.pipe(v.string(), v.maxLength(1_000_000));

const range = { offset: v.pipe(safeInteger, v.minValue(0)), length: v.pipe(safeInteger, v.minValue(1)) };

const dateFormatSchema = v.strictObject({
  relative: v.optional(v.boolean()),
  time: v.optional(v.picklist(['short', 'long'])),
  date: v.optional(v.picklist(['short', 'long'])),
  weekday: v.optional(v.boolean()),
});

export const entitySchema = v.variant('type', [
  v.strictObject({
    ...range,
    type: v.picklist(['bold', 'italic', 'underline', 'strike', 'spoiler', 'code', 'mention', 'hashtag', 'cashtag', 'botCommand', 'url', 'email', 'phone', 'bankCard']),
  }),
  v.strictObject({ ...range, type: v.literal('pre'), language: v.pipe(v.string(), v.maxLength(64)) }),
  v.strictObject({ ...range, type: v.literal('blockquote'), collapsed: v.optional(v.boolean()) }),
  v.strictObject({ ...range, type: v.literal('textUrl'), url: v.pipe(v.string(), v.maxLength(4096)) }),
  v.strictObject({ ...range, type: v.literal('mentionName'), userId: peerIdSchema }),
  v.strictObject({ ...range, type: v.literal('customEmoji'), documentId: v.pipe(v.string(), v.regex(/^-?\d{1,20}$/)) }),
  v.strictObject({ ...range, type: v.literal('date'), date: safeInteger, format: v.optional(dateFormatSchema) }),
]);

/** A part of a chat with a history of its own. */
export const sectionSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('thread'), rootId: messageIdSchema }),
  v.strictObject({ kind: v.literal('saved'), peerId: peerIdSchema }),
]);

/** A file to be sent. Pictures and films say how large they are, as the page has seen them. */
export const outgoingFileSchema = v.strictObject({
  /** Under which name its bytes were attached. */
  attachment: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** `file`: as it is, nothing is made of it. */
  as: v.picklist(['photo', 'video', 'audio', 'file']),
  name: v.pipe(v.string(), v.maxLength(1024)),
  mimeType: v.pipe(v.string(), v.regex(/^[\w.+-]{1,60}\/[\w.+-]{1,80}$/)),
  width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
  height: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
  /** Seconds. */
  duration: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))),
  spoiler: v.optional(v.boolean()),
});

export const proxyIdSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{16}$/),
  v.transform((id): ProxyId => id as ProxyId),
);

const server = { host: v.pipe(v.string(), v.maxLength(1024)), port: v.number() };

/** Only the shape: what makes a proxy usable is said by `proxyProblem`, in words. */
export const proxySchema = v.variant('kind', [
  v.strictObject({
    ...server,
    kind: v.picklist(['socks5', 'http']),
    username: v.optional(v.pipe(v.string(), v.maxLength(1024))),
    password: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  }),
  v.strictObject({ ...server, kind: v.literal('mtproto'), secret: v.pipe(v.string(), v.maxLength(1024)) }),
]);

export const searchKindSchema = v.picklist(searchKinds);
export const chatKindSchema = v.picklist(chatKinds);

export const reactionSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('emoji'), emoji: v.pipe(v.string(), v.minLength(1), v.maxLength(32)) }),
  v.strictObject({ kind: v.literal('custom'), documentId: v.pipe(v.string(), v.regex(/^-?\d{1,20}$/)) }),
  v.strictObject({ kind: v.literal('paid') }),
]);

/** `size` needs the `url` that it is about. */
export const previewSchema = v.strictObject({
  off: v.optional(v.boolean()),
  url: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
  size: v.optional(v.picklist(['large', 'small'])),
  above: v.optional(v.boolean()),
});

/** `offset`: where in the text it is taken from (UTF-16 units). */
export const quoteSchema = v.strictObject({
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  entities: v.array(entitySchema),
  offset: v.pipe(safeInteger, v.minValue(0)),
});
