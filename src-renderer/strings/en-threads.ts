import { plural } from './format.ts';

/** The strings of threads: comments to posts, and answers in groups. */
export const enThreads = {
  title: 'Thread',
  comments: {
    title: 'Comments',
    count: (count: number) => (count === 0 ? 'No comments yet' : plural(count, { one: '# comment', other: '# comments' })),
    closed: 'Comments to this post are closed.',
  },
  replies: {
    title: 'Replies',
    count: (count: number) => (count === 0 ? 'No replies yet' : plural(count, { one: '# reply', other: '# replies' })),
    closed: 'The message on top of this thread was deleted.',
  },
  about: (count: string, chat: string) => `${count} · ${chat}`,
  unread: 'new',
  view: 'View thread',
  viewReplies: (count: number) => plural(count, { one: 'View # reply', other: 'View # replies' }),
  viewComments: 'View comments',
  viewInChat: 'View in chat',
};
