/** Searching for chats, people and messages. */
export { Search } from './search.ts';
