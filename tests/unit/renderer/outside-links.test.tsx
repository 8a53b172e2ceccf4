import { afterEach, expect, it, vi } from 'vitest';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

it('links from outside go where links in messages go; others are refused in a sentence', async () => {
  const { app, engine } = renderWithEngine({}, () => null);
  await vi.waitFor(() => expect(engine.openLink('tg://socks?server=example.org&port=1080')).toBe(true));
  await vi.waitFor(() => expect(app.proxies.offered()).toMatchObject({ proxy: { kind: 'socks5', host: 'example.org', port: 1080 } }));
  engine.openLink('tg://unknown');
  await vi.waitFor(() => expect(app.layers.toasts().map(({ text }) => text)).toEqual(['Petrel cannot open this link yet.']));
});
