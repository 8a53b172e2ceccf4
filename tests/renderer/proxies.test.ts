import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { axeFindings, RendererBrowser } from './browser.ts';

const browser = new RendererBrowser();
afterEach(() => browser.closePages());

const id = (index: number) => index.toString(16).padStart(16, '0');
const SECRET = 'dd00112233445566778899aabbccddeeff';
const phone = { step: 'phone', suggestedCountry: 'DE' };
const first = { id: id(1), proxy: { kind: 'socks5', host: 'one.example', port: 1080, username: 'nora', password: 'w' }, state: { kind: 'online', pingMs: 48 } };
const second = { id: id(2), proxy: { kind: 'mtproto', host: '2001:db8::17', port: 443, secret: SECRET }, state: { kind: 'available', pingMs: 131 } };
const third = { id: id(3), proxy: { kind: 'http', host: 'three.example', port: 3128 }, state: { kind: 'unavailable', reason: 'The proxy refused the user name.' } };
const proxies = { entries: [first, second, third], activeId: first.id };

const row = (page: Page, index: number) => page.getByTestId(`proxy:${id(index)}`);
const choice = (page: Page, index: number) => row(page, index).getByRole('radio');
const choices = (page: Page) => page.getByRole('radiogroup', { name: 'How Petrel connects' }).getByRole('radio');
const settings = (page: Page) => page.getByTestId('settings');
const focusedText = (page: Page) => page.evaluate(() => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim());
const called = (page: Page, name: string) => page.evaluate((wanted) => window.engine.calls.filter((call) => call.name === wanted).map((call) => call.input), name);
const texts = async (page: Page) => (await choices(page).allInnerTexts()).map((text) => text.replaceAll('\n', ' | '));

async function openPage(query: Record<string, unknown> = { proxies }): Promise<Page> {
  const page = await browser.open(query);
  await page.getByTestId('chat-list').or(page.getByTestId('chat-list-empty')).waitFor();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: /^Connection/ }).click();
  await choices(page).first().waitFor();
  return page;
}

describe('the settings', () => {
  it('open from the menu and by Ctrl+comma, in place of the list, and give the focus back', async () => {
    const page = await browser.open({ proxies });
    await page.getByRole('button', { name: 'Main menu' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await settings(page).waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'Chats' }).count()).toBe(0);
    await expect.poll(() => focusedText(page)).toBe('Close settings');
    await page.getByRole('button', { name: /^Connection/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Connection', level: 2 }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedText(page)).toContain('SOCKS5 one.example:1080');
    await page.keyboard.press('Escape');
    await settings(page).waitFor({ state: 'detached' });
    await expect.poll(() => focusedText(page)).toBe('Main menu');

    await page.getByTestId('chat-row:201').click();
    await page.getByTestId('composer').focus();
    await page.keyboard.press('Control+,');
    await settings(page).waitFor();
    await page.getByRole('button', { name: 'Close settings' }).click();
    await expect.poll(() => page.getByTestId('composer').evaluate((field) => field === document.activeElement)).toBe(true);
  });

  it('say what this installation is, and switch the theme', async () => {
    const page = await browser.open();
    await page.getByTestId('chat-list').waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'About Petrel' }).click();
    const facts = page.getByRole('region', { name: 'This installation' });
    await expect.poll(() => facts.innerText()).toMatch(/Version\s+0\.1\.0\s+Connected to\s+A server on this computer\s+API layer\s+227\s+Window\s+Browser/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Appearance/ }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await expect.poll(() => page.getByRole('radio', { name: 'Dark' }).getAttribute('aria-checked')).toBe('true');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('button', { name: /^Appearance/ }).innerText()).toContain('Dark');
  });

  it('take the place of everything in a narrow window, and leave with the account', async () => {
    const page = await browser.open({ proxies }, { viewport: { width: 380, height: 600 } });
    await page.getByTestId('chat-row:201').click();
    await page.getByTestId('composer').waitFor();
    await page.keyboard.press('Control+,');
    await expect.poll(() => settings(page).boundingBox().then((box) => box?.width)).toBe(380);
    await expect.poll(() => page.getByRole('main', { name: 'Chat' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Phone number').waitFor();
    await expect.poll(() => settings(page).count()).toBe(0);
  });

  it('find room beside a list of avatars alone', async () => {
    const page = await browser.open({ proxies });
    await page.evaluate(() => localStorage.setItem('petrel.layout', JSON.stringify({ narrow: true })));
    await page.reload();
    await page.getByTestId('chat-list').waitFor();
    await page.keyboard.press('Control+,');
    await expect.poll(() => settings(page).boundingBox().then((box) => box?.width)).toBe(360);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('chat-list').boundingBox().then((box) => box?.width)).toBe(76);
  });
});

describe('the list of proxies', () => {
  it('says kind, address and state of each, also while they change', async () => {
    const page = await openPage();
    await expect.poll(() => texts(page)).toEqual([
      'Without a proxy | Straight to Telegram',
      'As set on this computer | With the proxy of the system settings, if there is one',
      'one.example:1080 | SOCKS5Connected, 48 ms',
      '[2001:db8::17]:443 | MTProtoAvailable, 131 ms',
      'three.example:3128 | HTTPNot available. The proxy refused the user name.',
    ]);
    await page.evaluate((one) => window.engine.proxies.setState(one, { kind: 'connecting', reason: 'The proxy does not answer in time.' }), id(1));
    await expect.poll(() => choice(page, 1).innerText()).toContain('Connecting again. The proxy does not answer in time.');
    await page.evaluate((one) => window.engine.proxies.setState(one, { kind: 'checking' }), id(3));
    await expect.poll(() => choice(page, 3).innerText()).toContain('Checking…');
  });

  it('switches between a proxy and the direct way, by pointer and by keyboard', async () => {
    const page = await openPage();
    await expect.poll(() => choice(page, 1).getAttribute('aria-checked')).toBe('true');
    await choice(page, 2).click();
    await expect.poll(() => choice(page, 2).getAttribute('aria-checked')).toBe('true');
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowUp');
    await expect.poll(() => focusedText(page)).toContain('Without a proxy');
    expect(await choice(page, 2).getAttribute('aria-checked'), 'arrows choose nothing').toBe('true');
    await page.keyboard.press('Space');
    await expect.poll(() => choices(page).first().getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => called(page, 'proxies.use')).toEqual([{ id: id(2) }, { id: null }]);
  });

  it('follows the settings of the computer, and says what they want and how that does', async () => {
    const page = await openPage();
    const system = choices(page).nth(1);
    await system.click();
    await expect.poll(() => system.getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => system.innerText()).toContain('HTTP office.example:3128. Connected');
    await expect.poll(() => page.getByTestId('proxy-shield').getAttribute('data-state')).toBe('online');
    await expect.poll(() => called(page, 'proxies.useSystem')).toEqual([{}]);
    const set = (way: object) =>
      page.evaluate((next) => {
        window.engine.proxies.system = next as never;
        window.engine.proxies.publish();
      }, way);
    await set({ kind: 'direct' });
    await expect.poll(() => system.innerText()).toContain('No proxy is set. Connected');
    await expect.poll(() => page.getByTestId('proxy-shield').count()).toBe(0);
    await set({ kind: 'unusable', reason: 'Choose another way.' });
    await expect.poll(() => system.innerText()).toContain('Choose another way.');
    await expect.poll(() => page.getByTestId('proxy-shield').getAttribute('data-state')).toBe('problem');
    await choice(page, 2).click();
    await expect.poll(() => system.getAttribute('aria-checked')).toBe('false');
  });

  it('is put in order with Alt and the arrows, which are said, and by dragging', async () => {
    const page = await openPage();
    const order = async () => (await texts(page)).slice(2).map((text) => text.split(':')[0]);
    await choice(page, 1).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(order).toEqual(['[2001', 'one.example', 'three.example']);
    await page.getByText('Moved to place 2 of 3').waitFor({ state: 'attached' });
    await expect.poll(() => focusedText(page)).toContain('one.example');
    await expect.poll(() => called(page, 'proxies.move')).toEqual([{ id: id(1), toIndex: 1 }]);

    await row(page, 3).hover();
    const grip = (await row(page, 3).getByTestId('proxy-grip').boundingBox())!;
    const top = (await row(page, 2).boundingBox())!;
    await page.mouse.move(grip.x + 8, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(grip.x + 8, top.y - 20, { steps: 5 });
    await page.mouse.up();
    await expect.poll(order).toEqual(['three.example', '[2001', 'one.example']);
    await expect.poll(async () => (await called(page, 'proxies.move')).at(-1)).toEqual({ id: id(3), toIndex: 0 });

    await row(page, 3).hover();
    await page.mouse.move(grip.x + 8, top.y + 20);
    await page.mouse.down();
    await page.mouse.move(grip.x + 8, top.y + 300, { steps: 5 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await order()).toEqual(['three.example', '[2001', 'one.example']);
    expect(await called(page, 'proxies.move')).toHaveLength(2);
    expect(await settings(page).count(), 'Esc let go of the row and nothing else').toBe(1);
  });

  it('removes with a way back in the same place', async () => {
    const page = await openPage();
    await choice(page, 2).focus();
    await page.keyboard.press('Delete');
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await expect.poll(() => focusedText(page)).toBe('Undo');
    await expect.poll(() => texts(page)).toHaveLength(4);
    await page.keyboard.press('Enter');
    await expect.poll(() => texts(page).then((all) => all[3])).toContain('[2001:db8::17]:443');
    await expect.poll(() => focusedText(page)).toContain('2001:db8::17');
    await expect.poll(() => called(page, 'proxies.restore')).toEqual([{ id: id(2) }]);
  });

  it('checks one, and all of them', async () => {
    const page = await openPage();
    await row(page, 3).getByRole('button', { name: 'Actions for three.example:3128' }).click();
    await page.getByRole('menuitem', { name: 'Check' }).click();
    await expect.poll(() => choice(page, 3).innerText()).toContain('Available, 40 ms');
    await page.getByRole('button', { name: 'Check all' }).click();
    await expect.poll(() => choice(page, 2).innerText()).toContain('Available, 40 ms');
    await expect.poll(() => called(page, 'proxies.check')).toEqual([{ id: id(3) }, {}]);
  });

  it('looks once at what nobody has looked at', async () => {
    const page = await openPage({ proxies: { entries: [first, { ...second, state: { kind: 'unchecked' } }, third], activeId: first.id } });
    await expect.poll(() => choice(page, 2).innerText()).toContain('Available, 40 ms');
    await expect.poll(() => called(page, 'proxies.check')).toEqual([{ id: id(2) }]);
  });

  it('asks the one in use how quick it is, when that is not known', async () => {
    const page = await openPage({ proxies: { entries: [{ ...first, state: { kind: 'online' } }, second], activeId: first.id } });
    await expect.poll(() => choice(page, 1).innerText()).toContain('Connected, 40 ms');
    await expect.poll(() => called(page, 'proxies.check')).toEqual([{ id: id(1) }]);
  });

  it('copies a link, but there is none to an HTTP proxy', async () => {
    const page = await openPage();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row(page, 2).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy link' }).click();
    await page.getByText('The link is copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`https://t.me/proxy?server=2001%3Adb8%3A%3A17&port=443&secret=${SECRET}`);
    await row(page, 3).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Copy link' }).count()).toBe(0);
  });

  it('says when there are none, and when it could not be read', async () => {
    const empty = await openPage({});
    await empty.getByText('No proxies yet').waitFor();
    await expect.poll(() => choices(empty).first().getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => empty.getByTestId('proxy-shield').count()).toBe(0);

    const broken = await openPage({ proxies: { entries: [], problem: 'The list of proxies could not be read.' } });
    await broken.getByText('The list of proxies could not be read.').waitFor();
    expect(await choices(broken).first().getAttribute('aria-checked'), 'nothing was chosen').toBe('false');
    await choices(broken).first().click();
    await expect.poll(() => choices(broken).first().getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => broken.getByText('The list of proxies could not be read.').count()).toBe(0);
  });
});

describe('adding a proxy', () => {
  it('asks for what each kind needs, says what is wrong in place, and connects', async () => {
    const page = await openPage();
    await page.getByRole('button', { name: 'Add a proxy' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a proxy' });
    await expect.poll(() => dialog.getByLabel('Server').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByRole('alert').innerText()).toContain('name or the address');
    await page.keyboard.type('four.example');
    await expect.poll(() => dialog.getByRole('alert').count()).toBe(0);
    await dialog.getByLabel('Port').fill('99999');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByRole('alert').innerText()).toContain('1 to 65535');
    await dialog.getByLabel('Port').fill('443');
    await dialog.getByText('MTProto').click();
    await expect.poll(() => dialog.getByLabel('Password').count()).toBe(0);
    await dialog.getByLabel('Secret').fill('cafe');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByRole('alert').innerText()).toContain('not the secret');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel('Secret').fill(SECRET);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await expect.poll(() => dialog.getByTestId('proxy-test').innerText()).toBe('Available, 40 ms');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => called(page, 'proxies.add')).toEqual([{ proxy: { kind: 'mtproto', host: 'four.example', port: 443, secret: SECRET }, activate: true }]);
    await expect.poll(() => choices(page).last().getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => focusedText(page)).toBe('Add a proxy');
  });

  it('fills the form from a pasted link, and keeps what was typed when a proxy is changed', async () => {
    const page = await openPage();
    await page.getByRole('button', { name: 'Add a proxy' }).click();
    await paste(page, 'tg://socks?server=five.example&port=1081&user=nora&pass=winter');
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('Port').inputValue()).toBe('1081');
    expect(await dialog.getByLabel('Password (optional)').inputValue()).toBe('winter');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await row(page, 1).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await expect.poll(() => dialog.getByLabel('Server').inputValue()).toBe('one.example');
    await dialog.getByLabel('Port').fill('1082');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => choice(page, 1).innerText()).toContain('one.example:1082');
    expect(await called(page, 'proxies.update')).toEqual([
      { id: id(1), proxy: { kind: 'socks5', host: 'one.example', port: 1082, username: 'nora', password: 'w' } },
    ]);
  });
});

describe('a link to a proxy', () => {
  const link = `tg://proxy?server=six.example&port=443&secret=${SECRET}`;

  it('is asked about when it is pasted into the page, and nothing goes to the proxy before', async () => {
    const page = await openPage({});
    await paste(page, link);
    const dialog = page.getByRole('dialog', { name: 'Connect through this proxy?' });
    await expect.poll(() => dialog.innerText()).toMatch(/Server\s+six\.example\s+Port\s+443\s+Kind\s+MTProto/);
    expect(await dialog.innerText()).not.toContain(SECRET);
    expect(await called(page, 'proxies.test')).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await expect.poll(() => dialog.getByTestId('proxy-test').innerText()).toBe('Available, 40 ms');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await called(page, 'proxies.add')).toEqual([]);

    await paste(page, link);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect.poll(() => choices(page).last().innerText()).toContain('six.example:443');
    await expect.poll(() => called(page, 'proxies.add')).toEqual([{ proxy: { kind: 'mtproto', host: 'six.example', port: 443, secret: SECRET }, activate: true }]);

    await paste(page, link);
    await dialog.getByText('Petrel uses this proxy already.').waitFor();
    expect(await dialog.getByRole('button').allInnerTexts()).toEqual(['OK']);
  });

  it('goes into its field where there is no clipboard to read, and says when it is none', async () => {
    const page = await openPage({});
    await page.getByRole('button', { name: 'Add from a link' }).click();
    await page.getByLabel('Link to a proxy').fill('https://example.org/proxy?server=a');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('not a link to a proxy');
    await page.getByLabel('Link to a proxy').fill(link);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Connect through this proxy?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await paste(page, 'something else');
    await page.getByText('This is not a link to a proxy.').waitFor();
  });

  it('that does not work says so and offers nothing', async () => {
    const page = await openPage({});
    await paste(page, 'tg://proxy?server=six.example&port=443&secret=12');
    const dialog = page.getByRole('dialog', { name: 'This proxy link does not work' });
    await dialog.waitFor();
    expect(await dialog.getByRole('button').allInnerTexts()).toEqual(['OK']);
  });

  it('in a message opens the question; others are left to the host', async () => {
    const page = await browser.open();
    await page.getByTestId('chat-row:201').click();
    await page.evaluate(() => window.engine.receive(201, 'Use this proxy'));
    await page.evaluate((url) => {
      const { world } = window.engine;
      const messages = world.chats.get(201 as never)!.messages;
      Object.assign(messages.at(-1)!, { text: url, entities: [{ type: 'url', offset: 0, length: url.length }] });
      window.engine.changed();
    }, link);
    const before = page.context().pages();
    await page.getByRole('link', { name: link }).click();
    await page.getByRole('dialog', { name: 'Connect through this proxy?' }).waitFor();
    expect(page.context().pages()).toEqual(before);
  });
});

describe('the state of the connection', () => {
  it('is told beside the title while a proxy is in use, and leads to its settings', async () => {
    const page = await browser.open({ proxies });
    const shield = page.getByTestId('proxy-shield');
    await shield.waitFor();
    await expect.poll(() => shield.getAttribute('aria-label')).toBe('Connected through one.example:1080');
    await page.evaluate((one) => {
      window.engine.proxies.setState(one, { kind: 'connecting' });
      window.engine.setConnection({ kind: 'connectingToProxy' });
    }, id(1));
    await expect.poll(() => page.getByTestId('connection-bar').innerText()).toBe('Connecting to proxy…');
    await expect.poll(() => shield.getAttribute('aria-label')).toBe('Connecting to the proxy one.example:1080');
    await page.evaluate(() => window.engine.setConnection({ kind: 'connectingToProxy', retryAt: Date.now() + 50_000 }));
    await expect.poll(() => page.getByTestId('connection-bar').innerText()).toMatch(/^Reconnecting in 0:\d\d\s+Try now$/);
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect.poll(() => called(page, 'connection.retry')).toEqual([{}]);
    await shield.click();
    await page.getByRole('heading', { name: 'Connection', level: 2 }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('proxy-shield');
  });

  it.each([
    [{ kind: 'waitingForNetwork' }, /^Waiting for network…\s+Try now$/],
    [{ kind: 'connecting' }, /^Connecting…$/],
    [{ kind: 'connectingToProxy' }, /^Connecting to proxy…$/],
    [{ kind: 'updating' }, /^Updating…$/],
  ])('reads %o', async (connection, text) => {
    const page = await browser.open({ connection });
    await expect.poll(() => page.getByTestId('connection-bar').innerText()).toMatch(text);
  });

  it('can be set before anybody has signed in, without losing what was typed', async () => {
    const page = await browser.open({ auth: phone });
    await page.getByLabel('Phone number').fill('+49 151 23');
    await page.getByRole('button', { name: 'Connection settings' }).click();
    await page.getByRole('button', { name: 'Add a proxy' }).click();
    await page.getByLabel('Server').fill('one.example');
    await page.getByLabel('Port').fill('1080');
    await page.keyboard.press('Enter');
    await expect.poll(() => choices(page).last().innerText()).toContain('Connected, 40 ms');
    await page.keyboard.press('Escape');
    await settings(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'one.example:1080' }).waitFor();
    await expect.poll(() => page.getByLabel('Phone number').inputValue()).toBe('+49 151 23');
  });
});

describe('trouble and sharing', () => {
  it('shows the link of a proxy as a code, and is told whether to leave one that does not connect', async () => {
    const page = await openPage();
    const leave = page.getByRole('switch', { name: 'Use another proxy that works' });
    await leave.click();
    await expect.poll(() => leave.getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => called(page, 'proxies.setAutoSwitch')).toEqual([{ on: true }]);
    await choice(page, 2).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show QR code' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share proxy' });
    const code = dialog.getByRole('img', { name: 'QR code of the link to [2001:db8::17]:443' });
    // Side by side, the dark modules fill about half of it.
    await expect.poll(async () => (await code.locator('path').getAttribute('d'))?.split('M').length).toBeGreaterThan(500);
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await dialog.waitFor({ state: 'detached' });
    await leave.click();
    await expect.poll(() => leave.getAttribute('aria-checked')).toBe('false');
    const look = page.getByRole('switch', { name: 'Look for other addresses of Telegram' });
    expect(await look.getAttribute('aria-checked')).toBe('false');
    await look.click();
    await expect.poll(() => look.getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => called(page, 'proxies.setRecovery')).toEqual([{ on: true }]);
  });
});

describe('the pages of the settings', () => {
  it.each([
    ['Connection', { width: 1280, height: 800 }],
    ['Connection', { width: 380, height: 480 }],
    ['Appearance', { width: 1280, height: 800 }],
    ['About Petrel', { width: 380, height: 480 }],
  ])('have nothing serious for axe and fit: %s at %o', async (title, viewport) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.open({ proxies }, { viewport, colorScheme });
      await page.getByTestId('chat-list').waitFor();
      await page.keyboard.press('Control+,');
      await settings(page).waitFor();
      expect(await axeFindings(page), `list, ${colorScheme}`).toEqual([]);
      await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
      await page.getByRole('heading', { name: title, level: 2 }).waitFor();
      expect(await axeFindings(page), colorScheme).toEqual([]);
      const wide = await page.evaluate(() => [...document.querySelectorAll('[data-testid="settings"] *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' && getComputedStyle(one).textOverflow !== 'ellipsis').map((one) => one.className));
      expect(wide).toEqual([]);
    }
  });
});

/** Pastes text into whatever has the focus. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pastedText) => {
    const data = new DataTransfer();
    data.setData('text/plain', pastedText);
    (document.activeElement ?? document.body).dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}
