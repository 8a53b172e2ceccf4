import { createSignal, onMount, type JSX } from 'solid-js';
import { MOST_TAG_TITLE } from '#shared/ipc/saved.ts';
import type { SavedTag } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Gives a tag a name, or takes it away. */
export function TagNameDialog(props: { tag: SavedTag; onClose(): void }): JSX.Element {
  const app = useApp();
  const [title, setTitle] = createSignal(props.tag.title ?? '');
  let field: HTMLDivElement | undefined;
  onMount(() => field?.querySelector('input')?.select());
  const save = () => {
    const { reaction } = props.tag;
    props.onClose();
    app.client.call('saved.renameTag', { reaction, title: title().trim() }).catch(app.layers.showError);
  };
  return (
    <Dialog
      title={props.tag.title === undefined ? t.saved.nameTag : t.saved.renameTag}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="primary" onClick={save}>
            {t.saved.save}
          </Button>
        </>
      }
    >
      <div ref={field}>
        <TextField
          label={t.saved.tagName}
          hint={t.saved.tagNameHint(MOST_TAG_TITLE)}
          value={title()}
          maxLength={MOST_TAG_TITLE}
          autocomplete="off"
          onInput={(event) => setTitle(event.currentTarget.value)}
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
