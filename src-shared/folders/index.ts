/** Pure rules of chat folders. */
export { folderTest } from './membership.ts';
export type { FolderChat } from './membership.ts';
