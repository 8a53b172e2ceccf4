import { ipcRenderer, webFrame } from 'electron';

/*
 * The sandboxed preload. It exposes nothing: the page says that it is ready, and gets a message port to the engine, and says how large
 * it is to be shown. Ports do not pass `contextBridge`, hence `window.postMessage`, to our own origin alone. The names of the ports are
 * those of `engine-ports.ts`.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const { data } = event;
  if (event.source !== window || typeof data !== 'object' || data === null) return;
  if ('type' in data && data.type === 'petrel:ready') ipcRenderer.send('petrel:ready');
  else if ('type' in data && data.type === 'petrel:zoom' && 'factor' in data && typeof data.factor === 'number') {
    webFrame.setZoomFactor(Math.min(3, Math.max(0.75, data.factor)));
  }
});

ipcRenderer.on('petrel:port', (event) => {
  window.postMessage({ type: 'petrel:port' }, '/', event.ports);
});
