import { afterEach, expect, it } from 'vitest';
import type { TextEntity } from '#shared/model/index.ts';
import { FormattedTextView } from '../../../src-renderer/features/messages/FormattedTextView.tsx';
import { reactionName } from '../../../src-renderer/features/messages/reaction-words.ts';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

it('stand for themselves by their plain emoji, each in a place of its own', () => {
  const emoji = (documentId: string, offset: number): TextEntity => ({ type: 'customEmoji', documentId, offset, length: 2 });
  const entities: TextEntity[] = [{ type: 'bold', offset: 0, length: 7 }, emoji('-77', 3), emoji('-77', 5)];
  const { root } = renderWithEngine({}, () => <FormattedTextView text="Hi 🔥🔥!" entities={entities} />);
  const shown = [...root.querySelectorAll<HTMLElement>('[data-custom-emoji]')];
  expect(shown.map((one) => [one.dataset['customEmoji'], one.textContent])).toEqual([['-77', '🔥'], ['-77', '🔥']]);
  expect(root.textContent).toBe('Hi 🔥🔥!');
});

it('have a name in reactions', () => {
  expect(reactionName({ kind: 'custom', documentId: '5' } as never)).toBe('Custom emoji');
});
