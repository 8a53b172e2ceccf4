import { plural } from './format.ts';

/** What the field offers while somebody writes. */
export const enSuggest = {
  mention: 'People',
  hashtag: 'Hashtags',
  emoji: 'Emoji',
  command: 'Commands',
  count: (count: number) => plural(count, { one: '# suggestion', other: '# suggestions' }),
};
