import { Show, type JSX } from 'solid-js';
import type { PollAnswer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { FormattedTextView } from '../messages/FormattedTextView.tsx';
import { bestSize } from '../messages/photo-layout.ts';
import s from './PollBody.module.css';

/** What an answer says, with its picture and who has added it. */
export function AnswerWords(props: { answer: PollAnswer }): JSX.Element {
  const app = useApp();
  const picture = () => props.answer.picture && bestSize(props.answer.picture, { width: 40, height: 40 }, window.devicePixelRatio || 1);
  const author = () => (props.answer.addedBy === undefined ? undefined : app.peers.get(props.answer.addedBy)?.title);
  return (
    <>
      <Show when={picture()}>{(size) => <MediaImage class={s.thumbnail} path={size().url} alt="" loading="lazy" decoding="async" />}</Show>
      <span class={s.words}>
        <span dir="auto">
          <FormattedTextView text={props.answer.text.text} entities={props.answer.text.entities} />
        </span>
        <Show when={author()}>{(name) => <span class={s.author}>{t.cards.poll.addedBy(name())}</span>}</Show>
      </span>
    </>
  );
}
