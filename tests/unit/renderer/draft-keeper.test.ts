import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft, FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import { createDraftKeeper } from '../../../src-renderer/features/composer/draft-keeper.ts';

const text = (value: string): FormattedText => ({ text: value, entities: [] });
const draft = (value: string): Draft => ({ ...text(value), date: 1 });

/** A keeper over an engine that answers saves when it is told to. */
function keeping() {
  const saved: string[] = [];
  const answers: (() => void)[] = [];
  const client = {
    call: (_: string, input: { text: string }) => {
      saved.push(input.text);
      return new Promise<void>((resolve) => answers.push(resolve));
    },
  };
  const keeper = createDraftKeeper(client as never, 1 as PeerId);
  const answer = async () => {
    answers.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { keeper, saved, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the draft of a chat', () => {
  it('is saved every second while typing goes on, and a second after it stops', async () => {
    const { keeper, saved } = keeping();
    for (let tenths = 1; tenths <= 25; tenths++) {
      keeper.changed(text('x'.repeat(tenths)), undefined);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(saved.map((each) => each.length)).toEqual([10, 20]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved.at(-1)).toBe('x'.repeat(25));
  });

  it('is saved when only its look or what it answers has changed', async () => {
    const { keeper, saved } = keeping();
    const answer = { id: 7 as MessageId };
    keeper.changed(text('word'), undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed({ text: 'word', entities: [{ type: 'bold', offset: 0, length: 4 }] }, undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed(text('word'), answer);
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed(text('word'), { ...answer, quote: { text: 'part', entities: [], offset: 3 } });
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.changed(text('word'), { quote: { offset: 3, entities: [], text: 'part' }, ...answer });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved).toHaveLength(4);
  });

  it('is taken when it only answers something, and not mistaken for what is there', () => {
    const { keeper } = keeping();
    const answering = { ...draft(''), replyToId: 7 as MessageId };
    expect(keeper.judge(answering, text(''))).toBe('take');
    keeper.adopted(answering);
    expect(keeper.judge(answering, text(''))).toBe('known');
  });

  it('is saved at once when the chat is left, and not twice', async () => {
    const { keeper, saved } = keeping();
    keeper.changed(text('half a sen'), undefined);
    keeper.flush();
    keeper.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual(['half a sen']);
  });

  it('fills an untouched field, and replaces what came from a draft', () => {
    const { keeper } = keeping();
    expect(keeper.judge(draft('from the phone'), text(''))).toBe('take');
    keeper.adopted(draft('from the phone'));
    expect(keeper.judge(draft('from the phone, longer'), text('from the phone'))).toBe('take');
    expect(keeper.judge(undefined, text('from the phone'))).toBe('take');
  });

  it('never replaces what was typed here: it is offered', () => {
    const { keeper } = keeping();
    keeper.changed(text('typed here'), undefined);
    expect(keeper.judge(draft('from the phone'), text('typed here'))).toBe('offer');
  });

  it('is not mistaken for a newer one when an older save of ours comes back late', async () => {
    const { keeper, answer } = keeping();
    keeper.changed(text('first'), undefined);
    keeper.flush();
    keeper.changed(text('first and second'), undefined);
    keeper.flush();
    expect(keeper.judge(draft('first'), text('first and second'))).toBe('known');
    await answer();
    await answer();
    expect(keeper.judge(draft('first and second'), text('first and second'))).toBe('known');
    expect(keeper.judge(draft('from the phone'), text('first and second'))).toBe('take');
  });

  it('is gone once the text was sent', async () => {
    const { keeper, saved } = keeping();
    keeper.changed(text('hello'), undefined);
    keeper.sent();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual([]);
    expect(keeper.judge(undefined, text(''))).toBe('known');
  });
});
