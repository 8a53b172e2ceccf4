import { plural } from './format.ts';

/** What the field offers while somebody writes. */
export const enSuggest = {
  mention: 'People',
  hashtag: 'Hashtags',
  emoji: 'Emoji',
  command: 'Commands',
  count: (count: number) => plural(count, { one: '# suggestion', other: '# suggestions' }),
};

/** The preview of a link that is being written. */
export const enPreview = {
  label: 'Link preview',
  pending: 'Loading the preview…',
  options: 'Preview options',
  remove: 'Remove preview',
  larger: 'Larger picture',
  smaller: 'Smaller picture',
  above: 'Above the text',
  below: 'Below the text',
  of: (url: string) => `Preview ${url.replace(/^https?:\/\//i, '')}`,
};
