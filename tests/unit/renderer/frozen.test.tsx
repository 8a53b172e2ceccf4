import { fireEvent } from '@solidjs/testing-library';
import { afterEach, expect, it, vi } from 'vitest';
import { AppError } from '#shared/model/index.ts';
import { FrozenLayer, FrozenNote } from '../../../src-renderer/features/shell/Frozen.tsx';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

const both = () => (
  <>
    <FrozenNote narrow={false} />
    <FrozenLayer />
  </>
);

it('a frozen account is told since when, until when, and where to appeal', async () => {
  const { engine, root } = renderWithEngine({}, both);
  await vi.waitFor(() => expect(root.querySelector('[data-testid="frozen"]')).toBeNull());
  engine.setFrozen({ since: 1_800_000_000, until: 1_810_000_000, appealUrl: 'https://t.me/spambot?start=x' });
  await vi.waitFor(() => expect(root.querySelector('[data-testid="frozen"]')).not.toBeNull());
  expect(root.querySelector('dialog')).toBeNull();
  fireEvent.click(root.querySelector('[data-testid="frozen"]')!);
  const text = root.querySelector('dialog')?.textContent ?? '';
  expect(text).toMatch(/January.*2027|Jan.*2027/);
  expect(text).toMatch(/May.*2027/);
  expect(root.querySelector('dialog a')?.getAttribute('href')).toBe('https://t.me/spambot?start=x');
  engine.setFrozen(null);
  await vi.waitFor(() => expect(root.querySelector('[data-testid="frozen"]')).toBeNull());
});

it('what a frozen account may not do opens the explanation, also before its dates are known', async () => {
  const { app, root } = renderWithEngine({}, both);
  app.layers.showError(new AppError({ code: 'FROZEN', message: 'Your account is frozen.' }));
  expect(root.querySelector('dialog')?.textContent).toContain('https://t.me/spambot');
  expect(app.layers.toasts()).toEqual([]);
});
