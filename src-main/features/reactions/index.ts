/** Which reactions there are, who reacted, and the way from one unread reaction or mention to the next. */
export { AvailableReactions } from './available.ts';
export { Reacting } from './react.ts';
export { ReactionCalls } from './reaction-calls.ts';
export { ShownReactions } from './shown-reactions.ts';
export { UnreadJumps } from './unread-jumps.ts';
