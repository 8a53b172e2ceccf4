import { createSignal, For, Show, type JSX } from 'solid-js';
import { MOST_INVITE_TITLE, MOST_INVITE_USES, type InviteLink } from '#shared/ipc/invites.ts';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from './Invites.module.css';

const HOUR = 3_600;
const spans = { never: 0, inHour: HOUR, inDay: 24 * HOUR, inWeek: 7 * 24 * HOUR } as const;

/** Makes a link into a chat, or changes one. */
export function InviteDialog(props: { peerId: PeerId; link?: InviteLink | undefined; onDone(link: InviteLink): void; onClose(): void }): JSX.Element {
  const { client } = useApp();
  const before = props.link;
  const [title, setTitle] = createSignal(before?.title ?? '');
  const [span, setSpan] = createSignal<keyof typeof spans | 'asNow'>(before?.expires === undefined ? 'never' : 'asNow');
  const [limit, setLimit] = createSignal(before?.limit === undefined ? '' : String(before.limit));
  const [approval, setApproval] = createSignal(before?.needsApproval ?? false);
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const isWrong = () => !approval() && limit() !== '' && !(Number.isInteger(Number(limit())) && Number(limit()) >= 1 && Number(limit()) <= MOST_INVITE_USES);
  const choices = () => [
    ...(before?.expires === undefined ? [] : [{ id: 'asNow' as const, label: t.invites.asNow(formatFull(before.expires)) }]),
    ...(['never', 'inHour', 'inDay', 'inWeek'] as const).map((id) => ({ id, label: t.invites[id] })),
  ];
  const save = async () => {
    if (isWrong() || busy()) return;
    const chosen = span();
    const expires = chosen === 'asNow' ? (before?.expires ?? 0) : spans[chosen] === 0 ? 0 : Math.floor(Date.now() / 1000) + spans[chosen];
    const wish = { title: title().trim(), expires, limit: approval() ? 0 : Number(limit() || 0), needsApproval: approval() };
    setBusy(true);
    setProblem(undefined);
    try {
      const { peerId } = props;
      props.onDone(await (before === undefined ? client.call('info.makeInvite', { peerId, ...wish }) : client.call('info.editInvite', { peerId, link: before.link, ...wish })));
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={before === undefined ? t.invites.createTitle : t.invites.editTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="primary" busy={busy()} disabled={isWrong()} onClick={() => void save()}>
            {before === undefined ? t.invites.create : t.invites.save}
          </Button>
        </>
      }
    >
      <div
        class={s.fields}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={t.invites.name}
          hint={t.invites.nameHint}
          value={title()}
          maxLength={MOST_INVITE_TITLE}
          autocomplete="off"
          dir="auto"
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
        <div class={s.rows}>
          <SwitchRow title={t.invites.approval} note={t.invites.approvalNote} on={approval()} onChange={setApproval} />
        </div>
        <Show when={!approval()}>
          <TextField
            label={t.invites.limit}
            hint={t.invites.limitHint}
            error={isWrong() ? t.invites.limitWrong(MOST_INVITE_USES) : undefined}
            inputmode="numeric"
            autocomplete="off"
            value={limit()}
            onInput={(event) => setLimit(event.currentTarget.value.trim())}
          />
        </Show>
        <Choices label={t.invites.expires} class={s.rows ?? ''}>
          <For each={choices()}>{(choice) => <ChoiceRow chosen={span() === choice.id} onChoose={() => setSpan(choice.id)} title={choice.label} />}</For>
        </Choices>
        <Show when={problem()}>{(text) => <p role="alert">{text()}</p>}</Show>
      </div>
    </Dialog>
  );
}
