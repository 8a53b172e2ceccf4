import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { axeFindings, RendererBrowser } from './browser.ts';

const browser = new RendererBrowser();
afterEach(() => browser.closePages());

const rows = (page: Page) => page.locator('[data-testid^="chat-row:"]');
const row = (page: Page, id: number) => page.getByTestId(`chat-row:${id}`);
const nameOf = (page: Page, id: number) => row(page, id).getByRole('img').getAttribute('aria-label');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));

async function openList(query: Record<string, unknown> = {}, options = {}): Promise<Page> {
  const page = await browser.open(query, options);
  await rows(page).first().waitFor();
  return page;
}

describe('the chat list in a browser', () => {
  it('mounts few rows of 5,000 chats and reaches the last one', async () => {
    const page = await openList({ crowd: 5000 });
    const size = Number(await page.getByRole('listitem').first().getAttribute('aria-setsize'));
    expect(size).toBeGreaterThan(5000);
    await page.getByTestId('chat-list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await page.getByText('Person 5000', { exact: true }).waitFor();
    expect(await rows(page).count()).toBeLessThan(80);
    expect(await page.locator('*').count()).toBeLessThan(2500);
    const last = page.getByRole('listitem').filter({ hasText: 'Person 5000' });
    await expect.poll(() => last.getAttribute('aria-posinset')).toBe(String(size));
    await page.getByTestId('chat-list').evaluate((list) => list.scrollTo(0, 0));
    await row(page, 201).waitFor();
  });

  it('leads to the last of 5,000 chats by key, although it is not here yet', async () => {
    const page = await openList({ crowd: 5000 });
    await page.getByTestId('archive-row').focus();
    await page.keyboard.press('End');
    const last = page.getByRole('listitem').filter({ hasText: 'Person 5000' }).getByRole('button');
    await expect.poll(() => last.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Home');
    await expect.poll(() => focused(page)).toBe('archive-row');
    await page.keyboard.press('Control+Alt+End');
    await expect.poll(() => last.getAttribute('aria-current')).toBe('true');
  });

  it('is one tab stop with arrow keys inside, and Enter opens', async () => {
    const page = await openList();
    await page.getByTestId('archive-row').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('chat-row:201');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('chat-row:-300');
    await expect.poll(() => page.locator('[data-testid="chat-list"] button[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('End');
    const size = await page.getByRole('listitem').first().getAttribute('aria-setsize');
    const focusedItem = page.locator('[role="listitem"]:has(:focus)');
    await expect.poll(() => focusedItem.getAttribute('aria-posinset')).toBe(size);
    await page.keyboard.press('Home');
    await expect.poll(() => focused(page)).toBe('archive-row');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => row(page, 201).getAttribute('aria-current')).toBe('true');
  });

  it('keeps the focused row while others come above it', async () => {
    const page = await openList();
    await row(page, 203).focus();
    await page.evaluate(() => {
      for (let id = 210; id < 216; id++) window.engine.receive(id, 'above');
    });
    await row(page, 215).getByText('above').waitFor();
    await expect.poll(() => focused(page)).toBe('chat-row:203');
  });

  it('opens its menu by right click and by Shift+F10, acts, and returns the focus', async () => {
    const page = await openList();
    await row(page, 204).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pin' }).click();
    await expect.poll(() => nameOf(page, 204)).toContain('pinned');
    await expect.poll(() => focused(page)).toBe('chat-row:204');
    await page.keyboard.press('Shift+F10');
    await page.getByTestId('menu').waitFor();
    await expect.poll(async () => {
      const item = await page.evaluate(() => document.activeElement?.textContent);
      if (item !== 'Mute') await page.keyboard.press('ArrowDown');
      return item;
    }).toBe('Mute');
    await page.keyboard.press('Enter');
    await expect.poll(() => nameOf(page, 204)).toContain('muted');
    await expect.poll(() => page.getByTestId('menu').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('chat-row:204');
  });

  it('goes into the archive and back', async () => {
    const page = await openList();
    await page.getByTestId('archive-row').click();
    await page.getByRole('heading', { name: 'Archived chats' }).waitFor();
    await expect.poll(() => row(page, 201).count()).toBe(0);
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await row(page, 201).waitFor();
  });

  it('moves between chats with Alt+arrows and leaves one with Esc', async () => {
    const page = await openList();
    await row(page, 201).click();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => row(page, -300).getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => row(page, 201).getAttribute('aria-current')).toBe('true');
    await expect.poll(() => page.title()).toMatch(/^\(\d[\d,]*\) Anna Lindqvist – Petrel$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => row(page, 201).getAttribute('aria-current')).toBeNull();
    await expect.poll(() => page.title()).toMatch(/^\(\d[\d,]*\) Petrel$/);
    await expect.poll(() => focused(page)).toBe('chat-row:201');
  });

  it('says how the connection is, and only when that lasts', async () => {
    const page = await openList();
    const bar = page.getByTestId('connection-bar');
    await page.evaluate(() => {
      window.engine.setConnection({ kind: 'connecting' });
      window.engine.setConnection({ kind: 'ready' });
    });
    await page.evaluate(() => window.engine.setConnection({ kind: 'updating' }));
    await bar.getByText('Updating…').waitFor();
    await page.evaluate(() => window.engine.setConnection({ kind: 'connecting', retryAt: Date.now() + 30_000 }));
    await bar.getByText(/Reconnecting in 0:\d\d/).waitFor();
    await bar.getByRole('button', { name: 'Try now' }).click();
    await bar.getByText('Connecting…').waitFor();
    await expect.poll(() => page.evaluate(() => window.engine.calls.filter((call) => call.name === 'connection.retry').length)).toBe(1);
    await page.evaluate(() => window.engine.setConnection({ kind: 'ready' }));
    await bar.waitFor({ state: 'detached' });
  });

  it('comes back by itself when the process behind it was away, and misses nothing', async () => {
    const page = await openList();
    await page.evaluate(() => {
      window.engine.running = false;
      window.engine.cut();
      window.engine.receive(202, 'While nobody listened');
    });
    await page.getByText(/Petrel has stopped in the background/).waitFor();
    await page.evaluate(() => void (window.engine.running = true));
    await row(page, 202).getByText('While nobody listened').waitFor();
    await page.getByText(/Petrel has stopped in the background/).waitFor({ state: 'detached' });
  });

  it('shows one column when narrow and two when wide, with the same chat', async () => {
    const page = await openList({}, { viewport: { width: 480, height: 800 } });
    await row(page, 203).click();
    const back = page.getByRole('button', { name: 'Back', exact: true });
    await back.waitFor();
    await expect.poll(() => row(page, 203).isVisible()).toBe(false);
    await page.setViewportSize({ width: 1000, height: 800 });
    await row(page, 203).waitFor();
    await expect.poll(() => row(page, 203).getAttribute('aria-current')).toBe('true');
    await expect.poll(() => back.count()).toBe(0);
    await page.setViewportSize({ width: 480, height: 800 });
    await back.click();
    await row(page, 203).waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('keeps its width, snaps to avatars, and forgets neither', async () => {
    const page = await openList();
    const splitter = page.getByRole('separator', { name: 'Width of the chat list' });
    const drag = async (to: number) => {
      const box = (await splitter.boundingBox())!;
      await page.mouse.move(box.x, 300);
      await page.mouse.down();
      await page.mouse.move(to, 300, { steps: 3 });
      await page.mouse.up();
    };
    await drag(420);
    await expect.poll(() => splitter.getAttribute('aria-valuenow')).toBe('420');
    await drag(110);
    await expect.poll(() => splitter.getAttribute('aria-valuenow')).toBe('76');
    await expect.poll(() => row(page, 201).innerText()).not.toContain('Anna');
    await expect.poll(() => nameOf(page, 201)).toContain('Anna Lindqvist');
    await page.reload();
    await row(page, 201).waitFor();
    await expect.poll(() => splitter.getAttribute('aria-valuenow')).toBe('76');
    await splitter.dblclick();
    await expect.poll(() => splitter.getAttribute('aria-valuenow')).toBe('360');
  });

  it('has nothing serious for axe, in both themes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openList({}, { colorScheme });
      expect(await axeFindings(page), colorScheme).toEqual([]);
    }
  });

  it('says that there are no chats, and shows skeletons while they load', async () => {
    const empty = await browser.open({ empty: '' });
    await empty.getByText('No chats yet').waitFor();
    const loading = await browser.open({ loading: '' });
    await loading.getByRole('status', { name: 'Loading chats' }).waitFor();
    expect(await loading.getByTestId('chat-list-empty').count()).toBe(0);
    await loading.evaluate(() => {
      window.engine.loading = false;
      window.engine.changed();
    });
    await row(loading, 201).waitFor();
  });

  it('warns of what the person should know, until that is closed', async () => {
    const page = await openList({ warning: 'No keychain was found: keys are kept in a file.' });
    const warning = page.getByText('No keychain was found: keys are kept in a file.');
    await warning.waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await warning.waitFor({ state: 'detached' });
  });

  it('fits at 200 % zoom and follows the theme that was chosen', async () => {
    const page = await openList({}, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const color = () => page.evaluate(() => getComputedStyle(document.body).color);
    const before = await color();
    await page.getByRole('button', { name: 'Main menu' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect.poll(color).not.toBe(before);
  });
});
