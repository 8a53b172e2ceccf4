import { createRoot, createSignal } from 'solid-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LinkPreview } from '#shared/ipc/messages.ts';
import type { FormattedText, Message } from '#shared/model/index.ts';
import { linksOf } from '../../../src-renderer/features/link-preview/links.ts';
import { createPreviewControl, type PreviewControl } from '../../../src-renderer/features/link-preview/preview-control.ts';

const plain = (text: string): FormattedText => ({ text, entities: [] });

describe('links of a text', () => {
  it('are addresses and bare domains, without what ends a sentence', () => {
    expect(linksOf(plain('See https://a.example/x?y=1#z, (b.example/c) and “münchen.example”.'))).toEqual([
      'https://a.example/x?y=1#z', 'b.example/c', 'münchen.example',
    ]);
    expect(linksOf(plain('https://w.example/Petrel_(bird)'))).toEqual(['https://w.example/Petrel_(bird)']);
    expect(linksOf(plain('me@mail.example v1.2.3 e.g. ... 3.14'))).toEqual([]);
    expect(linksOf(plain('a.example A.example/ http://a.example'))).toHaveLength(1);
  });

  it('lie behind words, but not in code', () => {
    expect(linksOf({ text: 'here b.example', entities: [{ type: 'textUrl', url: 'https://a.example', offset: 0, length: 4 }, { type: 'code', offset: 5, length: 9 }] }))
      .toEqual(['https://a.example']);
  });
});

describe('the preview of what is written', () => {
  let control: PreviewControl;
  let write: (text: string) => void;
  let asked: string[];
  let tell: (event: LinkPreview) => void;
  let dispose: () => void;
  const page = (url: string, more: object = {}) => ({ url, state: 'ready' as const, page: { url, displayUrl: url, size: 'small' as const, ...more } });

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    createRoot((end) => {
      dispose = end;
      const [value, setValue] = createSignal<FormattedText>(plain(''));
      write = (text) => setValue(plain(text));
      const listen = (_name: string, { url }: { url: string }, listener: typeof tell) => {
        asked.push(url);
        tell = listener;
        return { dispose: () => undefined, retune: () => undefined };
      };
      control = createPreviewControl({ listen: listen as never }, value);
    });
  });
  afterEach(() => {
    dispose();
    vi.useRealTimers();
  });
  const pause = () => vi.advanceTimersByTime(600);

  it('is asked for when typing pauses, once', () => {
    write('a.ex');
    write('a.exam');
    write('a.example');
    write('a.example is nice');
    pause();
    expect(asked).toEqual(['a.example']);
    expect(control.shown()).toBeUndefined();
    tell(page('a.example'));
    expect(control.shown()?.url).toBe('a.example');
    expect(control.wish()).toBeUndefined();
  });

  it('stays away from a link that it was removed from, not from others', () => {
    write('a.example');
    pause();
    tell(page('a.example'));
    control.remove();
    expect(control.wish()).toEqual({ off: true });
    write('');
    expect(control.wish()).toBeUndefined();
    write('again a.example');
    pause();
    expect(control.wish()).toEqual({ off: true });
    write('again a.example, b.example');
    pause();
    expect(asked.at(-1)).toBe('b.example');
    expect(control.wish()).toEqual({ url: 'b.example' });
  });

  it('goes to the next link when the first leads nowhere, and can be chosen', () => {
    write('a.example b.example');
    pause();
    tell({ url: 'a.example', state: 'none' });
    pause();
    tell(page('b.example'));
    expect(control.shown()?.url).toBe('b.example');
    expect(control.wish()).toBeUndefined();
    control.setSize('large');
    control.setAbove(true);
    expect(control.wish()).toEqual({ url: 'b.example', size: 'large', above: true });
  });

  it('is taken over from drafts and from messages that are edited', () => {
    control.adopt({ off: true }, plain('a.example'));
    write('a.example');
    expect(control.wish()).toEqual({ off: true });
    control.adopt({ url: 'b.example', size: 'large', above: true }, plain('a.example b.example'));
    write('a.example b.example');
    expect(control.wish()).toEqual({ url: 'b.example', size: 'large', above: true });
    const message = { text: 'a.example', entities: [], media: page('https://a.example', { sizeChosen: true, manual: true }) } as unknown as Message;
    control.adoptMessage({ ...message, media: { kind: 'webPage', page: page('https://a.example', { sizeChosen: true }).page } as never });
    write('a.example');
    expect(control.wish()).toEqual({ url: 'a.example', size: 'small' });
    control.adoptMessage({ ...message, media: undefined as never });
    expect(control.wish()).toEqual({ off: true });
  });
});
