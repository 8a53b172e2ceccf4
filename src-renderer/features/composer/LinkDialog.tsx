import { createSignal, onMount, Show, type JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { linkAddress } from './link-address.ts';

/** Asks for the address behind a stretch of text. */
export function LinkDialog(props: { url: string; onSave(url: string | undefined): void; onClose(): void }): JSX.Element {
  const [typed, setTyped] = createSignal(props.url);
  const [error, setError] = createSignal<string>();
  let field: HTMLDivElement | undefined;
  onMount(() => field?.querySelector('input')?.select());
  const save = () => {
    const url = linkAddress(typed());
    if (url === undefined) setError(t.chat.format.badAddress);
    else props.onSave(url);
  };
  return (
    <Dialog
      title={t.chat.format.linkTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Show when={props.url !== ''}>
            <Button look="danger" onClick={() => props.onSave(undefined)}>
              {t.chat.format.removeLink}
            </Button>
          </Show>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="primary" onClick={save}>
            {t.chat.format.saveLink}
          </Button>
        </>
      }
    >
      <div ref={field}>
        <TextField
          label={t.chat.format.address}
          value={typed()}
          error={error()}
          inputmode="url"
          autocomplete="off"
          spellcheck={false}
          dir="ltr"
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setError(undefined);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.isComposing) return;
            event.preventDefault();
            save();
          }}
        />
      </div>
    </Dialog>
  );
}
