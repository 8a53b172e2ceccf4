import { createEffect, createMemo, createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { ChatInfo, WritingBar } from '#shared/ipc/chat.ts';
import type { ChatSection, Message, MessageId, Peer, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createHistory } from '../../state/history.ts';
import type { ReplyTarget } from '../../state/navigation.ts';
import { createChatInfo, createThreadInfo } from '../../state/open-chat.ts';
import { t } from '../../strings/index.ts';
import type { Wish } from '../attach/AttachDialog.tsx';
import { DropZones } from '../attach/DropZones.tsx';
import { Composer } from '../composer/Composer.tsx';
import { WriteBar } from '../composer/WriteBar.tsx';
import { ChatSearchBar } from '../search/ChatSearchBar.tsx';
import { SourceBar } from '../saved/SourceBar.tsx';
import { SourceHeader } from '../saved/SourceHeader.tsx';
import { TagBar } from '../saved/TagBar.tsx';
import { ThreadHeader } from '../threads/ThreadHeader.tsx';
import { ActionBarView } from './ActionBarView.tsx';
import { copySelected } from './bulk.ts';
import { ChatProvider, isKept, type Chat } from './chat-context.ts';
import { ChatDialogs, type ChatBox } from './ChatDialogs.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import s from './ChatView.module.css';
import { createDeferredDelete } from './deferred-delete.ts';
import { createJumps } from './jumps.ts';
import { createMenuControl } from './menu-control.tsx';
import { MessageList, type MessageListControl } from './MessageList.tsx';
import { VisualViewer } from './VisualViewer.tsx';
import { createPinned } from './pinned.ts';
import { PinnedBar } from './PinnedBar.tsx';
import { createSelection } from './selection.ts';
import { SelectionBar, type Allowed } from './SelectionBar.tsx';
import { createTranslations } from './translations.ts';

/** Whom results of the search can be narrowed to. */
const MOST_WRITERS = 20;

/** One open chat, or a part of it: mounted anew for each. */
export function ChatView(props: { peerId: PeerId; section?: ChatSection | undefined }): JSX.Element {
  const app = useApp();
  const { peerId, section } = props;
  const target = app.navigation.target();
  const info = createChatInfo(app.client, app.peers, peerId);
  const left = target?.at === undefined ? app.navigation.leftAt(peerId, section) : undefined;
  const history = createHistory(app.client, app.peers, peerId, target?.at ?? left?.row ?? 'firstUnread', section, (why) => {
    // Only a message that was wanted is missed, not the place where one left off.
    if (typeof target?.at === 'number') app.layers.toast(why);
  });
  const place = section?.kind === 'thread' ? { peerId, rootId: section.rootId } : undefined;
  const thread = place && createThreadInfo(app.client, app.peers, place);
  const [reply, setReply] = createSignal<ReplyTarget | undefined>(target?.reply);
  const [editing, setEditing] = createSignal<Message>();
  const [box, setBox] = createSignal<ChatBox>();
  const [visual, setVisual] = createSignal<Message>();
  const [attached, setAttached] = createSignal<Wish>();
  const [frame, setFrame] = createSignal<HTMLElement>();
  /** What the search in this chat was opened with; undefined while it is closed. */
  const [searching, setSearching] = createSignal<string>();
  let root: HTMLDivElement | undefined;
  let list: MessageListControl | undefined;
  let composer: { focus(): void; type(text: string): void } | undefined;

  let isGone = false;
  onCleanup(() => (isGone = true));

  const jumps = createJumps(app, history, target, target?.at === undefined && left === undefined, () => list);
  const deletes = createDeferredDelete(app, peerId);
  const translations = createTranslations(app, peerId);
  const pinned = section === undefined ? createPinned(app, peerId) : undefined;
  const selectable = createMemo(() => history.order().filter((id) => id > 0 && !history.message(id)?.service && !deletes.isHidden(id)));
  const selection = createSelection(selectable);
  const menus = createMenuControl(app, () => chat, translations, setBox);

  const chat: Chat = {
    peerId,
    section,
    history,
    replyingTo: () => reply()?.message,
    replyDetails: () => reply() ?? {},
    editing,
    reply(message, details = {}) {
      setEditing(undefined);
      setReply({ ...details, message });
    },
    edit(message) {
      setReply(undefined);
      setEditing(message);
    },
    stopReplyOrEdit() {
      setReply(undefined);
      setEditing(undefined);
    },
    jumpTo: jumps.to,
    highlighted: jumps.highlighted,
    openMenu: menus.open,
    openReactions: menus.openReactions,
    react: menus.react,
    openBox: setBox,
    async sendCard(card) {
      const answered = reply()?.message;
      const replyToId = answered !== undefined && answered.id > 0 && answered.peerId === peerId ? answered.id : undefined;
      await app.client.call('cards.send', {
        peerId, card, ...(replyToId === undefined ? {} : { replyToId }), ...(section?.kind === 'thread' ? { threadId: section.rootId } : {}),
      });
      if (replyToId !== undefined) setReply(undefined);
      jumps.toEnd();
    },
    showWhoReacted: (message, reaction) => {
      if (message.reactions?.canSeeList) setBox({ kind: 'who', message, reaction });
    },
    showVisual: setVisual,
    attached,
    attach: setAttached,
    selection,
    translation: translations.of,
    showOriginal: translations.hide,
    askLink: (url) => setBox({ kind: 'link', url }),
    search: (text) => setSearching(text),
    sendCommand(command) {
      app.client.call('messages.send', { peerId, ...(section?.kind === 'thread' ? { threadId: section.rootId } : {}), text: command, entities: [] }).then(jumps.toEnd).catch(app.layers.showError);
    },
    openCalendar: () => setBox({ kind: 'calendar' }),
    openThread: ({ id, threadId }) =>
      app.client
        .call('threads.open', { peerId, id })
        .then(({ peerId: groupId, rootId }) => {
          // The person may have gone on meanwhile.
          if (!isGone) app.navigation.openSection(groupId, { kind: 'thread', rootId }, { from: id, at: threadId === undefined ? undefined : id });
        })
        .catch(app.layers.showError),
  };

  // The person chose to answer here a message of another chat.
  createEffect(() => {
    const next = app.navigation.target();
    if (next?.peerId === peerId && next.reply !== undefined && next !== target) setReply(next.reply);
  });

  const closeSearch = () => {
    setSearching(undefined);
    composer?.focus();
  };
  const searchHere = () => {
    if (app.settings.page() !== undefined) return false;
    if (searching() === undefined) setSearching('');
    queueMicrotask(() => root?.querySelector<HTMLInputElement>('[data-testid="chat-search"] input')?.select());
    return true;
  };
  onMount(() => onCleanup(app.shortcuts.handle({ 'search.here': searchHere })));
  /** People who wrote what is loaded, those who wrote last first. */
  const writers = (): PeerId[] => {
    const ids = history.order().flatMap((id) => history.message(id)?.fromId ?? []);
    return [...new Set(ids.reverse())].filter((id) => app.peers.get(id) !== undefined).slice(0, MOST_WRITERS);
  };

  const askDelete = (can: Allowed) => {
    const ids = [...selection.ids()];
    app.client
      .call('messages.capabilities', { peerId, id: ids[0] ?? (0 as MessageId) })
      .then((first) => setBox({ kind: 'delete', ids, can: { ...first, ...can } }))
      .catch(app.layers.showError);
  };
  const next = (kind: 'mention' | 'reaction' | 'vote') => {
    app.client
      .call('unread.next', { peerId, kind, after: list?.bottom() ?? (0 as MessageId) })
      .then((found) => {
        if (found === null) app.layers.toast(t.view.unread.none);
        else jumps.to(found.id);
      })
      .catch(app.layers.showError);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || (event.target as HTMLElement).closest('dialog,[role="menu"]')) return;
    if (event.key === 'Escape' && searching() !== undefined) {
      event.preventDefault();
      return closeSearch();
    }
    if (selection.isActive() && onSelectionKey(event)) return event.preventDefault();
    if (onMessageKey(event)) return event.preventDefault();
    typeAnywhere(event);
  };
  const onSelectionKey = (event: KeyboardEvent): boolean => {
    const isField = (event.target as HTMLElement).isContentEditable || event.target instanceof HTMLInputElement;
    if (event.key === 'Escape') selection.clear();
    else if (event.code === 'KeyC' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isField) copySelected(app, chat);
    else if (event.key === 'Delete' && !isField) root?.querySelector<HTMLElement>('[data-testid="selection-bar"] [data-shortcut="Del"]')?.click();
    else return false;
    return true;
  };
  /** Keys of the message that has the focus: X selects, R answers, E edits, F forwards, C copies, P pins. */
  const onMessageKey = (event: KeyboardEvent): boolean => {
    const place = event.target as HTMLElement;
    const id = Number(place.dataset['message'] ?? 0) as MessageId;
    const message = id === 0 ? undefined : history.message(id);
    if (!message || message.service || event.ctrlKey || event.metaKey || event.altKey) return false;
    const wanted: Readonly<Record<string, () => void>> = {
      KeyX: () => void (event.shiftKey ? selection.extendTo(id) : selection.toggle([id])),
      KeyR: () => withRight(message, 'reply', () => chat.reply(message)),
      KeyE: () => withRight(message, 'edit', () => chat.edit(message)),
      KeyF: () => withRight(message, 'forward', () => setBox({ kind: 'forward', ids: [id] })),
      Delete: () => void app.client.call('messages.capabilities', { peerId, id }).then((can) => setBox({ kind: 'delete', ids: [id], can })).catch(app.layers.showError),
    };
    const run = wanted[event.code];
    if (run === undefined || (event.code !== 'KeyX' && selection.isActive())) return false;
    run();
    return true;
  };
  const withRight = (message: Message, right: 'reply' | 'edit' | 'forward', run: () => void) => {
    app.client
      .call('messages.capabilities', { peerId, id: message.id })
      .then((can) => {
        if (can[right]) run();
      })
      .catch(app.layers.showError);
  };

  // What a person types goes into the field, wherever the focus in this chat is.
  const typeAnywhere = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === ' ') return;
    const place = event.target as HTMLElement;
    if (place.isContentEditable || place instanceof HTMLInputElement || !composer) return;
    event.preventDefault();
    composer.focus();
    composer.type(event.key);
  };

  const peer = () => app.peers.get(peerId);
  const closed = (): WritingBar | undefined => {
    const told = thread?.();
    if (told?.closed !== true) return undefined;
    return { kind: 'closed', reason: (told.post === undefined ? t.threads.replies : t.threads.comments).closed };
  };
  const openSearch = () => setSearching((open) => open ?? '');
  const Header = () =>
    place && thread ? (
      <ThreadHeader place={place} info={thread} onSearch={openSearch} />
    ) : section?.kind === 'saved' ? (
      <SourceHeader source={section.peerId} onSearch={openSearch} />
    ) : (
      <ChatHeader peerId={peerId} info={info} onSearch={openSearch} />
    );
  const dialogClosed = () => setBox(undefined);
  return (
    <ChatProvider value={chat}>
      <div ref={(element) => setFrame((root = element))} class={s.chat} data-chat="" onKeyDown={onKeyDown}>
        <Show
          when={selection.isActive()}
          fallback={<Header />}
        >
          <SelectionBar
            onCopy={() => copySelected(app, chat)}
            onForward={() => setBox({ kind: 'forward', ids: [...selection.ids()] })}
            onDelete={askDelete}
            onReport={() => setBox({ kind: 'report', ids: [...selection.ids()] })}
          />
        </Show>
        <Show when={searching() !== undefined}>
          <ChatSearchBar peerId={peerId} section={section} query={searching() ?? ''} writers={writers} onJump={(id) => jumps.to(id)} onClose={closeSearch} />
        </Show>
        <Show when={section === undefined && info()?.actionBar}>{(bar) => <ActionBarView bar={bar()} />}</Show>
        <Show when={section === undefined && peer()?.isSelf}>
          <TagBar peerId={peerId} onJump={(id) => jumps.to(id)} />
        </Show>
        {pinned && <PinnedBar pinned={pinned} onList={() => setBox({ kind: 'pinned' })} />}
        <MessageList
          unreadFrom={jumps.unreadFrom()}
          left={left}
          control={(control) => (list = control)}
          isHidden={deletes.isHidden}
          hasReturn={jumps.hasReturn()}
          onGoDown={jumps.down}
          onNext={next}
          onSeen={(bottom) => pinned?.follow(bottom)}
        />
        {section?.kind === 'saved' && isKept(chat) && <SourceBar source={section.peerId} />}
        <Show when={isKept(chat) ? undefined : peer()}>
          {(known) => (
            <Show
              when={closed() ?? barOf(known(), info())}
              fallback={
                <Composer
                  info={info}
                  drafted={thread ?? info}
                  control={(control) => (composer = control)}
                  onSent={() => {
                    jumps.forgetUnread();
                    jumps.toEnd();
                  }}
                />
              }
            >
              {(bar) => <WriteBar bar={bar()} muted={info()?.muted ?? false} />}
            </Show>
          )}
        </Show>
        <Show when={!isKept(chat) && peer()?.rights.sendMedia && info()?.writing === undefined && !editing() && closed() === undefined && frame()}>{(around) => <DropZones around={around()} onFiles={setAttached} />}</Show>
        <ChatDialogs
          box={box()}
          onClose={dialogClosed}
          onForwarded={() => {
            dialogClosed();
            selection.clear();
          }}
          onDelete={(ids, forEveryone) => {
            selection.clear();
            deletes.delete(ids, forEveryone);
          }}
        />
        <Show when={visual()}>{(message) => <VisualViewer message={message()} onClose={() => setVisual(undefined)} />}</Show>
      </div>
    </ChatProvider>
  );
}

/** What stands in place of the field, before the engine has said more by the chat's rights alone. Files may be sent where texts may not. */
function barOf(peer: Peer, info: ChatInfo | undefined): WritingBar | undefined {
  const bar = info?.writing;
  if (bar !== undefined) return bar.kind === 'closed' && bar.files ? undefined : bar;
  if (peer.rights.send || peer.rights.sendMedia) return undefined;
  if (peer.kind === 'channel' && peer.isLeft !== true) return { kind: 'mute' };
  return { kind: 'closed', reason: peer.rights.sendBlockedReason ?? t.chat.composer.readOnly };
}
