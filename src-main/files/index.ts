/** Downloading files into the encrypted cache, and reading them from it. */
export { FileManager } from './file-manager.ts';
export type { FileManagerOptions } from './file-manager.ts';
export type { FilesContext, MediaAnswer, RangeSpec } from './types.ts';
