import { plural } from './format.ts';

/** The strings of Saved Messages. */
export const enSaved = {
  tags: 'Tags',
  tag: (name: string, count: number) => `${name}, ${plural(count, { one: '# message', other: '# messages' })}`,
  results: 'Messages with these tags',
  searching: 'Searching',
  none: 'No message has all of these tags.',
  offline: 'You are offline: only what is on this computer is shown.',
  nameTag: 'Name this tag',
  renameTag: 'Rename the tag',
  tagName: 'Name',
  tagNameHint: (most: number) => `Up to ${most} characters. An empty name takes it away.`,
  save: 'Save',
};
