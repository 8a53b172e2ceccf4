/** Histories and messages. */
export { Messages } from './messages.ts';
export type { MessagesParts } from './messages.ts';
export { messagesOf, takeMessages } from './answers.ts';
export { fetchMessages } from './fetch.ts';
export { Flight } from './flight.ts';
export type { AnsweredMessages } from './answers.ts';
export { datedRequest, savedSource } from './history-page.ts';
export type { HistoryPlace } from './history-anchor.ts';
export { shownPeers } from './shown-peers.ts';
export { readAllAt } from './content-reads.ts';
export type { Reads } from './reads.ts';
