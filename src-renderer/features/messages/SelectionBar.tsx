import Copy from 'lucide-solid/icons/copy';
import Flag from 'lucide-solid/icons/flag';
import Forward from 'lucide-solid/icons/forward';
import Trash from 'lucide-solid/icons/trash';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, on, type JSX } from 'solid-js';
import type { MessageCapabilities } from '#shared/ipc/messages.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { useChat } from './chat-context.ts';
import s from './SelectionBar.module.css';

export type Allowed = Pick<MessageCapabilities, 'copy' | 'forward' | 'deleteForSelf' | 'deleteForEveryone' | 'report'>;
const nothing: Allowed = { copy: false, forward: false, deleteForSelf: false, deleteForEveryone: false, report: false };

/** In place of the header while messages are selected: how many, and what can be done with all of them. */
export function SelectionBar(props: { onCopy(): void; onForward(): void; onDelete(can: Allowed): void; onReport(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [can, setCan] = createSignal<Allowed>(nothing);
  let asked = 0;
  createEffect(
    on(chat.selection.ids, (ids) => {
      const mine = ++asked;
      Promise.all(ids.map((id) => app.client.call('messages.capabilities', { peerId: chat.peerId, id })))
        .then((all) => {
          if (mine !== asked) return;
          const every = (what: keyof Allowed) => all.length > 0 && all.every((one) => one[what]);
          setCan({
            // Media without text is copied as its name.
            copy: all.some((one) => one.copy), forward: every('forward'), report: every('report'),
            deleteForSelf: every('deleteForSelf'), deleteForEveryone: every('deleteForEveryone'),
          });
        })
        .catch(() => setCan(nothing));
    }),
  );
  const deletable = () => can().deleteForSelf || can().deleteForEveryone;
  const reason = (allowed: boolean, label: string) => (allowed ? label : `${label}: ${t.view.selection.notAll}`);
  return (
    <div class={s.bar} role="toolbar" aria-label={t.view.selection.bar} data-testid="selection-bar">
      <IconButton label={t.view.selection.cancel} shortcut="Esc" onClick={chat.selection.clear}>
        <X />
      </IconButton>
      <p class={s.count} role="status">
        {t.view.selection.count(chat.selection.ids().length)}
      </p>
      <IconButton label={reason(can().copy, t.view.selection.copy)} shortcut="Ctrl+C" aria-disabled={!can().copy} onClick={() => can().copy && props.onCopy()}>
        <Copy />
      </IconButton>
      <IconButton label={reason(can().forward, t.view.selection.forward)} aria-disabled={!can().forward} onClick={() => can().forward && props.onForward()}>
        <Forward />
      </IconButton>
      <IconButton label={reason(can().report, t.view.selection.report)} aria-disabled={!can().report} onClick={() => can().report && props.onReport()}>
        <Flag />
      </IconButton>
      <IconButton label={reason(deletable(), t.view.selection.delete)} shortcut="Del" aria-disabled={!deletable()} onClick={() => deletable() && props.onDelete(can())}>
        <Trash />
      </IconButton>
    </div>
  );
}
