import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { languageName } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { SettingsGroup } from '../settings/SettingsGroup.tsx';
import s from './SpellingPage.module.css';

const words = t.spelling;

/** Whether spelling is checked, in the list of pages. */
export function SpellingSummary(): JSX.Element {
  const { spelling } = useApp();
  const names = () => spelling.languages().map((tag) => languageName(tag)).join(', ');
  return (
    <Show when={spelling.on()} fallback={<>{words.state.off}</>}>
      {spelling.checker().by !== 'dictionaries' ? words.state.on : names() || words.state.noLanguages}
    </Show>
  );
}

/** Whether spelling is checked, in which languages, and the words that were added. */
export function SpellingPage(): JSX.Element {
  const { spelling, layers } = useApp();
  const [asked, setAsked] = createSignal<string>();
  const done = (change: Promise<void>) => void change.catch(layers.showError);
  const dictionaries = () => {
    const checker = spelling.checker();
    return spelling.on() && checker.by === 'dictionaries' && checker.languages.length > 0 ? checker.languages : undefined;
  };
  const toggle = (tag: string, on: boolean) => {
    if (on) setAsked(tag);
    else done(spelling.setLanguages(spelling.languages().filter((other) => other !== tag)));
  };
  return (
    <>
      <SettingsGroup
        title={words.title}
        note={
          <Switch fallback={words.onNote}>
            <Match when={spelling.checker().by === 'browser'}>{words.browser}</Match>
            <Match when={spelling.checker().by === 'system'}>{words.system}</Match>
          </Switch>
        }
      >
        <SwitchRow on={spelling.on()} onChange={(on) => done(spelling.setOn(on))} title={words.check} />
      </SettingsGroup>
      <Show when={dictionaries()}>
        {(known) => (
          <SettingsGroup title={words.languages} note={words.languagesNote}>
            <Languages known={known()} chosen={spelling.languages()} onToggle={toggle} />
          </SettingsGroup>
        )}
      </Show>
      <Show when={spelling.added().length > 0}>
        <SettingsGroup title={words.words} note={words.wordsNote}>
          <ul class={s.words}>
            <For each={spelling.added()}>
              {(word) => (
                <li class={s.word}>
                  <bdi>{word}</bdi>
                  <IconButton label={words.remove(word)} onClick={() => done(spelling.remove(word))}>
                    <X />
                  </IconButton>
                </li>
              )}
            </For>
          </ul>
        </SettingsGroup>
      </Show>
      <Show when={asked()} keyed>
        {(tag) => (
          <Dialog
            title={words.fetchTitle(languageName(tag))}
            onClose={() => setAsked(undefined)}
            buttons={
              <>
                <Button onClick={() => setAsked(undefined)}>{t.app.cancel}</Button>
                <Button
                  look="primary"
                  onClick={() => {
                    setAsked(undefined);
                    done(spelling.setLanguages([...spelling.languages(), tag]));
                  }}
                >
                  {words.fetch}
                </Button>
              </>
            }
          >
            {words.fetchText}
          </Dialog>
        )}
      </Show>
    </>
  );
}

/** Those in use, and those of the person's languages, before the others; a row stays where it is while it is looked at. */
function Languages(props: { known: readonly string[]; chosen: readonly string[]; onToggle(tag: string, on: boolean): void }): JSX.Element {
  const { language } = useApp();
  const mine = [...navigator.languages, language().language.code].map((tag) => tag.toLowerCase().split('-')[0]);
  // oxlint-disable-next-line solid/reactivity -- the order is that of when the page was opened
  const first = new Set(props.chosen);
  const rank = (tag: string) => (first.has(tag) ? 0 : mine.includes(tag.toLowerCase().split('-')[0]) ? 1 : 2);
  const sorted = createMemo(() => props.known.toSorted((a, b) => rank(a) - rank(b) || languageName(a).localeCompare(languageName(b))));
  return <For each={sorted()}>{(tag) => <SwitchRow on={props.chosen.includes(tag)} onChange={(on) => props.onToggle(tag, on)} title={languageName(tag)} />}</For>;
}
