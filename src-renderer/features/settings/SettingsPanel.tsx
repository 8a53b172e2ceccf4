import ArrowLeft from 'lucide-solid/icons/arrow-left';
import X from 'lucide-solid/icons/x';
import { createEffect, on, Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MainPage } from './MainPage.tsx';
import { settingsPages } from './pages.tsx';
import s from './SettingsPanel.module.css';

/** The settings in place of the chat list, or of a page of signing in. Esc and the arrow go one page back, from the first one out. */
export function SettingsPanel(): JSX.Element {
  const { settings } = useApp();
  const page = () => settingsPages.find((one) => one.id === settings.page());
  let panel: HTMLElement | undefined;
  let back: HTMLButtonElement | undefined;

  createEffect(
    on(settings.page, (now, before) => {
      // Back on the list of pages, the focus is where one left it.
      const left = now === 'main' ? panel?.querySelector<HTMLElement>(`[data-settings-page="${before}"]`) : undefined;
      (left ?? back)?.focus({ preventScroll: left === undefined });
    }),
  );

  return (
    <section
      ref={panel}
      class={s.panel}
      aria-label={t.settings.title}
      data-landmark="settings"
      data-testid="settings"
      tabindex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        settings.back();
      }}
    >
      <header class={s.header}>
        <IconButton ref={(element) => (back = element)} label={settings.previous() ? t.app.back : t.settings.close} shortcut="Esc" onClick={settings.back}>
          <Show when={settings.previous()} fallback={<X />}>
            <ArrowLeft />
          </Show>
        </IconButton>
        <h2 class={s.title}>{page()?.title() ?? t.settings.title}</h2>
      </header>
      <Show when={settings.page()} keyed>
        <div class={s.body} data-settings-body="">
          <Show when={page()} fallback={<MainPage />}>
            {(shown) => <Dynamic component={shown().view} />}
          </Show>
        </div>
      </Show>
    </section>
  );
}
