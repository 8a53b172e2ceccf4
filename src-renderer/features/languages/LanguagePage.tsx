import { createResource, createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { builtInLanguage, type Language } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatNumber } from '../../strings/format.ts';
import { tagOf } from '../../strings/language.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SettingsGroup } from '../settings/SettingsGroup.tsx';
import s from './LanguagePage.module.css';

/** Which language the interface speaks, in the list of pages. */
export function LanguageSummary(): JSX.Element {
  const { language } = useApp();
  return <>{language().language.nativeName}</>;
}

/** The languages of the interface: English is built in, the others come from Telegram. */
export function LanguagePage(): JSX.Element {
  const { client, language, layers } = useApp();
  const [all, { refetch }] = createResource(() => client.call('languages.list', {}));
  const [query, setQuery] = createSignal('');
  const [changing, setChanging] = createSignal<string>();
  const [asked, setAsked] = createSignal<Language>();
  const listed = (): readonly Language[] => {
    const known = all.state === 'errored' ? [] : (all.latest ?? []);
    const present = language().language;
    const without = known.filter(({ code }) => code !== builtInLanguage.code);
    return [builtInLanguage, ...(without.some(({ code }) => code === present.code) || language().isBuiltIn ? [] : [present]), ...without];
  };
  const fitting = () => {
    const wanted = query().trim().toLocaleLowerCase();
    return listed().filter(({ name, nativeName, code }) => [name, nativeName, code].some((text) => text.toLocaleLowerCase().includes(wanted)));
  };
  const choose = (code: string) => {
    setChanging(code);
    client
      .call('languages.choose', { code })
      .catch(layers.showError)
      .finally(() => setChanging(undefined));
  };
  const ask = (one: Language) => {
    if (one.code === language().language.code) return;
    if (one.isOfficial && one.percent === 100) choose(one.code);
    else setAsked(one);
  };
  return (
    <div data-testid="languages">
      <div class={s.search}>
        <TextField look="search" label={t.languages.search} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} />
      </div>
      <SettingsGroup title={t.languages.title} note={t.languages.note}>
        <Choices label={t.languages.title}>
          <For each={fitting()} fallback={<p class={s.note}>{t.languages.nothing}</p>}>
            {(one) => (
              <ChoiceRow
                chosen={one.code === language().language.code}
                onChoose={() => ask(one)}
                title={<bdi lang={tagOf(one)}>{one.nativeName}</bdi>}
                note={one.name}
                end={
                  <Show when={changing() === one.code} fallback={one.percent < 100 ? <span class={s.percent}>{t.settings.percent(one.percent)}</span> : undefined}>
                    <Spinner />
                  </Show>
                }
              />
            )}
          </For>
        </Choices>
        <Switch>
          <Match when={all.loading}>
            <p class={s.note} role="status">
              <Spinner /> {t.languages.loading}
            </p>
          </Match>
          <Match when={all.state === 'errored'}>
            <p class={s.note} role="status">
              {t.languages.failed}
            </p>
            <div class={s.buttons}>
              <Button look="quiet" onClick={() => void refetch()}>
                {t.languages.again}
              </Button>
            </div>
          </Match>
        </Switch>
      </SettingsGroup>
      <Show when={asked()} keyed>
        {(one) => (
          <Dialog
            title={t.languages.askTitle(one.nativeName)}
            onClose={() => setAsked(undefined)}
            buttons={
              <>
                <Button onClick={() => setAsked(undefined)}>{t.app.cancel}</Button>
                <Button
                  look="primary"
                  onClick={() => {
                    choose(one.code);
                    setAsked(undefined);
                  }}
                >
                  {t.languages.change}
                </Button>
              </>
            }
          >
            <p>{one.isOfficial ? t.languages.incomplete(formatNumber(one.percent)) : t.languages.unofficial(formatNumber(one.percent))}</p>
            <Show when={one.translationsUrl}>
              {(url) => (
                <p>
                  <a href={url()} target="_blank" rel="noreferrer noopener">
                    {t.languages.translations}
                  </a>
                </p>
              )}
            </Show>
          </Dialog>
        )}
      </Show>
    </div>
  );
}
