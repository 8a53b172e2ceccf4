import { createRoot, createSignal } from 'solid-js';
import { describe, expect, it, vi } from 'vitest';
import type { FormattedText } from '#shared/model/index.ts';
import { parseMarkdown } from '#shared/text/markdown.ts';
import { createSuggestions, replacement } from '../../../src-renderer/features/autocomplete/suggestions.ts';
import { tokenAt } from '../../../src-renderer/features/autocomplete/token.ts';
import { readEmoji } from '../../../src-renderer/features/emoji/emoji-data.ts';
import { createEmoji } from '../../../src-renderer/state/emoji.ts';
import { skinTones, withTone } from '../../../src-renderer/features/emoji/skin-tone.ts';

const plain = (text: string): FormattedText => ({ text, entities: [] });
/** The token at the bar. */
const at = (marked: string) => {
  const caret = marked.indexOf('|');
  const token = tokenAt(plain(marked.replace('|', '')), caret);
  return token && { kind: token.kind, query: token.query, covers: marked.replace('|', '').slice(token.from, token.to) };
};

describe('the word at the caret', () => {
  it('is completed behind its sign, anywhere in the text', () => {
    expect(at('@|')).toEqual({ kind: 'mention', query: '', covers: '@' });
    expect(at('hi @an|na there')).toEqual({ kind: 'mention', query: 'an', covers: '@anna' });
    expect(at('see #čaj_1|')).toEqual({ kind: 'hashtag', query: 'čaj_1', covers: '#čaj_1' });
    expect(at('(@bo|)')).toEqual({ kind: 'mention', query: 'bo', covers: '@bo' });
    expect(at('fine :smi|')).toEqual({ kind: 'emoji', query: 'smi', covers: ':smi' });
    expect(at(':+1|')).toEqual({ kind: 'emoji', query: '+1', covers: ':+1' });
    expect(at('/st|')).toEqual({ kind: 'command', query: 'st', covers: '/st' });
    expect(at('please\n/|')).toEqual({ kind: 'command', query: '', covers: '/' });
    expect(at('مرحبا @سا|')).toEqual({ kind: 'mention', query: 'سا', covers: '@سا' });
  });

  it('is not what only looks so', () => {
    for (const text of ['me@example|', 'at 10:30|', ':D|', ': a|', 'https://x.example/#part|', 'https://|', 'and/or|', 'a/b|', 'C#|', '@a b|', 'x:yes|', 'note:ab|', '-5 :3|']) {
      expect(at(text), text).toBeUndefined();
    }
  });

  it('is left alone in code and in links', () => {
    expect(at('`x @an|')).toBeUndefined();
    expect(at('`x` @an|')).toMatchObject({ kind: 'mention' });
    expect(at('```\nls #a|')).toBeUndefined();
    const code = parseMarkdown(plain('so `@anna`'));
    expect(tokenAt(code, 6)).toBeUndefined();
    expect(tokenAt({ text: '@anna', entities: [{ type: 'textUrl', url: 'https://a.example', offset: 0, length: 5 }] }, 3)).toBeUndefined();
    expect(tokenAt({ text: '@anna', entities: [{ type: 'bold', offset: 0, length: 5 }] }, 3)).toMatchObject({ query: 'an' });
  });
});

describe('what is taken', () => {
  const peer = { id: 7 as never, kind: 'user' as const, title: 'Anna Reyes', firstName: 'Anna', usernames: ['anna_r'], color: 0, rights: {} as never };

  it('names people by username, or by name with who they are', () => {
    expect(replacement({ kind: 'mention', peer })).toEqual({ text: '@anna_r', entities: [] });
    expect(replacement({ kind: 'mention', peer: { ...peer, usernames: [] } })).toEqual({
      text: 'Anna', entities: [{ type: 'mentionName', userId: 7, offset: 0, length: 4 }],
    });
  });

  it('says in groups which bot is meant', () => {
    const bot = { ...peer, kind: 'bot' as const, usernames: ['clock_bot'] };
    const command = { kind: 'command' as const, command: 'start', description: '', bot };
    expect(replacement({ ...command, inGroup: true }).text).toBe('/start@clock_bot');
    expect(replacement({ ...command, inGroup: false }).text).toBe('/start');
  });
});

describe('emoji', () => {
  const data = readEmoji();

  it('are found by name, by keyword, and those that were used lately first', () => {
    expect(data.search('grinning_face', 3)[0]?.emoji).toBe('😀');
    expect(data.search('thumbsup', 3)[0]?.emoji).toBe('👍');
    expect(data.search('pizz', 3)[0]?.emoji).toBe('🍕');
    expect(data.search('HEART', 50).map(({ emoji }) => emoji)).toContain('❤️');
    expect(data.search('smile', 3)[0]?.emoji).not.toBe('🙂');
    expect(data.search('smile', 3, ['🙂'])[0]?.emoji).toBe('🙂');
    expect(data.search('qqqqq', 3)).toEqual([]);
  });

  it('come in every group, in their coloured form', () => {
    expect(data.groups.map(({ id }) => id)).toEqual(['smileys', 'people', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags']);
    const all = data.groups.flatMap(({ emoji }) => emoji);
    expect(all.length).toBeGreaterThan(1_800);
    for (const { emoji } of all) expect(emoji, emoji).toMatch(/^\p{RGI_Emoji}$/v);
  });

  it('take a skin tone as a whole, and lose it again', () => {
    expect(withTone('👍', 3)).toBe('👍🏽');
    expect(withTone('✌️', 5)).toBe('✌🏿');
    expect(withTone('🏋️‍♀️', 1)).toBe('🏋🏻‍♀️');
    expect(withTone('🧑‍🤝‍🧑', 2)).toBe('🧑🏼‍🤝‍🧑🏼');
    expect(data.find('✌🏿')?.emoji).toBe('✌️');
    const rgi = /^\p{RGI_Emoji}$/v;
    for (const { emoji, hasTones } of data.groups.flatMap((group) => group.emoji)) {
      if (!hasTones) continue;
      for (const tone of skinTones) expect(withTone(emoji, tone), `${emoji} ${tone}`).toMatch(rgi);
    }
  });
});

describe('what was used lately', () => {
  it('is known at once, and no answer from before undoes it', async () => {
    let answer: (memory: { recent: string[]; tones: Record<string, number> }) => void = () => undefined;
    const used: string[] = [];
    const call = (name: string, input: { emoji?: string }) => {
      if (name === 'emoji.used') return Promise.resolve(void used.push(input.emoji ?? ''));
      return new Promise((resolve) => (answer = resolve));
    };
    const emoji = createEmoji({ call } as never);
    void emoji.load();
    const late = answer;
    emoji.used('🍏');
    emoji.used('👍🏽', { plain: '👍', tone: 4 });
    expect(emoji.memory()).toEqual({ recent: ['👍🏽', '🍏'], tones: { '👍': 4 } });
    late({ recent: ['🍕'], tones: {} });
    await vi.waitFor(() => expect(used).toEqual(['🍏', '👍🏽']));
    expect(emoji.memory().recent).toEqual(['👍🏽', '🍏']);
    await vi.waitFor(() => expect(answer).not.toBe(late));
    answer({ recent: ['👍🏽', '🍏', '🍕'], tones: { '👍': 4 } });
    await vi.waitFor(() => expect(emoji.memory().recent).toEqual(['👍🏽', '🍏', '🍕']));
  });
});

describe('what may be meant', () => {
  const people = ['Ana', 'Bo', 'Cleo'].map((title, index) => ({ id: (index + 1) as never, kind: 'user' as const, title, firstName: title, usernames: [], color: 0, rights: {} as never }));
  const answers = (ids: number[]) => ({ peerIds: ids, peers: [] });

  it('keeps its options, and the one that was moved to, when the server knows more', async () => {
    vi.useFakeTimers();
    let answer: (ids: number[]) => void = () => undefined;
    const call = async (_: string, { known }: { known: boolean }) => (known ? answers([1, 2]) : new Promise((resolve) => (answer = (ids) => resolve(answers(ids)))));
    const app = { client: { call }, emoji: {}, peers: { put: () => undefined, get: (id: number) => people[id - 1] } } as never;
    await createRoot(async (dispose) => {
      const [value] = createSignal({ text: '@', entities: [] });
      const suggestions = createSuggestions(app, 9 as never, value, () => 1);
      await vi.advanceTimersByTimeAsync(200);
      const [ana, bo] = suggestions.items();
      expect([ana, bo].map((item) => item?.kind === 'mention' && item.peer.title)).toEqual(['Ana', 'Bo']);
      suggestions.setActive(1);
      answer([3, 1, 2]);
      await vi.advanceTimersByTimeAsync(0);
      expect(suggestions.items()).toHaveLength(3);
      expect(suggestions.items()[1]).toBe(ana);
      expect(suggestions.items()[2]).toBe(bo);
      expect(suggestions.active()).toBe(2);
      dispose();
    });
    vi.useRealTimers();
  });
});
