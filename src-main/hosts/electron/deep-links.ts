import type { App } from 'electron';

const SCHEME = 'tg';
const LINK = /^tg:[^\s]+$/i;

/** The link among the arguments with which a process was started; systems other than macOS hand links over so. */
export function linkAmong(args: readonly string[]): string | undefined {
  return args.find((arg) => LINK.test(arg));
}

/**
 * Takes the `tg:` links that the system hands to the app (core.telegram.org/api/links): at the start, from a second start, and by
 * macOS's event, which comes before the app is ready.
 * @param open gets each link; the window is in front by then, or comes
 */
export function takeLinks(app: App, args: readonly string[], open: (link: string) => void): void {
  const first = linkAmong(args);
  if (first !== undefined) open(first);
  app.on('second-instance', (_, argv) => {
    const link = linkAmong(argv);
    if (link !== undefined) open(link);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (LINK.test(url)) open(url);
  });
}

/** Offers the installed app for `tg:` links. Whatever program the person has for them already stays. */
export function offerForLinks(app: App): void {
  if (app.isPackaged && app.getApplicationNameForProtocol(`${SCHEME}://`) === '') app.setAsDefaultProtocolClient(SCHEME);
}
