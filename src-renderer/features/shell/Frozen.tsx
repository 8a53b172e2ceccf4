import Snowflake from 'lucide-solid/icons/snowflake';
import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from './Frozen.module.css';

const words = t.frozen;
const APPEALS = 'https://t.me/spambot';

/** At the foot of the list, as long as the account is frozen. */
export function FrozenNote(props: { narrow: boolean }): JSX.Element {
  const { frozen } = useApp();
  return (
    <Show when={frozen.facts()}>
      <button type="button" class={s.note} aria-label={words.open} data-tooltip={props.narrow ? words.title : undefined} data-testid="frozen" onClick={frozen.show}>
        <Snowflake />
        <Show when={!props.narrow}>
          <span class={s.text}>{words.open}</span>
        </Show>
      </button>
    </Show>
  );
}

/** What a frozen account can do, since when, until when, and where to appeal. */
export function FrozenLayer(): JSX.Element {
  const { frozen } = useApp();
  const facts = frozen.facts;
  return (
    <Show when={frozen.shown()}>
      <Dialog
        title={words.title}
        onClose={frozen.close}
        buttons={
          <Button look="primary" onClick={frozen.close}>
            {t.app.ok}
          </Button>
        }
      >
        <p>{words.meaning}</p>
        <Show when={facts()}>{(known) => <p>{words.since(formatFull(known().since))}</p>}</Show>
        <Show when={facts()?.until}>{(until) => <p>{words.until(formatFull(until()))}</p>}</Show>
        <p>
          {words.appeal}{' '}
          <a class={s.link} href={facts()?.appealUrl ?? APPEALS} target="_blank" rel="noreferrer">
            {facts()?.appealUrl ?? APPEALS}
          </a>
        </p>
      </Dialog>
    </Show>
  );
}
