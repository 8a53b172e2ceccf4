/** Kinds of journalled changes of folders; the first is keyed by the folder's id. */
export const folderOps = { folder: 'folder', order: 'folderOrder', tags: 'folderTags' } as const;
