import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FakeEngine } from './fake-engine/engine.ts';
import { buildPage, chromiumPath, servePage } from './page/serve.ts';

/*
 * The eye test: screenshots of the renderer over the fake engine, in both themes and two sizes, in dist/look.
 * `node tests/renderer/look.ts [part of a scene's name] [part of theme-width]`
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = join(root, 'dist/look');

declare global {
  interface Window {
    engine: FakeEngine;
  }
}

interface Scene {
  name: string;
  query?: Record<string, unknown>;
  act?: (page: Page) => Promise<void>;
}

const phone = { step: 'phone', suggestedCountry: 'DE' };
const code = (delivery: object, more: object = {}) => ({ step: 'code', phone: '+491512345678', delivery, ...more });

const proxies = {
  entries: [
    { id: '0000000000000001', proxy: { kind: 'socks5', host: 'proxy.example.org', port: 1080, username: 'nora' }, state: { kind: 'online', pingMs: 48 } },
    { id: '0000000000000002', proxy: { kind: 'mtproto', host: '2001:db8::17', port: 443, secret: 'dd00112233445566778899aabbccddeeff' }, state: { kind: 'available', pingMs: 131 } },
    { id: '0000000000000003', proxy: { kind: 'http', host: 'ein-besonders-langer-rechnername.verwaltung.example.net', port: 3128 }, state: { kind: 'unavailable', reason: 'The proxy refused the user name or the password. Check both.' } },
    { id: '0000000000000004', proxy: { kind: 'socks5', host: '10.0.0.7', port: 9050 }, state: { kind: 'checking' } },
  ],
  activeId: '0000000000000001',
};
const openSettings = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings').waitFor();
};
const openConnection = async (page: Page): Promise<void> => {
  await openSettings(page);
  await page.getByRole('button', { name: /^Connection/ }).click();
};

/** A language that is written from right to left, of which little is translated. */
const arabic = {
  language: { code: 'ar', name: 'Arabic', nativeName: 'العربية', pluralCode: 'ar', isRtl: true, isOfficial: true, percent: 100, translationsUrl: '' },
  isBuiltIn: false,
  texts: { lng_menu_settings: 'الإعدادات', lng_message_ph: 'اكتب رسالة...', lng_dlg_filter: 'بحث', lng_settings_language: 'اللغة', lng_filters_title: 'مجلدات' },
};
const openPage = (id: string) => async (page: Page): Promise<void> => {
  await openSettings(page);
  await page.locator(`[data-settings-page="${id}"]`).click();
};

const scenes: Scene[] = [
  { name: 'rtl-settings', query: { language: arabic, proxies }, act: openSettings },
  { name: 'rtl-connection', query: { language: arabic, proxies }, act: openPage('connection') },
  { name: 'rtl-spelling', query: { language: arabic }, act: openPage('spelling') },
  { name: 'rtl-appearance', query: { language: arabic }, act: openPage('appearance') },
  { name: 'rtl-chat', query: { language: arabic }, act: async (page) => page.getByTestId('chat-row:201').click() },
  { name: 'rtl-phone', query: { language: arabic, auth: phone } },
  { name: 'credentials', query: { auth: { step: 'credentials' } } },
  { name: 'phone', query: { auth: phone } },
  {
    name: 'phone-country',
    query: { auth: phone },
    act: async (page) => {
      await page.getByRole('button', { name: /Country/ }).click();
    },
  },
  {
    name: 'phone-error',
    query: { auth: phone, connection: { kind: 'waitingForNetwork' } },
    act: async (page) => {
      await page.getByLabel('Phone number').fill('+49 151 234 5679');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('alert').waitFor();
      await page.getByTestId('connection-bar').waitFor();
    },
  },
  {
    name: 'code',
    query: { auth: code({ kind: 'app', length: 5 }, { nextDelivery: 'sms', resendAt: Date.now() + 60_000 }) },
    act: async (page) => page.getByLabel('Login code').fill('22'),
  },
  {
    name: 'code-error',
    query: { auth: code({ kind: 'sms', length: 6 }, { nextDelivery: 'call' }) },
    act: async (page) => {
      await page.getByLabel('Login code').fill('123456');
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'code-word', query: { auth: code({ kind: 'smsWord', beginning: 'p' }) } },
  { name: 'sign-up', query: { auth: { step: 'signUp', phone: '+49', terms: { text: { text: 'Be kind.', entities: [] }, minimumAge: 16, mustAccept: true } } } },
  { name: 'list' },
  { name: 'list-warning', query: { warning: 'No keychain was found, so the key of your messages is kept in a file that only you can read.' }, act: async (page) => void (await page.getByRole('note').waitFor()) },
  {
    name: 'list-open',
    act: async (page) => {
      await page.getByTestId('chat-row:201').click();
    },
  },
  {
    name: 'list-menu',
    act: async (page) => {
      await page.getByTestId('chat-row:-300').click({ button: 'right' });
      await page.getByTestId('menu').waitFor();
    },
  },
  {
    name: 'main-menu',
    act: async (page) => {
      await page.getByRole('button', { name: 'Main menu' }).click();
    },
  },
  { name: 'settings', query: { proxies }, act: openSettings },
  {
    name: 'settings-about',
    act: async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: /^About/ }).click();
    },
  },
  {
    name: 'settings-appearance',
    act: async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: /^Appearance/ }).click();
    },
  },
  {
    name: 'search-recent',
    act: async (page) => {
      await page.evaluate(() => {
        window.engine.recent = { peers: [201, -300, 203] as never, queries: ['boat', 'concert tickets'] };
      });
      await page.keyboard.press('Control+k');
      await page.getByTestId('search-query-boat').waitFor();
    },
  },
  { name: 'search-empty', act: async (page) => page.getByTestId('search-field').focus() },
  {
    name: 'search-results',
    act: async (page) => {
      await page.getByTestId('search-field').fill('to');
      await page.locator('[data-testid^="search-message"]').first().waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'search-nothing',
    act: async (page) => {
      await page.getByTestId('search-field').fill('zzzz nothing like this');
      await page.getByTestId('search-status').waitFor();
    },
  },
  {
    name: 'search-offline',
    query: { connection: { kind: 'waitingForNetwork' } },
    act: async (page) => {
      await page.getByTestId('search-field').fill('see');
      await page.getByTestId('search-offline').waitFor();
    },
  },
  {
    name: 'search-in-chat',
    act: async (page) => {
      await page.getByTestId('chat-row:-300').click();
      await page.getByRole('textbox').first().waitFor();
      await page.keyboard.press('Control+f');
      await page.getByTestId('chat-search').getByRole('textbox').fill('the');
      await page.getByTestId('chat-search-status').getByText(/ of /).waitFor();
      await page.waitForTimeout(600);
    },
  },
  {
    name: 'search-calendar',
    act: async (page) => {
      await page.getByTestId('chat-row:-300').click();
      await page.keyboard.press('Control+f');
      await page.getByRole('button', { name: 'Go to a date' }).click();
      await page.getByRole('grid').waitFor();
    },
  },
  {
    name: 'settings-narrow',
    query: { proxies },
    act: async (page) => {
      await page.evaluate(() => localStorage.setItem('petrel.layout', JSON.stringify({ narrow: true })));
      await page.reload();
      await page.getByTestId('chat-list').waitFor();
      await openConnection(page);
    },
  },
  { name: 'proxies', query: { proxies }, act: openConnection },
  { name: 'proxies-empty', act: openConnection },
  {
    name: 'proxies-menu',
    query: { proxies },
    act: async (page) => {
      await openConnection(page);
      await page.getByTestId('proxy:0000000000000002').getByRole('button', { name: /^Actions/ }).click();
    },
  },
  {
    name: 'proxies-removed',
    query: { proxies },
    act: async (page) => {
      await openConnection(page);
      await page.getByTestId('proxy:0000000000000002').getByRole('radio').focus();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  { name: 'proxies-problem', query: { proxies: { entries: [], problem: 'The list of proxies could not be read, so Petrel does not connect. Choose how to connect.' } }, act: openConnection },
  {
    name: 'proxy-form',
    query: { proxies },
    act: async (page) => {
      await openConnection(page);
      await page.getByRole('button', { name: 'Add a proxy' }).click();
      await page.getByLabel('Server').fill('proxy.example.org');
    },
  },
  {
    name: 'proxy-form-wrong',
    query: { proxies },
    act: async (page) => {
      await openConnection(page);
      await page.getByRole('button', { name: 'Add a proxy' }).click();
      await page.getByText('MTProto', { exact: true }).last().click();
      await page.getByLabel('Server').fill('proxy.example.org');
      await page.getByLabel('Port').fill('443');
      await page.getByLabel('Secret').fill('cafe');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'proxy-offer',
    act: async (page) => {
      await openConnection(page);
      await page.getByRole('button', { name: 'Add from a link' }).click();
      await page.getByLabel('Link to a proxy').fill('tg://socks?server=dead.example.org&port=1080&user=nora&pass=x');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('button', { name: 'Check again' }).waitFor();
    },
  },
  {
    name: 'proxy-link-field',
    act: async (page) => {
      await openConnection(page);
      await page.getByRole('button', { name: 'Add from a link' }).click();
      await page.getByLabel('Link to a proxy').fill('petrel');
      await page.getByRole('button', { name: 'Continue' }).click();
    },
  },
  { name: 'shield', query: { proxies } },
  {
    name: 'shield-connecting',
    query: { proxies: { ...proxies, entries: proxies.entries.map((entry, index) => (index === 0 ? { ...entry, state: { kind: 'connecting' } } : entry)) }, connection: { kind: 'connectingToProxy' } },
    act: async (page) => void (await page.getByTestId('connection-bar').waitFor()),
  },
  {
    name: 'auth-proxies',
    query: { auth: phone, proxies },
    act: async (page) => {
      await page.getByRole('button', { name: /proxy.example.org/ }).click();
      await page.getByTestId('settings').waitFor();
    },
  },
  {
    name: 'waiting',
    query: { proxies, connection: { kind: 'connectingToProxy', retryAt: Date.now() + 60_000 } },
    act: async (page) => {
      await page.getByTestId('connection-bar').waitFor();
      await page.evaluate(() => window.engine.setWaits([{ text: 'Telegram asks Petrel to wait before it goes on sending.', until: Date.now() + 90_000 }]));
      await page.getByTestId('wait-line').waitFor();
    },
  },
  {
    name: 'auth-waiting',
    query: { auth: phone, connection: { kind: 'connectingToProxy' } },
    act: async (page) => {
      await page.evaluate(() => window.engine.setWaits([{ text: 'Telegram asks Petrel to wait before it goes on signing in.', until: Date.now() + 90_000 }]));
      await page.getByTestId('connection-bar').waitFor();
    },
  },
  { name: 'list-loading', query: { loading: '', connection: { kind: 'updating' } }, act: async (page) => page.waitForTimeout(700) },
  { name: 'list-empty', query: { empty: '' } },
  { name: 'connecting', query: { connection: { kind: 'connecting', retryAt: Date.now() + 20_000 } }, act: async (page) => void (await page.getByTestId('connection-bar').waitFor()) },
  {
    name: 'archive',
    act: async (page) => {
      await page.getByTestId('archive-row').click();
    },
  },
  {
    // German-length words, Arabic, and a full house of marks.
    name: 'list-long',
    act: async (page) => {
      await page.evaluate(() => {
        const { world } = window.engine;
        const title = (id: number, text: string) => Object.assign([...world.peers.values()].find((peer) => peer.id === id)!, { title: text, isVerified: true });
        title(202, 'Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung');
        title(203, 'مجموعة أصدقاء المدرسة القديمة في المدينة');
        for (const chat of world.chats.values()) if (chat.peerId === 203 || chat.peerId === 202) Object.assign(chat, { unreadMentions: 2, unreadReactions: 1, muted: true });
        window.engine.receive(203, 'مرحبا! هل ستأتي إلى الاجتماع يوم الخميس؟ سنلتقي عند الجسر');
        for (let count = 0; count < 1234; count++) window.engine.world.chats.get(202 as never)!.messages.push({ id: 900 + count, peerId: 202, date: world.now(), out: false, text: 'Rechtsschutzversicherungsgesellschaften und Donaudampfschifffahrt', entities: [] } as never);
        window.engine.changed();
      });
    },
  },
  {
    name: 'narrow',
    act: async (page) => {
      await page.evaluate(() => localStorage.setItem('petrel.layout', JSON.stringify({ narrow: true })));
      await page.reload();
      await page.getByTestId('chat-list').waitFor();
    },
  },
];

async function shoot(browser: Browser, origin: string, scene: Scene, colorScheme: 'light' | 'dark', width: number): Promise<void> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${scene.name}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.error(`${scene.name}: ${message.text()}`);
  });
  const query = new URLSearchParams(
    Object.entries(scene.query ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  await page.goto(`${origin}/?${query}`);
  await page.locator('form, [data-testid="chat-list"], [data-testid="chat-list-empty"], [role="status"]').first().waitFor();
  await scene.act?.(page);
  await page.waitForTimeout(450);
  await page.screenshot({ path: join(out, `${scene.name}-${colorScheme}-${width}.png`) });
  await context.close();
}

async function main(): Promise<void> {
  const wanted = process.argv[2] ?? '';
  const only = process.argv[3];
  await mkdir(out, { recursive: true });
  await buildPage();
  const { origin, close } = await servePage();
  const browser = await chromium.launch({ executablePath: chromiumPath() });
  for (const scene of scenes.filter((one) => one.name.includes(wanted))) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 480]) {
        if (only === undefined || `${colorScheme}-${width}`.includes(only)) await shoot(browser, origin, scene, colorScheme, width);
      }
    }
  }
  await browser.close();
  close();
}

await main();
