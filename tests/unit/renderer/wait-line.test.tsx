import { screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WaitLine } from '../../../src-renderer/features/shell/WaitLine.tsx';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

const text = 'Telegram asks Petrel to wait before it goes on sending.';
const line = () => screen.queryByTestId('wait-line')?.textContent;

describe('a long wait', () => {
  it('is explained while it lasts, with the time that is left', async () => {
    const { engine, app } = renderWithEngine({}, () => <WaitLine />);
    await vi.waitFor(() => expect(app.client.link()).toBe('open'));
    expect(line()).toBeUndefined();
    engine.setWaits([{ text, until: Date.now() + 60_900 }]);
    await vi.waitFor(() => expect(line()).toMatch(/^Telegram asks Petrel to wait before it goes on sending\. It goes on in 1:0[01]\.$/));
    engine.setWaits([{ text, until: Date.now() - 1 }]);
    await vi.waitFor(() => expect(line()?.trim()).toBe(text));
    engine.setWaits([]);
    await vi.waitFor(() => expect(line()).toBeUndefined());
  });

  it('passes by once where its line is out of sight', async () => {
    const [unseen, setUnseen] = createSignal(false);
    const { engine, app } = renderWithEngine({}, () => <WaitLine unseen={unseen()} />);
    engine.setWaits([{ text: 'Seen.', until: Date.now() + 60_000 }]);
    await vi.waitFor(() => expect(line()).toContain('Seen.'));
    setUnseen(true);
    engine.setWaits([
      { text: 'Seen.', until: Date.now() + 90_000 },
      { text, until: Date.now() + 60_000 },
    ]);
    await vi.waitFor(() => expect(app.layers.toasts().map((toast) => toast.text)).toEqual([text]));
    engine.setWaits([{ text, until: Date.now() + 80_000 }]);
    await vi.waitFor(() => expect(screen.getAllByTestId('wait-line')).toHaveLength(1));
    expect(app.layers.toasts()).toHaveLength(1);
  });
});
