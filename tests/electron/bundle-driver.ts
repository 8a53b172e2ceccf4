import { pathToFileURL } from 'node:url';
import { standIn } from './stand-in/module.ts';
import { Page } from './page.ts';

/** Runs in a process of its own: starts the built main process on the stand-in and asks the engine for its name. Prints JSON. */
async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  await import(pathToFileURL(`${folder}/main/main.js`).href);
  standIn.app.start();
  while (standIn.windows[0]?.webContents.page === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  const { webContents } = standIn.windows[0];
  const page = new Page(standIn, webContents, `${folder}/preload/preload.cjs`);
  await page.connect();
  const info = await page.call('app.info', {});
  const status = webContents.page?.status;
  standIn.app.quit();
  while (!standIn.app.hasQuit) await new Promise((resolve) => setTimeout(resolve, 5));
  process.stdout.write(JSON.stringify({ info, status }));
}

await main();
