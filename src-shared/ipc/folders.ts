import * as v from 'valibot';
import { folderFlags } from '../model/index.ts';
import type { FolderCounter, FolderId, FolderLink, FolderOverview, FolderPreview, Peer, PeerId, SuggestedFolder } from '../model/index.ts';
import { folderIdSchema, peerIdSchema, tabIdSchema } from './schemas.ts';
import { call, nothing, topic } from './spec.ts';

const peerIds = v.pipe(v.array(peerIdSchema), v.maxLength(1_000));
const folder = v.strictObject({ id: folderIdSchema });
const slug = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/));
const linkTitle = v.pipe(v.string(), v.maxLength(64));

/** Chat folders: calls. */
export const folderCalls = {
  /** Makes a folder, or changes one; pins stay as long as their chats are included. `included` holds pinned chats, too. */
  'folders.save': call<{ id: FolderId }>()(
    v.strictObject({
      id: v.optional(folderIdSchema),
      title: v.pipe(v.string(), v.maxLength(256)),
      emoticon: v.optional(v.pipe(v.string(), v.maxLength(32))),
      color: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6))),
      flags: v.array(v.picklist(folderFlags)),
      included: peerIds,
      excluded: peerIds,
    }),
  ),
  'folders.remove': call<void>()(folder),
  /** Puts the tabs in this order; 0 stands for "All chats". */
  'folders.reorder': call<void>()(v.strictObject({ order: v.pipe(v.array(tabIdSchema), v.maxLength(256)) })),
  'folders.setTags': call<void>()(v.strictObject({ enabled: v.boolean() })),
  /** Puts a chat into a folder, or takes it out for good. */
  'folders.setMember': call<void>()(v.strictObject({ id: folderIdSchema, peerId: peerIdSchema, member: v.boolean() })),
  'folders.setPinned': call<void>()(v.strictObject({ id: folderIdSchema, peerId: peerIdSchema, pinned: v.boolean() })),
  'folders.reorderPinned': call<void>()(v.strictObject({ id: folderIdSchema, order: peerIds })),
  'folders.suggested': call<SuggestedFolder[]>()(nothing),
  'folders.share': call<FolderLink>()(v.strictObject({ id: folderIdSchema, title: linkTitle, peerIds })),
  'folders.links': call<FolderLink[]>()(folder),
  'folders.editLink': call<FolderLink>()(v.strictObject({ id: folderIdSchema, slug, title: linkTitle, peerIds })),
  'folders.deleteLink': call<void>()(v.strictObject({ id: folderIdSchema, slug })),
  /** What a link to a folder leads to; `slug` is its last part. */
  'folders.checkLink': call<FolderPreview>()(v.strictObject({ slug })),
  'folders.joinLink': call<void>()(v.strictObject({ slug, peerIds })),
  /** Chats that were added to a shared folder; nothing when that was asked for lately. */
  'folders.news': call<Peer[]>()(folder),
  /** Joins these of them; none: they are not offered again. */
  'folders.takeNews': call<void>()(v.strictObject({ id: folderIdSchema, peerIds })),
  'folders.leaveSuggestions': call<PeerId[]>()(folder),
  /** Deletes a shared folder and leaves these of its chats. */
  'folders.leave': call<void>()(v.strictObject({ id: folderIdSchema, peerIds })),
} as const;

/** Chat folders: topics. */
export const folderTopics = {
  'folders.overview': topic<FolderOverview>()(nothing),
  /** What is unread in each folder; "All chats" is the first. */
  'folders.counters': topic<FolderCounter[]>()(nothing),
} as const;
