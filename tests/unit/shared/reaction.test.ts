import { describe, expect, it } from 'vitest';
import { chosenReactions, reactionKey, toggleReaction, userPeerId, withChosen } from '#shared/model/index.ts';
import type { MessageReactions, Reaction } from '#shared/model/index.ts';

const emoji = (sign: string): Reaction => ({ kind: 'emoji', emoji: sign });
const [like, heart, fire] = [emoji('👍'), emoji('❤️'), emoji('🔥')] as const;
const self = userPeerId(1);
const anna = userPeerId(2);

describe('reactions', () => {
  it('takes a reaction with and without its variation selector for the same', () => {
    expect(reactionKey(heart)).toBe(reactionKey(emoji('❤')));
    expect(reactionKey({ kind: 'custom', documentId: '5' })).not.toBe(reactionKey({ kind: 'paid' }));
  });

  it('takes back what was chosen, and lets the oldest make room for a new one', () => {
    expect(toggleReaction([like], like, 1)).toEqual([]);
    expect(toggleReaction([like], fire, 1)).toEqual([fire]);
    expect(toggleReaction([like], fire, 3)).toEqual([like, fire]);
    expect(toggleReaction([like, fire, heart], emoji('🎉'), 3)).toEqual([fire, heart, emoji('🎉')]);
  });

  it('moves the own reaction from one count to another, and leaves those of others', () => {
    const before: MessageReactions = {
      counts: [{ reaction: like, count: 2, chosen: 0 }, { reaction: fire, count: 1 }],
      recent: [{ peerId: self, reaction: like, date: 5 }, { peerId: anna, reaction: fire, date: 4 }],
    };
    const after = withChosen(before, [fire], self, 9);
    expect(after?.counts).toEqual([{ reaction: like, count: 1 }, { reaction: fire, count: 2, chosen: 0 }]);
    expect(after?.recent).toEqual([{ peerId: self, reaction: fire, date: 9 }, { peerId: anna, reaction: fire, date: 4 }]);
    expect(chosenReactions(after)).toEqual([fire]);
  });

  it('has nothing left when the only reaction is taken back', () => {
    expect(withChosen(withChosen(undefined, [heart], self, 1), [], self, 2)).toBeUndefined();
  });
});
