import { cleanup, render } from '@solidjs/testing-library';
import type { JSX } from 'solid-js';
import type { Host } from '../../../src-renderer/host/host.ts';
import { createIpcClient } from '../../../src-renderer/ipc/client.ts';
import { AppProvider, createAppState, type AppState } from '../../../src-renderer/state/app-state.tsx';
import { FakeEngine, type FakeOptions } from '../../renderer/fake-engine/engine.ts';

/** Renders a part of the interface over a fake engine, until `endRendering`. */
export function renderWithEngine(options: FakeOptions, view: (app: AppState) => JSX.Element, host: Pick<Host, 'spelling' | 'fields'> = {}): { engine: FakeEngine; app: AppState; root: HTMLElement } {
  localStorage.clear();
  const engine = new FakeEngine(options);
  engines.push(engine);
  let app: AppState | undefined;
  const { container } = render(() => {
    const state = createAppState(
      { connect: engine.connect, mediaUrl: (path) => `/media/${path}`, saveAs: (path, name) => void saved.push({ path, name }), ...host },
      createIpcClient(engine.connect), localStorage,
    );
    app = state;
    return <AppProvider state={state}>{view(state)}</AppProvider>;
  });
  return { engine, app: app!, root: container };
}

const engines: FakeEngine[] = [];
/** What the person was asked to find a place for, since the last `endRendering`. */
export const saved: { path: string; name: string }[] = [];

/** Goes into each file's `afterEach`: files share modules, so a hook here would belong to the first of them alone. */
export function endRendering(): void {
  cleanup();
  for (const engine of engines.splice(0)) engine.dispose();
  saved.length = 0;
  document.body.replaceChildren();
}

/** Lets everything that is already on its way arrive. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
