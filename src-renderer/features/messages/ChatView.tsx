import { createEffect, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { MessageCapabilities } from '#shared/ipc/contract.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createHistory } from '../../state/history.ts';
import { createChatInfo } from '../../state/open-chat.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import type { Wish } from '../attach/AttachDialog.tsx';
import { DropZones } from '../attach/DropZones.tsx';
import { Composer } from '../composer/Composer.tsx';
import { ChatProvider, type Chat } from './chat-context.ts';
import { ChatHeader } from './ChatHeader.tsx';
import s from './ChatView.module.css';
import { DeleteDialog } from './DeleteDialog.tsx';
import { ForwardDialog } from './ForwardDialog.tsx';
import { messageMenu } from './message-menu.tsx';
import { MessageList, type MessageListControl } from './MessageList.tsx';
import { PhotoViewer } from './PhotoViewer.tsx';
import { ChatSearchBar } from '../search/ChatSearchBar.tsx';
import { SEARCH_IN_CHAT_EVENT } from '../shell/shortcuts.ts';

const HIGHLIGHT_MS = 1_700;
/** Whom results of the search can be narrowed to. */
const MOST_WRITERS = 20;

/** One open chat: mounted anew for each chat. */
export function ChatView(props: { peerId: PeerId }): JSX.Element {
  const app = useApp();
  const { peerId } = props;
  const target = app.navigation.target();
  const info = createChatInfo(app.client, app.peers, peerId);
  const history = createHistory(app.client, app.peers, peerId, target?.at ?? 'firstUnread');
  const [replyingTo, setReplyingTo] = createSignal<Message>();
  const [editing, setEditing] = createSignal<Message>();
  const [highlighted, setHighlighted] = createSignal<MessageId>();
  const [unreadFrom, setUnreadFrom] = createSignal<MessageId>();
  const [deleting, setDeleting] = createSignal<{ message: Message; can: MessageCapabilities }>();
  const [forwarding, setForwarding] = createSignal<Message>();
  const [photo, setPhoto] = createSignal<Message>();
  const [attached, setAttached] = createSignal<Wish>();
  const [place, setPlace] = createSignal<HTMLElement>();
  const [menuOf, setMenuOf] = createSignal<MessageId>();
  /** What the search in this chat was opened with; undefined while it is closed. */
  const [searching, setSearching] = createSignal<string>();
  let root: HTMLDivElement | undefined;
  let list: MessageListControl | undefined;
  let composer: { focus(): void; type(text: string): void } | undefined;
  let highlightTimer: ReturnType<typeof setTimeout> | undefined;
  /** A jump that waits for its slice. */
  let wanted: MessageId | undefined;
  /** Where jumps came from: the button to the end goes back there first. */
  const returnPoints: MessageId[] = [];

  const highlight = (id: MessageId) => {
    clearTimeout(highlightTimer);
    setHighlighted(undefined);
    queueMicrotask(() => setHighlighted(id));
    highlightTimer = setTimeout(() => setHighlighted(undefined), HIGHLIGHT_MS);
  };
  onCleanup(() => clearTimeout(highlightTimer));

  function jumpTo(id: MessageId, from?: MessageId): void {
    if (from !== undefined) returnPoints.push(from);
    if (history.message(id) && list?.scrollTo(id)) {
      highlight(id);
      return;
    }
    wanted = id;
    history.showAround(id, (why) => {
      wanted = undefined;
      if (from !== undefined) returnPoints.pop();
      app.layers.toast(why);
    });
  }

  // The bar is placed when the chat opens and stays where it is until the person writes or leaves.
  createEffect(
    on(history.generation, (generation) => {
      if (generation === 1 && history.meta.unreadCount > 0 && history.meta.anchorId !== undefined && target?.at === undefined) {
        if (history.meta.anchorId > history.meta.readInboxMaxId) setUnreadFrom(history.meta.anchorId);
      }
      if (generation === 0 || wanted === undefined) return;
      const id = wanted;
      wanted = undefined;
      if (history.message(id)) highlight(id);
    }),
  );
  // A menu does not outlive its message.
  createEffect(() => {
    const id = menuOf();
    if (id !== undefined && !history.order().includes(id)) app.layers.closeMenu();
  });
  // The chat was pressed again, or a message in it is wanted.
  createEffect(
    on(
      app.navigation.target,
      (next) => {
        if (!next || next.peerId !== peerId || next.at === undefined) return;
        if (next.at === 'end') goToEnd();
        else jumpTo(next.at);
      },
      { defer: true },
    ),
  );
  if (typeof target?.at === 'number') wanted = target.at;

  function goToEnd(): void {
    returnPoints.length = 0;
    if (history.meta.atEnd) list?.scrollToEnd();
    else history.showAround('end');
  }

  function goDown(): void {
    const back = returnPoints.pop();
    if (back !== undefined) return jumpTo(back);
    goToEnd();
  }

  const stopReplyOrEdit = () => {
    setReplyingTo(undefined);
    setEditing(undefined);
  };

  const chat: Chat = {
    peerId,
    history,
    replyingTo,
    editing,
    reply(message) {
      setEditing(undefined);
      setReplyingTo(message);
    },
    edit(message) {
      setReplyingTo(undefined);
      setEditing(message);
    },
    stopReplyOrEdit,
    jumpTo,
    highlighted,
    openMenu(message, at) {
      const { id } = message;
      const opener = document.activeElement;
      const selected = document.getSelection()?.toString() ?? '';
      app.client
        .call('messages.capabilities', { peerId, id })
        .then((can) => {
          if (history.message(id) === undefined) return;
          setMenuOf(id);
          app.layers.openMenu({
            label: t.chat.menu.of,
            at,
            items: messageMenu(app, message, can, selected, {
              reply: () => chat.reply(message),
              edit: () => chat.edit(message),
              forward: () => setForwarding(message),
              remove: () => setDeleting({ message, can }),
            }),
            onClose: () => {
              setMenuOf(undefined);
              if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
            },
          });
        })
        .catch(app.layers.showError);
    },
    showPhoto: setPhoto,
    attached,
    attach: setAttached,
  };

  const closeSearch = () => {
    setSearching(undefined);
    composer?.focus();
  };
  onMount(() => {
    const onWanted = (event: Event) => {
      const text: unknown = event instanceof CustomEvent ? event.detail : undefined;
      if (typeof text === 'string') setSearching(text);
      else if (searching() === undefined) setSearching('');
      queueMicrotask(() => root?.querySelector<HTMLInputElement>('[data-testid="chat-search"] input')?.select());
    };
    root?.addEventListener(SEARCH_IN_CHAT_EVENT, onWanted);
    onCleanup(() => root?.removeEventListener(SEARCH_IN_CHAT_EVENT, onWanted));
  });
  /** People who wrote what is loaded, those who wrote last first. */
  const writers = (): PeerId[] => {
    const ids = history.order().flatMap((id) => history.message(id)?.fromId ?? []);
    return [...new Set(ids.reverse())].filter((id) => app.peers.get(id) !== undefined).slice(0, MOST_WRITERS);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && searching() !== undefined) {
      event.preventDefault();
      return closeSearch();
    }
    typeAnywhere(event);
  };

  // What a person types goes into the field, wherever the focus in this chat is.
  const typeAnywhere = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === ' ') return;
    const place = event.target as HTMLElement;
    if (place.isContentEditable || place instanceof HTMLInputElement || place.closest('dialog,[role="menu"]') || !composer) return;
    event.preventDefault();
    composer.focus();
    composer.type(event.key);
  };

  const peer = () => app.peers.get(peerId);
  return (
    <ChatProvider value={chat}>
      <div ref={(element) => setPlace((root = element))} class={s.chat} data-chat="" onKeyDown={onKeyDown}>
        <ChatHeader peerId={peerId} info={info} onSearch={() => setSearching((open) => open ?? '')} />
        <Show when={searching() !== undefined}>
          <ChatSearchBar peerId={peerId} query={searching() ?? ''} writers={writers} onJump={(id) => jumpTo(id)} onClose={closeSearch} />
        </Show>
        <MessageList unreadFrom={unreadFrom()} control={(control) => (list = control)} onGoDown={goDown} />
        <Show when={peer()}>
          {(known) => (
            <Show when={known().rights.send} fallback={<Blocked peerId={peerId} muted={info()?.muted ?? false} />}>
              <Composer
                info={info}
                control={(control) => (composer = control)}
                onSent={() => {
                  setUnreadFrom(undefined);
                  goToEnd();
                }}
              />
            </Show>
          )}
        </Show>
        <Show when={peer()?.rights.send && !editing() && place()}>{(around) => <DropZones around={around()} onFiles={setAttached} />}</Show>
        <Show when={deleting()}>{(asked) => <DeleteDialog message={asked().message} can={asked().can} onClose={() => setDeleting(undefined)} />}</Show>
        <Show when={forwarding()}>{(message) => <ForwardDialog message={message()} onClose={() => setForwarding(undefined)} />}</Show>
        <Show when={photo()}>{(message) => <PhotoViewer message={message()} onClose={() => setPhoto(undefined)} />}</Show>
      </div>
    </ChatProvider>
  );
}

/** In place of the field where one cannot write: why, and for channels what one does there instead. */
function Blocked(props: { peerId: PeerId; muted: boolean }): JSX.Element {
  const app = useApp();
  const peer = () => app.peers.get(props.peerId);
  return (
    <div class={s.blocked}>
      <Show
        when={peer()?.kind === 'channel' && !peer()?.isLeft}
        fallback={<p class={s.blockedText}>{peer()?.rights.sendBlockedReason ?? t.chat.composer.readOnly}</p>}
      >
        <Button
          look="quiet"
          onClick={() => {
            app.client.call('dialogs.setMuted', { peerId: props.peerId, muted: !props.muted }).catch(app.layers.showError);
          }}
        >
          {props.muted ? t.chat.composer.unmute : t.chat.composer.mute}
        </Button>
      </Show>
    </div>
  );
}
