export { MessageEffects } from './message-effects.ts';
