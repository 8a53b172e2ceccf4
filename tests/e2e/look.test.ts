import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { App } from './support/app.ts';
import { atRest } from './support/at-rest.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { SignInPages } from './support/pages/sign-in.ts';
import { DEMO_PHONE } from './support/people.ts';
import { outputDir } from './support/use-app.ts';
import { shown, soon, still } from './support/wait.ts';

/** Chats that have something in them that is hard to lay out: code, pictures, other scripts. */
const CHAT = 'Trip to Tromsø';
const OTHERS = ['Lena Hoffmann', 'Petrel Dev', 'Morning Brief', 'يوسف حداد', 'Telegram'];

const wide = { width: 1280, height: 800 };
const narrow = { width: 480, height: 800 };
const schemes = ['light', 'dark'] as const;

/** What of a page is wrong to the eye: things that stick out sideways, and text that is too small to read. */
function faults(): string[] {
  const found: string[] = [];
  const root = document.documentElement;
  /** Whether something around it cuts off what sticks out. */
  const isCut = (element: Element): boolean => {
    for (let around = element.parentElement; around !== null; around = around.parentElement) {
      if (getComputedStyle(around).overflowX !== 'visible' && around.getBoundingClientRect().right <= window.innerWidth + 1) return true;
    }
    return false;
  };
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    const names = wide.slice(-3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class')}`);
    found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide for ${names.join(', ')}`);
  }
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const { width, height, left, right } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (width < 1 || height < 1 || style.visibility === 'hidden' || element.closest('[inert]') !== null) continue;
    const name = `${element.tagName.toLowerCase()}.${String(element.className).split(' ')[0]} “${(element.textContent ?? '').slice(0, 30)}”`;
    const ownText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? '').trim() !== '');
    if (ownText && Number.parseFloat(style.fontSize) < 11) found.push(`${name} is written in ${style.fontSize}`);
    if (ownText && (left < -1 || right > window.innerWidth + 1) && !isCut(element)) found.push(`${name} reaches from ${left} to ${right}`);
    // Rows of tabs are meant to: they show no scroll bar.
    const scrolls = (style.overflowX === 'auto' || style.overflowX === 'scroll') && style.scrollbarWidth !== 'none';
    if (scrolls && element.scrollWidth > element.clientWidth + 1 && style.whiteSpace !== 'pre') found.push(`${name} scrolls sideways`);
  }
  return found;
}

async function photograph(app: App, name: string): Promise<void> {
  const { page } = app;
  await atRest(page);
  // What is measured when a window changes its size comes a moment later.
  await soon(() => page.evaluate(faults)).toEqual([]);
  mkdirSync(outputDir, { recursive: true });
  await page.screenshot({ path: join(outputDir, `${name}.png`), caret: 'hide' });
}

describe('how it looks', () => {
  test('the demo world, in both themes, wide and narrow', async () => {
    const app = await App.start({ seed: 'demo', signedInAs: DEMO_PHONE, window: { viewport: wide, colorScheme: 'light' } });
    try {
      const { page } = app;
      const list = new ChatList(page);
      const chat = new Chat(page);
      const openChat = async (title: string) => {
        const row = list.list.getByRole('button', { name: new RegExp(`^${title}`) });
        // From wherever the list stands down to its end, and again from the top: the demo world lives, a row may pass by meanwhile.
        await soon(async () => {
          if (await row.isVisible()) return true;
          await list.list.evaluate((box) => (box.scrollTop = box.scrollTop + box.clientHeight < box.scrollHeight - 1 ? box.scrollTop + 600 : 0));
          return false;
        }).toBe(true);
        // The demo world lives: a row may move between the look at it and the press.
        await soon(async () => {
          await still(async () => (await row.boundingBox())?.y ?? -1);
          await row.click();
          return chat.title.textContent();
        }).toContain(title);
        await shown(chat.messages.last());
      };
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(wide);
        await openChat(CHAT);
        await photograph(app, `chat ${colorScheme}`);
        const ink = await page.evaluate(() => getComputedStyle(document.body).color);
        expect(brightness(ink) > 128).toBe(colorScheme === 'dark');

        await page.setViewportSize(narrow);
        await soon(() => page.getByRole('button', { name: 'Back' }).isVisible()).toBe(true);
        await photograph(app, `narrow chat ${colorScheme}`);
        await page.keyboard.press('Escape');
        await shown(list.list);
        await photograph(app, `narrow list ${colorScheme}`);
      }
      await page.setViewportSize(wide);
      for (const [index, title] of OTHERS.entries()) {
        await page.emulateMedia({ colorScheme: schemes[index % 2] ?? 'light' });
        await openChat(title);
        await photograph(app, `chat ${index + 1}`);
        await page.setViewportSize(narrow);
        await photograph(app, `narrow chat ${index + 1}`);
        await page.setViewportSize(wide);
      }
      app.expectClean();
    } finally {
      await app.close();
    }
  });

  test('signing in, in both themes, wide and narrow', async () => {
    const app = await App.start({ window: { viewport: wide, colorScheme: 'light' } });
    try {
      const { page } = app;
      const pages = new SignInPages(page);
      await soon(() => pages.phone.inputValue()).toBe('+49 ');
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        for (const [name, size] of Object.entries({ wide, narrow, smallest: { width: 380, height: 480 } })) {
          await page.setViewportSize(size);
          await photograph(app, `sign in ${colorScheme} ${name}`);
        }
      }
      app.expectClean();
    } finally {
      await app.close();
    }
  });
});

/** 0 (black) to 255 of a computed colour. */
function brightness(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
