import { fireEvent } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MediaImage } from '../../../src-renderer/ui/MediaImage.tsx';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

const picture = () => document.querySelector('img')!;

describe('a picture of a chat', () => {
  it('that could not be loaded is asked for again once Telegram can be reached again', async () => {
    const failed = vi.fn();
    const { engine, app } = renderWithEngine({ connection: { kind: 'connecting' } }, () => <MediaImage path="a/1" alt="" onError={failed} />);
    await vi.waitFor(() => expect(app.connection()?.kind).toBe('connecting'));
    const first = picture();
    expect(first.getAttribute('src')).toBe('/media/a/1');
    fireEvent.error(first);
    expect(failed).toHaveBeenCalledOnce();
    engine.setConnection({ kind: 'ready' });
    await vi.waitFor(() => expect(picture()).not.toBe(first));
    const second = picture();
    expect(second.getAttribute('src')).toBe('/media/a/1');
    // It is there now: another outage changes nothing.
    fireEvent.load(second);
    for (const kind of ['connecting', 'updating', 'ready'] as const) {
      engine.setConnection({ kind });
      await vi.waitFor(() => expect(app.connection()?.kind).toBe(kind));
    }
    expect(picture()).toBe(second);
  });

  it('is loaded anew for another path, and when the person asks', async () => {
    const [path, setPath] = createSignal('a/1');
    const [attempt, setAttempt] = createSignal(0);
    renderWithEngine({}, () => <MediaImage path={path()} attempt={attempt()} alt="" />);
    const first = picture();
    setAttempt(1);
    expect(picture()).not.toBe(first);
    setPath('a/2');
    expect(picture().getAttribute('src')).toBe('/media/a/2');
  });
});
