import X from 'lucide-solid/icons/x';
import { createSignal, For, Show, type JSX } from 'solid-js';
import type { ActionBar, ActionBarAct } from '#shared/ipc/chat.ts';
import { useApp } from '../../state/app-state.tsx';
import { countryName, formatDate } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { AddMembers } from '../info/AddMembers.tsx';
import s from './ActionBarView.module.css';
import { useChat } from './chat-context.ts';

/** What a new chat asks one to decide: below the header, until it is done or closed. */
export function ActionBarView(props: { bar: ActionBar }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [asking, setAsking] = createSignal<'block' | 'reportSpam'>();
  const [adding, setAdding] = createSignal(false);
  const [report, setReport] = createSignal(true);
  const title = () => {
    const peer = app.peers.get(chat.peerId);
    return peer ? chatTitle(peer) : '';
  };
  const act = async (what: ActionBarAct, said?: string): Promise<void> => {
    try {
      await app.client.call('chat.act', { peerId: chat.peerId, act: what });
      if (said !== undefined) app.layers.toast(said);
    } catch (error) {
      app.layers.showError(error);
    }
  };

  const facts = (): string[] => {
    const { bar } = props;
    if (bar.kind === 'joinRequest') return [t.view.bar.joinRequest(bar.title)];
    if (bar.kind !== 'stranger') return [];
    const month = /^(\d{2})\.(\d{4})$/.exec(bar.registered ?? '');
    return [
      t.view.bar.notContact,
      month ? t.view.bar.registered(new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(new Date(Number(month[2]), Number(month[1]) - 1))) : '',
      bar.country ? t.view.bar.country(countryName(bar.country) ?? bar.country) : '',
      bar.nameChanged ? t.view.bar.nameChanged(formatDate(bar.nameChanged * 1000)) : '',
      bar.photoChanged ? t.view.bar.photoChanged(formatDate(bar.photoChanged * 1000)) : '',
    ].filter(Boolean);
  };
  return (
    <section class={s.bar} aria-label={t.view.bar.label} data-testid="action-bar">
      <Show when={facts().length > 0}>
        <p class={s.facts}>
          <For each={facts()}>{(fact) => <span>{fact}</span>}</For>
        </p>
      </Show>
      <div class={s.buttons}>
        <Show when={props.bar.kind === 'stranger' || props.bar.kind === 'addContact'}>
          <Button look="quiet" onClick={() => void act('addContact', t.view.bar.added(title()))}>
            {t.view.bar.addContact}
          </Button>
        </Show>
        <Show when={props.bar.kind === 'stranger'}>
          <Button look="quiet" onClick={() => setAsking('block')}>
            {t.view.bar.block}
          </Button>
        </Show>
        <Show when={props.bar.kind === 'reportSpam'}>
          <Button look="quiet" onClick={() => setAsking('reportSpam')}>
            {t.view.bar.reportSpam}
          </Button>
        </Show>
        <Show when={props.bar.kind === 'inviteMembers'}>
          <Button look="quiet" onClick={() => setAdding(true)}>
            {t.info.addMembers}
          </Button>
        </Show>
        <Show when={props.bar.kind === 'shareContact'}>
          <Button look="quiet" onClick={() => void act('shareContact')}>
            {t.view.bar.shareContact}
          </Button>
        </Show>
        <Show when={'unarchive' in props.bar && props.bar.unarchive}>
          <Button look="quiet" onClick={() => void act('unarchive')}>
            {t.view.bar.unarchive}
          </Button>
        </Show>
      </div>
      <IconButton label={t.view.bar.hide} class={s.close} onClick={() => void act('hide')}>
        <X />
      </IconButton>
      <Show when={adding() && app.peers.get(chat.peerId)}>{(peer) => <AddMembers peer={peer()} onClose={() => setAdding(false)} />}</Show>
      <Show when={asking()}>
        {(what) => (
          <Dialog
            title={what() === 'block' ? t.view.bar.blockTitle(title()) : t.view.bar.reportTitle}
            onClose={() => setAsking(undefined)}
            buttons={
              <>
                <Button onClick={() => setAsking(undefined)}>{t.app.cancel}</Button>
                <Button
                  look="danger"
                  onClick={() => {
                    const isBlock = what() === 'block';
                    setAsking(undefined);
                    if (isBlock && report()) void act('reportSpam').then(() => act('block', t.view.bar.blocked));
                    else void act(isBlock ? 'block' : 'reportSpam', isBlock ? t.view.bar.blocked : t.view.bar.reported);
                  }}
                >
                  {what() === 'block' ? t.view.bar.block : t.view.bar.reportSpam}
                </Button>
              </>
            }
          >
            <p>{what() === 'block' ? t.view.bar.blockText : t.view.bar.reportText}</p>
            <Show when={what() === 'block'}>
              <CheckBox label={t.view.bar.blockReport} checked={report()} onChange={setReport} />
            </Show>
          </Dialog>
        )}
      </Show>
    </section>
  );
}
