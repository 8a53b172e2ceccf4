import { createMemo, Match, Show, Switch, type JSX } from 'solid-js';
import type { DialogRow, Message, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { directionOf } from '../../strings/direction.ts';
import { t } from '../../strings/index.ts';
import { actionsText } from '../../strings/peer-text.ts';
import { TypingDots } from '../../ui/TypingDots.tsx';
import s from './RowContent.module.css';
import { coverSpoilers, messageLine, shownDraft } from './row-text.ts';

/** The second line of a row: who is typing, else the draft, else the newest message. */
export function RowContent(props: { row: DialogRow; peer: Peer }): JSX.Element {
  const { actions } = useApp();
  const inGroup = () => props.peer.kind === 'group' || props.peer.kind === 'supergroup';
  const acting = createMemo(() => actionsText(actions.of(props.row.peerId), inGroup()));
  const draft = createMemo(() => shownDraft(props.row));
  const direction = createMemo(() => {
    const message = props.row.topMessage;
    return directionOf(acting() ?? draft() ?? `${props.row.topSenderName ?? ''} ${message?.service?.text ?? message?.text ?? ''}`);
  });
  return (
    <span class={s.content} dir={direction()}>
      <Switch fallback={<span class={s.text}>{t.dialogs.noMessages}</span>}>
        <Match when={acting()}>
          {(text) => (
            <span class={s.acting}>
              <TypingDots /> <bdi>{text()}</bdi>
            </span>
          )}
        </Match>
        <Match when={draft()}>
          {(text) => (
            <>
              <span class={s.draft}>{t.dialogs.draft} </span>
              <bdi class={s.text}>{text()}</bdi>
            </>
          )}
        </Match>
        <Match when={props.row.topMessage}>{(message) => <LastMessage message={message()} sender={props.row.topSenderName} />}</Match>
      </Switch>
    </span>
  );
}

/** A message in one line: who wrote it, a small picture, what it is. */
export function LastMessage(props: { message: Message; sender: string | undefined }): JSX.Element {
  const line = createMemo(() => messageLine(coverSpoilers(props.message)));
  const thumbnail = () => {
    const media = props.message.media;
    if (media?.kind === 'photo' && !media.spoiler) return media.photo.stripped;
    if (media?.kind === 'document' && !media.spoiler && media.document.kind !== 'sticker') return media.document.thumbnail?.stripped;
    return undefined;
  };
  return (
    <>
      <Show when={props.sender}>
        <bdi class={s.sender}>{props.sender}: </bdi>
      </Show>
      <Show when={thumbnail()}>
        <img class={s.thumbnail} src={thumbnail()} alt="" draggable={false} />
      </Show>
      <bdi class={props.message.service ? s.service : s.text}>
        <Show when={line().label}>
          <span class={s.label}>{line().label}</span>
          {line().text !== '' ? ', ' : ''}
        </Show>
        {line().text}
      </bdi>
    </>
  );
}
