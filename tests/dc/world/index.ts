export { setBotCommands } from './bots.ts';
export { finishPage } from './page-news.ts';
export { World, type NewMessage, type WorldOptions } from './world.ts';
export { WorldState, SERVICE_USER_ID, type DcAddress, type WorldSettings } from './state.ts';
export type { Account, Authorization } from './account.ts';
export type { BoxMessage, Content, Dialog, Media, WorldChannel, WorldGroup, WorldUser } from './model.ts';
export type { NewChat } from './chats.ts';
export type { NewUser } from './people.ts';
export { bareId, channelKey, groupKey, toPeer, userKey, type PeerKey } from './peers.ts';
