/** Open chats and the look-up of peers. */
export { ActionBars, actionBarOf } from './action-bar.ts';
export { OpenChats } from './chat-info.ts';
export { PeerCalls } from './peer-calls.ts';
export { Joining } from './joining.ts';
export { SlowMode } from './slow-mode.ts';
