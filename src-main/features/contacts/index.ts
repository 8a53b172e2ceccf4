/** Contacts, and making groups and channels. */
export { Contacts } from './contacts.ts';
export { NewChats } from './new-chats.ts';
