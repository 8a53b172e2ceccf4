import { createRoot } from 'solid-js';
import { afterEach, describe, expect, it } from 'vitest';
import type { Proxy, ProxyState } from '#shared/model/index.ts';
import { asideBy, draggedTo, movedItem, withGaps } from '../../../src-renderer/ui/row-order.ts';
import { checkForm, formOf, pasted, type ProxyForm } from '../../../src-renderer/features/proxies/proxy-form.ts';
import { proxyAddress, proxyStateText } from '../../../src-renderer/features/proxies/proxy-text.ts';
import { createSettings } from '../../../src-renderer/state/settings.ts';

const SECRET = 'dd00112233445566778899aabbccddeeff';

describe('the order of proxies', () => {
  it('takes an item out and puts it in at the place that it then has', () => {
    expect(movedItem(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(movedItem(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(movedItem(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  /** The second row is twice as high as the others. */
  const boxes = [
    { top: 0, height: 50 },
    { top: 50, height: 100 },
    { top: 150, height: 50 },
  ];

  it.each([
    [0, 40, 0],
    [0, 51, 1],
    [0, 130, 2],
    [0, 900, 2],
    [0, -30, 0],
    [2, -40, 2],
    [2, -51, 1],
    [2, -400, 0],
    [1, 20, 1],
    [1, 30, 2],
    [1, -30, 0],
  ])('passes a row when its middle is covered: row %i by %i px comes to %i', (from, dy, to) => {
    expect(draggedTo(boxes, from, dy)).toBe(to);
  });

  it('moves the rows between here and there aside by the height of the dragged one', () => {
    expect([0, 1, 2].map((index) => asideBy(boxes, index, 0, 2))).toEqual([0, -50, -50]);
    expect([0, 1, 2].map((index) => asideBy(boxes, index, 2, 1))).toEqual([0, 50, 0]);
    expect([0, 1, 2].map((index) => asideBy(boxes, index, 1, 1))).toEqual([0, 0, 0]);
  });

  it('keeps the places of what was taken out, whichever went first', () => {
    expect(withGaps(['a', 'c'], [{ id: 'b', after: 'a' }])).toEqual(['a', 'b', 'c']);
    const aThenB = [{ id: 'a', after: undefined }, { id: 'b', after: 'a' }];
    expect(withGaps(['c'], aThenB)).toEqual(['a', 'b', 'c']);
    expect(withGaps(['c'], aThenB.toReversed())).toEqual(['a', 'b', 'c']);
    expect(withGaps(['a', 'd'], [{ id: 'b', after: 'a' }, { id: 'c', after: 'b' }])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('forgets the place of what is back, and puts what has lost its place at the end', () => {
    expect(withGaps(['a', 'b'], [{ id: 'b', after: 'a' }])).toEqual(['a', 'b']);
    expect(withGaps(['a'], [{ id: 'c', after: 'b' }])).toEqual(['a', 'c']);
  });
});

describe('the form of a proxy', () => {
  const form = (part: Partial<ProxyForm>): ProxyForm => ({ ...formOf(undefined), host: 'proxy.example', port: '1080', ...part });

  it.each<[Partial<ProxyForm>, Proxy]>([
    [{}, { kind: 'socks5', host: 'proxy.example', port: 1080 }],
    [{ host: ' [2001:db8::1] ', port: ' 443 ' }, { kind: 'socks5', host: '2001:db8::1', port: 443 }],
    [{ kind: 'http', username: 'nora', password: 'winter' }, { kind: 'http', host: 'proxy.example', port: 1080, username: 'nora', password: 'winter' }],
    [{ kind: 'mtproto', secret: ` ${SECRET} `, username: 'left over' }, { kind: 'mtproto', host: 'proxy.example', port: 1080, secret: SECRET }],
  ])('becomes a proxy: %o', (part, proxy) => {
    expect(checkForm(form(part))).toEqual({ proxy });
  });

  it.each<[Partial<ProxyForm>, string, RegExp]>([
    [{ host: '' }, 'host', /name or the address/],
    [{ host: 'a b' }, 'host', /name or the address/],
    [{ host: 'ä'.repeat(128) }, 'host', /name or the address/],
    [{ port: '' }, 'port', /1 to 65535/],
    [{ port: '70000' }, 'port', /1 to 65535/],
    [{ port: '1e3' }, 'port', /1 to 65535/],
    [{ password: 'alone' }, 'username', /belongs to/],
    [{ username: 'n'.repeat(128) }, 'username', /too long/],
    [{ kind: 'http', username: 'no:ra' }, 'username', /colon/],
    [{ username: 'nora', password: 'p'.repeat(128) }, 'password', /too long/],
    [{ kind: 'mtproto' }, 'secret', /Enter the secret/],
    [{ kind: 'mtproto', secret: 'cafe' }, 'secret', /not the secret/],
    [{ kind: 'mtproto', secret: `ab${SECRET.slice(2)}` }, 'secret', /does not know/],
  ])('says what is wrong, and where: %o', (part, field, text) => {
    const result = checkForm(form(part));
    expect(result).toMatchObject({ wrong: { field } });
    expect('wrong' in result && result.wrong.text).toMatch(text);
  });

  it('is filled by what it was made of', () => {
    for (const proxy of [
      { kind: 'socks5', host: '2001:db8::1', port: 1, username: 'nora', password: 'winter' },
      { kind: 'http', host: 'proxy.example', port: 65_535 },
      { kind: 'mtproto', host: '10.0.0.7', port: 443, secret: SECRET },
    ] as Proxy[]) {
      expect(checkForm(formOf(proxy))).toEqual({ proxy });
    }
  });

  it('takes a pasted link apart, and an address with its port, but nothing else', () => {
    expect(pasted(` https://t.me/proxy?server=proxy.example&port=443&secret=${SECRET} `, 'secret')).toMatchObject({
      kind: 'mtproto',
      host: 'proxy.example',
      port: '443',
      secret: SECRET,
    });
    expect(pasted('proxy.example:1080', 'host')).toEqual({ host: 'proxy.example', port: '1080' });
    expect(pasted('[2001:db8::1]:1080', 'host')).toEqual({ host: '2001:db8::1', port: '1080' });
    expect(pasted('proxy.example:1080', 'password')).toBeUndefined();
    expect(pasted('2001:db8::1', 'host')).toBeUndefined();
    expect(pasted('https://example.org:80/', 'host')).toBeUndefined();
    expect(pasted('tg://proxy?server=proxy.example', 'secret')).toBeUndefined();
  });
});

describe('what is said of a proxy', () => {
  it('puts brackets around an address that has colons', () => {
    expect(proxyAddress({ host: 'proxy.example', port: 80 })).toBe('proxy.example:80');
    expect(proxyAddress({ host: '::1', port: 80 })).toBe('[::1]:80');
  });

  it.each<[ProxyState, string]>([
    [{ kind: 'unchecked' }, 'Not checked yet'],
    [{ kind: 'checking' }, 'Checking…'],
    [{ kind: 'available', pingMs: 0.2 }, 'Available, 1 ms'],
    [{ kind: 'connecting' }, 'Connecting…'],
    [{ kind: 'connecting', reason: 'It does not answer.' }, 'Connecting again. It does not answer.'],
    [{ kind: 'online' }, 'Connected'],
    [{ kind: 'online', pingMs: 1234.5 }, 'Connected, 1,235 ms'],
    [{ kind: 'unavailable', reason: 'It does not answer.' }, 'Not available. It does not answer.'],
  ])('%o', (state, text) => {
    expect(proxyStateText(state)).toBe(text);
  });
});

describe('where one is in the settings', () => {
  afterEach(() => document.body.replaceChildren());
  const make = () => createRoot(() => createSettings(document));

  it('goes back the way that one came', () => {
    const settings = make();
    expect(settings.page()).toBeUndefined();
    settings.open();
    settings.go('connection');
    expect([settings.page(), settings.previous()]).toEqual(['connection', 'main']);
    settings.back();
    expect([settings.page(), settings.previous()]).toEqual(['main', undefined]);
    settings.back();
    expect(settings.page()).toBeUndefined();
  });

  it('leads straight out of a page that was opened by itself, and gives the focus back', async () => {
    const button = document.body.appendChild(document.createElement('button'));
    button.focus();
    const settings = make();
    settings.open('connection');
    button.blur();
    settings.back();
    await Promise.resolve();
    expect(settings.page()).toBeUndefined();
    expect(document.activeElement).toBe(button);
  });
});
