import ChevronRight from 'lucide-solid/icons/chevron-right';
import LogOut from 'lucide-solid/icons/log-out';
import { createSignal, For, Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { LogOutDialog } from '../dialogs/LogOutDialog.tsx';
import s from './MainPage.module.css';
import { settingsPages } from './pages.tsx';

/** The list of the settings' pages, each with how it is set, and the way to log out. */
export function MainPage(): JSX.Element {
  const { auth, settings } = useApp();
  const [leaving, setLeaving] = createSignal(false);
  return (
    <>
      <nav aria-label={t.settings.title}>
        <For each={settingsPages.filter((page) => !page.signedIn || auth()?.step === 'ready')}>
          {(page) => (
            <button type="button" class={s.row} data-settings-page={page.id} onClick={() => settings.go(page.id)}>
              <span class={s.icon}>{page.icon()}</span>
              <span class={s.texts}>
                <span class={s.title}>{page.title()}</span>
                <Show when={page.summary}>
                  {(summary) => (
                    <span class={s.summary}>
                      <Dynamic component={summary()} />
                    </span>
                  )}
                </Show>
              </span>
              <ChevronRight class={s.chevron} />
            </button>
          )}
        </For>
      </nav>
      <Show when={auth()?.step === 'ready'}>
        <div class={s.line} />
        <button type="button" class={cls(s.row, s.danger)} onClick={() => setLeaving(true)}>
          <span class={s.icon}>
            <LogOut />
          </span>
          <span class={s.title}>{t.shell.logOut}</span>
        </button>
      </Show>
      <Show when={leaving()}>
        <LogOutDialog onClose={() => setLeaving(false)} />
      </Show>
    </>
  );
}
