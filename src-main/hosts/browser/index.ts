/** The app in a browser window of this machine, over the loopback address. */
export { startBrowserHost } from './host.ts';
export type { BrowserHost, BrowserHostOptions } from './host.ts';
