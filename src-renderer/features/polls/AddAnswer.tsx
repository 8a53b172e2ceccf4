import Plus from 'lucide-solid/icons/plus';
import { createSignal, Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import s from './PollBody.module.css';

/** A line that becomes a field: what is written there becomes one more answer of an open poll. */
export function AddAnswer(props: { message: Message }): JSX.Element {
  const app = useApp();
  return (
    <AddLine
      label={t.cards.poll.add}
      hint={t.cards.poll.addHint}
      onAdd={(text) =>
        app.client.call('polls.addAnswer', { peerId: props.message.peerId, id: props.message.id, answer: { text, entities: [] } }).then(
          () => true,
          (error: unknown) => {
            app.layers.showError(error);
            return false;
          },
        )
      }
    />
  );
}

/** A button that becomes a field. `onAdd` says whether what was written was taken: otherwise it stays to be changed. */
export function AddLine(props: { label: string; hint: string; onAdd(text: string): Promise<boolean> }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const [text, setText] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const add = async () => {
    if (text().trim() === '' || busy()) return;
    setBusy(true);
    if (await props.onAdd(text().trim())) {
      setText('');
      setOpen(false);
    }
    setBusy(false);
  };
  return (
    <Show
      when={open()}
      fallback={
        <button type="button" class={s.add} onClick={() => setOpen(true)}>
          <Plus />
          {props.label}
        </button>
      }
    >
      <input
        ref={(element) => queueMicrotask(() => element.focus())}
        class={s.addField}
        aria-label={props.hint}
        placeholder={props.hint}
        maxlength={255}
        value={text()}
        dir="auto"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter' && !event.isComposing) void add();
          if (event.key === 'Escape') setOpen(false);
        }}
        onBlur={() => text().trim() === '' && setOpen(false)}
      />
    </Show>
  );
}
