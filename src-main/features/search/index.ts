/** Searching for chats, people and messages. */
export { RecentSearchList } from './recent.ts';
export { Search } from './search.ts';
