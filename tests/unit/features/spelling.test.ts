import { expect, it } from 'vitest';
import type { SpellingState } from '#shared/model/index.ts';
import { Spelling } from '../../../src-main/features/spelling/index.ts';

function open(stored?: SpellingState) {
  const saved: SpellingState[] = [];
  const told: SpellingState[] = [];
  const spelling = new Spelling({ load: () => stored, save: (state) => void saved.push(state) });
  const subscription = spelling.topic({}, (state) => void told.push(state), undefined as never);
  const handlers = spelling.handlers() as unknown as { [name: string]: (input: object) => void };
  return { call: (name: string, input: object) => handlers[name]!(input), saved, told, subscription };
}

it('is on without languages to begin with, which fetches nothing', () => {
  expect(open().told).toEqual([{ on: true, languages: [], words: [] }]);
});

it('keeps each change and tells it', () => {
  const { call, saved, told } = open();
  call('spelling.set', { languages: ['ru', 'en-US', 'ru'] });
  call('spelling.set', { on: false });
  call('spelling.addWord', { word: 'Petrel' });
  call('spelling.addWord', { word: 'Anna' });
  call('spelling.addWord', { word: 'Anna' });
  call('spelling.removeWord', { word: 'Petrel' });
  const last = { on: false, languages: ['ru', 'en-US'], words: ['Anna'] };
  expect([saved.at(-1), told.at(-1), saved.length]).toEqual([last, last, 5]);
  expect(open(last).told).toEqual([last]);
});

it('refuses more words than it can hold', () => {
  const words = Array.from({ length: 2_000 }, (_, index) => `w${index}`);
  const { call, saved } = open({ on: true, languages: [], words });
  expect(() => call('spelling.addWord', { word: 'one more' })).toThrow(/full/);
  expect(saved).toEqual([]);
});
