import { ipcRenderer } from 'electron';

/*
 * The sandboxed preload. It exposes nothing: the page says that it is ready, and gets a message port to the engine. Ports do not
 * pass `contextBridge`, hence `window.postMessage`, to our own origin alone. The names are those of `engine-ports.ts`.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const { data } = event;
  if (event.source !== window || typeof data !== 'object' || data === null) return;
  if ('type' in data && data.type === 'petrel:ready') ipcRenderer.send('petrel:ready');
});

ipcRenderer.on('petrel:port', (event) => {
  window.postMessage({ type: 'petrel:port' }, '/', event.ports);
});
