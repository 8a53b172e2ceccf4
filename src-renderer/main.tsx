import { render } from 'solid-js/web';
import { invariant } from '#shared/assert.ts';
import { App } from './app.tsx';
import { detectHost } from './host/host.ts';

const root = document.getElementById('app');
invariant(root, 'The page has its root element');
const host = detectHost(window);
render(() => <App host={host} />, root);
