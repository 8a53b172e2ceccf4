/** What goes into the archive by itself, and what comes out of it (core.telegram.org/constructor/globalPrivacySettings). */
export interface ArchiveSettings {
  /** Chats that are not muted stay when something new comes. */
  keepUnmuted: boolean;
  /** So do those that a folder names, muted or not; means nothing beside `keepUnmuted`. */
  keepFolders: boolean;
  /** New chats of people who are no contacts go there, muted. */
  archiveStrangers: boolean;
}
