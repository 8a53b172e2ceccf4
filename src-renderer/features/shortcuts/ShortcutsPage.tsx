import Pencil from 'lucide-solid/icons/pencil';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { chordsOf, chordText, isSafeChord } from '../../state/keys/chords.ts';
import { commands, keyAreas, type Command, type KeyArea } from '../../state/keys/commands.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SettingsGroup } from '../settings/SettingsGroup.tsx';
import s from './ShortcutsPage.module.css';

/** Every shortcut, found by name or by its keys, and put on other keys. */
export function ShortcutsPage(): JSX.Element {
  const { keys } = useApp();
  const [query, setQuery] = createSignal('');
  const [changing, setChanging] = createSignal<Command>();
  const texts = (command: Command) => [...new Set(keys.keysOf(command.id).map((chord) => chordText(chord, keys.platform)))];
  const fits = (command: Command) => {
    // What only another system has keys for would be noise here.
    if (command.keys.length === 0 && command.mac !== undefined && keys.platform !== 'mac' && keys.keysOf(command.id).length === 0) return false;
    const wanted = query().trim().toLocaleLowerCase();
    return [t.shortcuts.names[command.id], ...texts(command)].some((text) => text.toLocaleLowerCase().includes(wanted));
  };
  const found = createMemo(() => commands.filter(fits));
  const foundIn = (area: KeyArea) => found().filter((command) => command.area === area);
  const conflictText = (command: Command) => {
    const others = keys.conflicts(command.id);
    return others.length === 0 ? undefined : t.shortcuts.conflict(others.map((id) => t.shortcuts.names[id]));
  };
  return (
    <div data-testid="shortcuts">
      <div class={s.search}>
        <TextField look="search" label={t.shortcuts.search} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} />
      </div>
      <Show when={keys.badEntries > 0}>
        <p class={s.note} role="status">
          {t.shortcuts.bad(keys.badEntries)}
        </p>
      </Show>
      <For each={keyAreas.filter((area) => foundIn(area).length > 0)} fallback={<p class={s.note}>{t.shortcuts.nothing}</p>}>
        {(area) => (
          <SettingsGroup title={t.shortcuts.areas[area]}>
            <ul class={s.list}>
              <For each={foundIn(area)}>
                {(command) => (
                  <li class={s.row} data-command={command.id}>
                    <span class={s.texts}>
                      <span>{t.shortcuts.names[command.id]}</span>
                      <Show when={conflictText(command)}>{(text) => <span class={s.conflict}>{text()}</span>}</Show>
                    </span>
                    <span class={s.keys}>
                      <For each={texts(command)} fallback={<span class={s.none}>{t.shortcuts.none}</span>}>
                        {(text) => <kbd class={s.key}>{text}</kbd>}
                      </For>
                    </span>
                    <Show when={!command.fixed} fallback={<span class={s.noButton} />}>
                      <IconButton label={t.shortcuts.change(t.shortcuts.names[command.id])} onClick={() => setChanging(command)}>
                        <Pencil />
                      </IconButton>
                    </Show>
                  </li>
                )}
              </For>
            </ul>
          </SettingsGroup>
        )}
      </For>
      <div class={s.buttons}>
        <Button look="quiet" disabled={!commands.some(({ id }) => keys.isChosen(id))} onClick={() => keys.reset()}>
          <RotateCcw /> {t.shortcuts.resetAll}
        </Button>
      </div>
      <Show when={changing()} keyed>
        {(command) => <ChangeDialog command={command} onClose={() => setChanging(undefined)} />}
      </Show>
    </div>
  );
}

/** Takes the next keys that are pressed. */
function ChangeDialog(props: { command: Command; onClose(): void }): JSX.Element {
  const { keys } = useApp();
  const { command } = props;
  const [pressed, setPressed] = createSignal<string>();
  const [refused, setRefused] = createSignal(false);
  const taken = () => {
    const chord = pressed();
    const other = chord === undefined ? undefined : commands.find((one) => one.id !== command.id && one.scope === command.scope && keys.keysOf(one.id).includes(chord));
    return other === undefined ? undefined : t.shortcuts.conflict([t.shortcuts.names[other.id]]);
  };
  const finish = (run: () => void) => () => {
    run();
    props.onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (['Escape', 'Tab', 'Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    const [chord] = chordsOf(event, keys.platform);
    if (chord === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setRefused(!isSafeChord(chord));
    if (isSafeChord(chord)) setPressed(chord);
  };
  return (
    <Dialog
      title={t.shortcuts.names[command.id]}
      onClose={props.onClose}
      buttons={
        <>
          <Show when={keys.isChosen(command.id)}>
            <Button onClick={finish(() => keys.reset(command.id))}>{t.shortcuts.reset}</Button>
          </Show>
          <Button onClick={finish(() => keys.choose(command.id, []))}>{t.shortcuts.remove}</Button>
          <Button
            look="primary"
            disabled={pressed() === undefined}
            onClick={finish(() => {
              const chord = pressed();
              if (chord !== undefined) keys.choose(command.id, [chord]);
            })}
          >
            {t.shortcuts.use}
          </Button>
        </>
      }
    >
      <div class={s.catcher} role="textbox" aria-readonly="true" aria-label={t.shortcuts.press} tabindex={0} autofocus onKeyDown={onKeyDown}>
        <Show when={pressed()} fallback={t.shortcuts.press}>
          {(chord) => <kbd class={s.key}>{chordText(chord(), keys.platform)}</kbd>}
        </Show>
      </div>
      <p class={s.said} role="status">
        {refused() ? t.shortcuts.unsafe : taken()}
      </p>
    </Dialog>
  );
}
