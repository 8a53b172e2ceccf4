import { createEffect, createMemo, createResource, Match, on, onCleanup, onMount, Show, Switch, type JSX } from 'solid-js';
import { AuthPages } from './features/auth/AuthPages.tsx';
import { OfferLayer } from './features/proxies/OfferDialog.tsx';
import { FrozenLayer } from './features/shell/Frozen.tsx';
import { LinkBanner } from './features/shell/LinkBanner.tsx';
import { PopupLayer } from './features/shell/PopupLayer.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { Splash } from './features/shell/Splash.tsx';
import { followFieldMenus } from './features/spelling/field-menu.tsx';
import type { Host } from './host/host.ts';
import { createIpcClient, type IpcClient } from './ipc/client.ts';
import { AppProvider, createAppState } from './state/app-state.tsx';
import { SCALE } from './state/layout.ts';
import type { SettingsPageId } from './state/settings.ts';
import { loadWindowChoices, type WindowChoices } from './state/window-choices.ts';
import s from './app.module.css';
import { MenuLayer } from './ui/MenuLayer.tsx';
import { Toasts } from './ui/Toasts.tsx';
import { TooltipLayer } from './ui/TooltipLayer.tsx';

/** The whole interface of one window, over whatever host carries it: it begins when it is known how the person wants it. */
export function App(props: { host: Host }): JSX.Element {
  const client = createIpcClient(props.host.connect);
  const [choices] = createResource(() => loadWindowChoices(client));
  return (
    <Show when={choices()} fallback={<Splash />}>
      {(known) => <Window host={props.host} client={client} choices={known()} />}
    </Show>
  );
}

function Window(props: { host: Host; client: IpcClient; choices: WindowChoices }): JSX.Element {
  const state = createAppState(props.host, props.client, props.choices);
  createEffect(() => {
    const auth = state.auth();
    if (auth?.step === 'ready') state.peers.put([auth.self]);
    else {
      // Nothing of whoever was signed in stays on the screen, or goes on to be heard.
      state.navigation.close();
      state.player.close();
    }
  });
  followFieldMenus(state, document);
  const step = () => state.auth()?.step;
  const ready = createMemo(() => step() === 'ready');
  // Whoever signs in or out finds what comes next, not the settings over it.
  createEffect(on(ready, state.settings.close, { defer: true }));
  const openSettings = (page?: SettingsPageId) => () => {
    if (step() === undefined || step() === 'starting') return false;
    if (state.settings.page() === undefined) state.settings.open(page);
    else if (page !== undefined && state.settings.page() !== page) state.settings.go(page);
    return true;
  };
  const zoom = (by: 1 | -1) => () => {
    const scale = state.layout.scale();
    if (scale !== undefined) state.layout.setScale(scale + by * SCALE.step);
    return scale !== undefined;
  };
  onMount(() => {
    onCleanup(state.shortcuts.handle({ 'settings': openSettings(), 'help': openSettings('shortcuts'), 'zoom.in': zoom(1), 'zoom.out': zoom(-1) }));
    document.addEventListener('keydown', state.shortcuts.press);
    onCleanup(() => document.removeEventListener('keydown', state.shortcuts.press));
  });
  return (
    <AppProvider state={state}>
      <div class={s.window}>
        <LinkBanner />
        <Switch fallback={<AuthPages />}>
          <Match when={step() === undefined || step() === 'starting'}>
            <Splash />
          </Match>
          <Match when={step() === 'ready'}>
            <Shell />
          </Match>
        </Switch>
      </div>
      <OfferLayer />
      <MenuLayer />
      <TooltipLayer />
      <Toasts />
      <FrozenLayer />
      <PopupLayer />
    </AppProvider>
  );
}
