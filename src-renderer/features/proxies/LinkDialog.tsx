import { createSignal, createUniqueId, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

const words = t.proxies.fromLink;

/** Takes a link to a proxy. The page never reads the clipboard by itself: the person pastes. */
export function LinkDialog(props: { onClose(): void }): JSX.Element {
  const { proxies } = useApp();
  const [link, setLink] = createSignal('');
  const [wrong, setWrong] = createSignal(false);
  const formId = createUniqueId();
  let form: HTMLFormElement | undefined;
  const follow = () => {
    if (proxies.offer(link())) return props.onClose();
    setWrong(true);
    form?.querySelector('input')?.focus();
  };
  return (
    <Dialog
      title={words.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button look="quiet" onClick={() => props.onClose()}>
            {t.app.cancel}
          </Button>
          <Button look="primary" type="submit" form={formId}>
            {words.next}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={formId}
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          follow();
        }}
      >
        <TextField
          label={words.field}
          hint={words.hint}
          error={wrong() ? t.proxies.badLink : undefined}
          dir="ltr"
          type="url"
          autocomplete="off"
          spellcheck={false}
          maxlength={8192}
          value={link()}
          onInput={(event) => {
            setLink(event.currentTarget.value);
            setWrong(false);
          }}
        />
      </form>
    </Dialog>
  );
}
