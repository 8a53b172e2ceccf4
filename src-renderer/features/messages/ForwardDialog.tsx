import Check from 'lucide-solid/icons/check';
import { createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js';
import type { DialogRow, MessageId, PeerId, SendOptions } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import type { ReplyTarget } from '../../state/navigation.ts';
import { createWindowStore } from '../../state/window-store.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { cls } from '../../ui/class.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SendHow } from '../composer/SendHow.tsx';
import { whenText } from '../scheduled/schedule-time.ts';
import { useChat } from './chat-context.ts';
import s from './ForwardDialog.module.css';

/** As many chats as one window of the list may hold; they are the newest. */
const CHATS = 200;

/** Chooses the chats that messages are forwarded to, and how; or, with `reply`, the chat in which a message is answered. */
export function ForwardDialog(props: { ids: MessageId[]; reply?: ReplyTarget; onClose(): void; onDone(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const rows = createWindowStore<PeerId, DialogRow>((row) => row.peerId);
  const [query, setQuery] = createSignal('');
  const [chosen, setChosen] = createSignal<ReadonlySet<PeerId>>(new Set());
  const [comment, setComment] = createSignal('');
  const [hideSender, setHideSender] = createSignal(false);
  const [hideCaptions, setHideCaptions] = createSignal(false);
  const [silent, setSilent] = createSignal(false);
  const listening = app.client.listen('dialogs.window', { folder: 'main', start: 0, count: CHATS }, (event) => {
    app.peers.put(event.upsert.map((row) => row.peer));
    if (!rows.apply(event)) listening.restart();
  });
  onCleanup(() => listening.dispose());

  const matching = createMemo(() => {
    const words = query().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return rows.order().filter((id) => {
      const peer = app.peers.get(id);
      if (!peer?.rights.send) return false;
      const title = `${chatTitle(peer)} ${peer.usernames.join(' ')}`.toLocaleLowerCase();
      return words.every((word) => title.includes(word));
    });
  });
  const hasCaptions = () => props.ids.some((id) => {
    const message = chat.history.message(id);
    return message?.media !== undefined && message.media.kind !== 'webPage' && message.text !== '';
  });

  const press = (id: PeerId) => {
    if (props.reply) {
      const reply: ReplyTarget = { ...props.reply, fromPeerId: chat.peerId };
      props.onDone();
      return app.navigation.openToReply(id, reply);
    }
    const next = new Set(chosen());
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };

  const forward = async (options: SendOptions = silent() ? { silent: true } : {}) => {
    const targets = [...chosen()];
    const [first] = targets;
    if (first === undefined) return;
    const { ids } = props;
    const how = { ...(hideSender() ? { dropAuthor: true } : {}), ...(hideSender() && hideCaptions() ? { dropCaptions: true } : {}), how: options };
    const words = comment().trim();
    props.onDone();
    try {
      for (const toPeerId of targets) {
        // The comment stands above what it is about.
        if (words !== '') await app.client.call('messages.send', { peerId: toPeerId, text: words, entities: [], how: options });
        await app.client.call('messages.forward', { fromPeerId: chat.peerId, ids, toPeerId, ...how });
      }
      if (options.scheduleDate !== undefined) return app.layers.toast(t.sending.schedule.done(whenText(options.scheduleDate, Date.now())));
      const peer = app.peers.get(first);
      app.layers.toast(targets.length === 1 ? t.chat.forwarding.done(peer ? chatTitle(peer) : '') : t.view.forwarding.toSeveral(targets.length), {
        ...(targets.length === 1 ? { action: { label: t.chat.forwarding.open, onSelect: () => app.navigation.open(first) } } : {}),
      });
    } catch (error) {
      app.layers.showError(error);
    }
  };

  return (
    <Dialog
      title={props.reply ? t.view.forwarding.replyTitle : t.chat.forwarding.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Show when={!props.reply}>
            <Button look="primary" disabled={chosen().size === 0} onClick={() => void forward()}>
              {t.view.forwarding.send}
            </Button>
          </Show>
        </>
      }
    >
      <TextField look="search" label={t.chat.forwarding.search} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} autofocus />
      <ul class={s.list} tabindex={-1}>
        <For each={matching()} fallback={<li class={s.none}>{t.chat.forwarding.nothing}</li>}>
          {(id) => (
            <Show when={app.peers.get(id)}>
              {(peer) => (
                <li>
                  <button
                    type="button"
                    class={cls(s.chat, chosen().has(id) && s.chosen)}
                    aria-pressed={props.reply ? undefined : chosen().has(id)}
                    onClick={() => press(id)}
                  >
                    <Avatar peer={peer()} size={38} />
                    <span class={s.title} dir="auto">
                      {chatTitle(peer())}
                    </span>
                    <Show when={chosen().has(id)}>
                      <Check class={s.check} />
                    </Show>
                  </button>
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
      <Show when={!props.reply}>
        <TextField label={t.view.forwarding.comment} value={comment()} onInput={(event) => setComment(event.currentTarget.value)} />
        <CheckBox label={t.view.forwarding.hideSender} checked={hideSender()} onChange={setHideSender} />
        <Show when={hasCaptions() && hideSender()}>
          <CheckBox label={t.view.forwarding.hideCaptions} checked={hideCaptions()} onChange={setHideCaptions} />
        </Show>
        <SendHow
          silent={silent()}
          onSilent={setSilent}
          reminds={chosen().size === 1 && [...chosen()].every((id) => app.peers.get(id)?.isSelf === true)}
          disabled={chosen().size === 0}
          onSend={(how) => void forward(how)}
        />
      </Show>
    </Dialog>
  );
}
