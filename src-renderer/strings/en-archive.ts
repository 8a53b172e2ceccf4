/** What goes into the archive by itself, and what comes out. */
export const enArchive = {
  title: 'Archive',
  menu: 'Archive actions',
  settings: 'Archive settings…',
  keep: 'When something new comes',
  keepUnmuted: 'Keep unmuted chats archived',
  keepUnmutedNote: 'Otherwise a chat that is not muted comes back to the list.',
  keepFolders: 'Keep chats of folders archived',
  keepFoldersNote: 'Those that a folder includes by name, also when they are not muted.',
  strangers: 'New chats',
  archiveStrangers: 'Archive and mute people I do not know',
  archiveStrangersNote: 'New private chats of people who are not in your contacts.',
  everywhere: 'These settings hold on all your devices.',
  loading: 'Loading the settings',
};
