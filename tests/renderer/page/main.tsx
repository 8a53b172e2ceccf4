import { render } from 'solid-js/web';
import type { AuthState, ConnectionStatus, LanguageState, ProxyOverview } from '#shared/model/index.ts';
import { App } from '../../../src-renderer/app.tsx';
import { FakeEngine, type FakeOptions } from '../fake-engine/engine.ts';
import { pictureFor } from '../fake-engine/pictures.ts';

/*
 * The renderer over the fake engine. The address says what to show: ?auth={…}&connection={…}&proxies={…}&language={…} (JSON of the model's types), ?loading,
 * ?empty, ?alive, ?crowd=5000, ?trickle=50, ?warning=text, ?latency=300. The engine is `window.engine`, for tests that drive it.
 */
const asked = new URLSearchParams(location.search);
const json = (name: string): unknown => JSON.parse(asked.get(name) ?? 'null');
const options: FakeOptions = {
  loading: asked.has('loading'),
  empty: asked.has('empty'),
  alive: asked.has('alive'),
  crowd: Number(asked.get('crowd') ?? 0),
  ...(asked.has('trickle') ? { trickle: Number(asked.get('trickle')) } : {}),
  warnings: asked.getAll('warning'),
  latency: Number(asked.get('latency') ?? 0),
  ...(asked.has('auth') ? { auth: json('auth') as AuthState } : {}),
  ...(asked.has('proxies') ? { proxies: json('proxies') as ProxyOverview } : {}),
  ...(asked.has('language') ? { language: json('language') as LanguageState } : {}),
  ...(asked.has('connection') ? { connection: json('connection') as ConnectionStatus } : {}),
};
const engine = new FakeEngine(options);
Object.assign(window, { engine });
render(() => <App host={{ connect: engine.connect, mediaUrl: pictureFor, saveAs: () => undefined }} />, document.getElementById('app')!);
