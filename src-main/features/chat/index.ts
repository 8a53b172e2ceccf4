/** Open chats and the look-up of peers. */
export { OpenChats } from './chat-info.ts';
export { PeerCalls } from './peer-calls.ts';
