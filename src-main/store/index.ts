/** The account's encrypted database: repositories, change events, and the mapping from wire objects to the model. */
export { openStore, Store } from './store.ts';
export type { StoreOptions } from './store.ts';
export { StoreError } from './errors.ts';
export type { StoreErrorKind } from './errors.ts';
export type { Changes, SentMessage } from './changes.ts';
export type { ChannelState } from './channel-state.ts';
export type { DialogPage, DialogPatch, DialogRecord, UnreadTotals } from './dialogs.ts';
export type { DraftRecord } from './drafts.ts';
export type { FileKind, FileOrigin, FileRecord, FileSize } from './files.ts';
export type { CachedFile } from './media-cache.ts';
export type { MessagesAround, StoredFacts } from './messages.ts';
export type { CommonState, NotifyScope } from './meta.ts';
export type { NewOutboxRow, OutboxRow, OutboxState } from './outbox.ts';
export type { PendingOp } from './pending-ops.ts';
export type { HistoryRange } from './ranges.ts';
export type { UploadRecord } from './uploads.ts';
export * from './map/index.ts';
