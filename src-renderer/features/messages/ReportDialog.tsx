import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createSignal, For, onMount, Show, type JSX } from 'solid-js';
import type { ReportStep } from '#shared/ipc/message-tools.ts';
import type { MessageId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useChat } from './chat-context.ts';
import s from './PeopleDialogs.module.css';

/** Reports messages: the server asks, step by step, what is wrong with them. */
export function ReportDialog(props: { ids: MessageId[]; onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [step, setStep] = createSignal<ReportStep>();
  const [comment, setComment] = createSignal('');
  const [busy, setBusy] = createSignal(false);

  const ask = (given: { option?: string; comment?: string }) => {
    if (busy()) return;
    setBusy(true);
    app.client
      .call('tools.report', { peerId: chat.peerId, ids: props.ids, ...given })
      .then((answer) => {
        setBusy(false);
        if (answer.kind !== 'done') return setStep(answer);
        props.onClose();
        app.layers.toast(t.view.report.thanks);
      })
      .catch((error: unknown) => {
        props.onClose();
        app.layers.showError(error);
      });
  };
  onMount(() => ask({}));

  const choices = () => {
    const known = step();
    return known?.kind === 'choose' ? known : undefined;
  };
  const wanted = () => {
    const known = step();
    return known?.kind === 'comment' ? known : undefined;
  };
  return (
    <Dialog
      title={choices()?.title ?? t.view.report.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Show when={wanted()}>
            {(known) => (
              <Button
                look="primary"
                busy={busy()}
                disabled={!known().optional && comment().trim() === ''}
                onClick={() => ask({ option: known().option, comment: comment().trim() })}
              >
                {t.view.report.send}
              </Button>
            )}
          </Show>
        </>
      }
    >
      <Show when={wanted()} fallback={
        <ul class={s.list} tabindex={-1} aria-busy={busy()}>
          <For each={choices()?.options ?? []}>
            {(option) => (
              <li>
                <button type="button" class={s.row} onClick={() => ask({ option: option.option })}>
                  <span class={s.words}>{option.text}</span>
                  <ChevronRight />
                </button>
              </li>
            )}
          </For>
        </ul>
      }>
        <p>{t.view.report.comment}</p>
        <TextField label={t.view.report.commentLabel} value={comment()} onInput={(event) => setComment(event.currentTarget.value)} autofocus />
      </Show>
    </Dialog>
  );
}
