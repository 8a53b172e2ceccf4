import { describe, expect, it } from 'vitest';
import { mergeReplies, messageId, type ReplyCount } from '#shared/model/index.ts';

const known = (count: number, pts: number, more: Partial<ReplyCount> = {}): ReplyCount => ({ count, pts, recentRepliers: [], ...more });

describe('what is known of the answers to a message', () => {
  it('is the newer of the two', () => {
    expect(mergeReplies(known(3, 10), known(5, 12)).count).toBe(5);
    expect(mergeReplies(known(5, 12), known(3, 10)).count).toBe(5);
  });

  it('keeps what was counted since the moment that a late answer is from', () => {
    expect(mergeReplies(known(1, 11, { maxId: messageId(7) }), known(0, 10))).toEqual(known(1, 11, { maxId: messageId(7) }));
    expect(mergeReplies(known(1, 10), known(0, 10, { discussionId: 5 as never }))).toEqual(known(1, 10, { discussionId: 5 as never }));
  });

  it('lets read marks only grow', () => {
    expect(mergeReplies(known(1, 10, { readMaxId: messageId(9) }), known(2, 11, { readMaxId: messageId(4) })).readMaxId).toBe(9);
  });
});
