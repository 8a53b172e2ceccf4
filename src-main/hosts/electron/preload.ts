import { ipcRenderer, webFrame } from 'electron';

/*
 * The sandboxed preload. It exposes nothing: the page says that it is ready, and gets a message port to the engine, and says how large
 * it is to be shown and how spelling is checked. Ports do not pass `contextBridge`, hence `window.postMessage`, to our own origin alone. The
 * names are those of `engine-ports.ts`, `spelling.ts` and `edit-menu.ts`.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const { data } = event;
  if (event.source !== window || typeof data !== 'object' || data === null || !('type' in data)) return;
  if (data.type === 'petrel:ready') ipcRenderer.send('petrel:ready');
  else if (data.type === 'petrel:zoom' && 'factor' in data && typeof data.factor === 'number') {
    webFrame.setZoomFactor(Math.min(3, Math.max(0.75, data.factor)));
  } else if (data.type === 'petrel:spelling' && 'wish' in data) ipcRenderer.send('petrel:spelling', data.wish);
  else if (data.type === 'petrel:edit' && 'choice' in data) ipcRenderer.send('petrel:edit', data.choice);
});

ipcRenderer.on('petrel:port', (event) => {
  window.postMessage({ type: 'petrel:port' }, '/', event.ports);
});

for (const type of ['petrel:spelling-known', 'petrel:edit-menu']) {
  ipcRenderer.on(type, (_, value: unknown) => window.postMessage({ type, value }, '/'));
}
