import { expect, it } from 'vitest';
import type { IpcClient } from '../../../src-renderer/ipc/client.ts';
import { loadWindowChoices } from '../../../src-renderer/state/window-choices.ts';

const clientOf = (answer: Promise<object>, told: unknown[] = []) =>
  ({
    call: (name: string, input: unknown) => {
      if (name === 'window.choices') return answer;
      told.push(input);
      return Promise.reject(new Error('the disk is full'));
    },
  }) as unknown as IpcClient;

it('reads what was chosen and keeps each change, whatever becomes of keeping it', async () => {
  const told: unknown[] = [];
  const choices = await loadWindowChoices(clientOf(Promise.resolve({ 'petrel.keys': 'a', 'player.speed': '2' }), told));
  expect([choices.getItem('petrel.keys'), choices.getItem('petrel.layout')]).toEqual(['a', null]);
  choices.setItem('petrel.layout', 'b');
  choices.removeItem('petrel.keys');
  expect([choices.getItem('petrel.keys'), choices.getItem('petrel.layout'), choices.getItem('player.speed')]).toEqual([null, 'b', '2']);
  expect(told).toEqual([{ name: 'petrel.layout', value: 'b' }, { name: 'petrel.keys', value: null }]);
});

it('begins as it comes when nobody answers', async () => {
  const choices = await loadWindowChoices(clientOf(Promise.reject(new Error('gone'))));
  expect(choices.getItem('petrel.layout')).toBeNull();
});
