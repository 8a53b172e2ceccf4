import type { Page } from 'playwright-core';

/**
 * Takes the focus away from a page, as another window does, and returns how to give it back. A headless Chromium keeps every page
 * focused; the page is told otherwise the way that a browser does it: by what the document says and by an event.
 */
export async function background(page: Page): Promise<() => Promise<void>> {
  const set = (focused: boolean) =>
    page.evaluate((has) => {
      Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => has });
      window.dispatchEvent(new Event(has ? 'focus' : 'blur'));
    }, focused);
  await set(false);
  return () => set(true);
}
