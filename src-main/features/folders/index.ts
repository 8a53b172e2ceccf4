/** Chat folders. */
export { Folders } from './folders.ts';
export type { FolderLists } from './lists.ts';
