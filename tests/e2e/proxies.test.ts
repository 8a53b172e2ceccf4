import { randomBytes } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MtproxyServer, Socks5Server, type ProxyServer } from '../dc/proxies/index.ts';
import type { World } from '../dc/world/index.ts';
import { accessibleName } from './support/accessible-name.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { tryUntilConnected } from './support/pages/connection.ts';
import { Chat } from './support/pages/chat.ts';
import { ConnectionSettings } from './support/pages/connection-settings.ts';
import { codeOf, SignInPages } from './support/pages/sign-in.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

/** Each test runs proxies of its own. */
let proxies: ProxyServer[] = [];

function settle(world: World): void {
  const { nora, ben } = castOf(world);
  world.sendMessage({ from: ben.id, to: nora.id, text: 'Hello Nora' });
}

async function running<Server extends ProxyServer>(server: Server): Promise<Server> {
  proxies.push(server);
  return server.start();
}

afterEach(async () => {
  const all = proxies;
  proxies = [];
  await Promise.all(all.map((proxy) => proxy.stop()));
  expect(all.flatMap((proxy) => proxy.violations), 'what proxies were sent').toEqual([]);
});

describe('a signed-in window', () => {
  const app = useApp('test', { people: settle, signedInAs: NORA });
  let settings: ConnectionSettings;
  let shield: Locator;

  beforeEach(async () => {
    settings = new ConnectionSettings(app().page);
    shield = app().page.getByTestId('proxy-shield');
    await shown(new ChatList(app().page).list);
  });

  test('goes through a SOCKS5 proxy, says when that is gone, and comes back without it', async () => {
    const { page, dc, world } = app();
    const { nora, ben } = castOf(world);
    const proxy = await running(new Socks5Server({ username: 'nora', password: 'winter' }));
    const address = `127.0.0.1:${proxy.port}`;
    await settings.open();
    await soon(() => settings.chosen()).toMatch(/^Without a proxy/);

    await settings.add({ host: '127.0.0.1', port: proxy.port, username: 'nora', password: 'wrong', use: false });
    await soon(() => settings.says(address)).toMatch(/Not checked yet/);
    await settings.choose(address, 'Check');
    await soon(() => settings.says(address)).toMatch(/Not available\. .*(user name|password)/);

    await settings.choose(address, 'Edit');
    await settings.dialog.getByLabel('Password (optional)').fill('winter');
    await settings.dialog.getByRole('button', { name: 'Save' }).click();
    await gone(settings.dialog);
    await settings.choose(address, 'Check');
    await soon(() => settings.says(address)).toMatch(/Available, [\d,]+ ms/);
    await settings.proxy(address).click();
    await soon(() => settings.says(address)).toMatch(/Connected, [\d,]+ ms$/);
    await soon(() => settings.chosen()).toContain(address);
    expect(proxy.open).toBeGreaterThan(0);
    await settings.close();
    await soon(() => accessibleName(shield)).toBe(`Connected through ${address}`);
    world.sendMessage({ from: ben.id, to: nora.id, text: 'Through the proxy' });
    await soon(() => new ChatList(page).says(ben.id)).toContain('Through the proxy');

    await proxy.stop();
    const bar = page.getByTestId('connection-bar');
    await soon(() => bar.textContent()).toMatch(/^(Connecting to proxy…|Reconnecting in 0:\d\dTry now)$/);
    await soon(() => accessibleName(shield)).toMatch(new RegExp(`^Connecting to the proxy ${address}`));
    world.sendMessage({ from: ben.id, to: nora.id, text: 'Not past the proxy' });
    expect(await seriousIssues(page)).toEqual([]);

    await shield.click();
    await page.getByRole('radio', { name: /^Without a proxy/ }).click();
    await soon(() => settings.chosen()).toMatch(/^Without a proxy/);
    await settings.close();
    await tryUntilConnected(page);
    await gone(shield);
    await soon(() => new ChatList(page).says(ben.id)).toContain('Not past the proxy');
    expect(dc.violations()).toEqual([]);
  });

  test('a link in a message asks first, tries on demand, and connects', async () => {
    const { page, world } = app();
    const { nora, ben } = castOf(world);
    const proxy = await running(new MtproxyServer({ kind: 'padded', key: randomBytes(16), endpoint: (dcId) => app().dc.dcs.find(({ id }) => id === dcId) }));
    const link = `tg://proxy?server=127.0.0.1&port=${proxy.port}&secret=${proxy.secret}`;
    world.sendMessage({ from: ben.id, to: nora.id, text: link, entities: [{ _: 'messageEntityUrl', offset: 0, length: link.length }] });
    await new ChatList(page).open(ben.id);
    const chat = new Chat(page);
    await chat.history.getByRole('link', { name: link }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect through this proxy?' });
    await shown(dialog);
    expect(await dialog.textContent()).toContain(`${proxy.port}`);
    expect(proxy.accepted, 'nothing went there unasked').toBe(0);
    expect(await seriousIssues(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await soon(() => dialog.getByTestId('proxy-test').textContent()).toMatch(/^Available, [\d,]+ ms$/);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await gone(dialog);
    await soon(() => accessibleName(shield)).toBe(`Connected through 127.0.0.1:${proxy.port}`);
    await chat.write('Heard you');
    await soon(() => chat.says('Heard you')).toMatch(/sent$/);
  });
});

describe('before anybody has signed in', () => {
  const app = useApp('test', { people: (world: World) => void castOf(world) });

  test('a proxy that was chosen carries the sign-in, and is still chosen after a restart', async () => {
    const proxy = await running(new Socks5Server());
    const settings = new ConnectionSettings(app().page);
    await app().page.getByRole('button', { name: 'Connection settings' }).click();
    await settings.add({ host: '127.0.0.1', port: proxy.port, use: true });
    const address = `127.0.0.1:${proxy.port}`;
    await soon(() => settings.says(address)).toMatch(/Connected, [\d,]+ ms$/);
    await settings.close();
    const pages = new SignInPages(app().page);
    await pages.enterPhone(NORA);
    await pages.code.fill(codeOf(NORA));
    await shown(new ChatList(app().page).mainMenu);
    await app().restart();
    await soon(() => accessibleName(app().page.getByTestId('proxy-shield'))).toBe(`Connected through ${address}`);
  });
});
