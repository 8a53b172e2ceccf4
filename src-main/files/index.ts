/** Files: downloads into the encrypted cache and reading them from it, and uploads. */
export { Attachments } from './attachments.ts';
export type { AttachmentAnswer, AttachmentsContext } from './attachments.ts';
export { FileManager } from './file-manager.ts';
export type { FileManagerOptions, SaveTarget } from './file-manager.ts';
export { defaultTransferLimits } from './limits.ts';
export type { TransferLimits } from './limits.ts';
export { SpeedNotice } from './speed-notice.ts';
export type { TransferDirection } from './speed-notice.ts';
export { FileUnavailable } from './types.ts';
export type { FilesContext, MediaAnswer, RangeSpec } from './types.ts';
export { UploadFailure } from './upload/failure.ts';
export { UploadManager } from './upload/manager.ts';
export type { UploadedFile, UploadManagerContext, UploadRequest } from './upload/manager.ts';
export type { UploadSource } from './upload/source.ts';
