/** The page about a person or a chat: full forms, members, and changing what one may change. */
export { FullInfos } from './full-infos.ts';
export { Info } from './info.ts';
export { applyParticipants } from './participants.ts';
export { membersOf, powersOf } from './powers.ts';
