/** What the field offers while somebody writes: people, hashtags, commands of bots, emoji. */
export { Suggestions } from './suggestions.ts';
