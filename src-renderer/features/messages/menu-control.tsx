import { createEffect, createSignal, type Accessor } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { ReactionChoice } from '#shared/ipc/message-tools.ts';
import type { MessageReaders } from '#shared/ipc/messages.ts';
import { chosenReactions, toggleReaction, type Message, type MessageId, type PeerId, type Reaction } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { formatDay, formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import type { Chat } from './chat-context.ts';
import type { ChatBox } from './ChatDialogs.tsx';
import { writeHtml } from '../composer/rich-html.ts';
import { writeClipboard } from './copy-messages.ts';
import { messageMenu, type MenuAction, type MenuCase } from './message-menu.tsx';
import { ReactionBar } from './ReactionBar.tsx';
import { saveItems } from './save-items.tsx';
import { selectedTextOf } from './selected-text.ts';
import type { Translations } from './translations.ts';

/** How long the menu waits for the server's word on readers before it opens without. */
const PATIENCE_MS = 250;

export interface MenuControl {
  open: Chat['openMenu'];
  openReactions: Chat['openReactions'];
  react: Chat['react'];
}

/** Opens the menus of messages and does what is chosen there. */
export function createMenuControl(app: AppState, chat: () => Chat, translations: Translations, show: (box: ChatBox) => void): MenuControl {
  const [menuOf, setMenuOf] = createSignal<MessageId>();
  let choice: ReactionChoice | undefined;

  // A menu does not outlive its message.
  createEffect(() => {
    const id = menuOf();
    if (id !== undefined && !chat().history.order().includes(id)) app.layers.closeMenu();
  });

  const choiceOf = async (peerId: PeerId): Promise<ReactionChoice | undefined> => (choice ??= await app.client.call('reactions.choice', { peerId }).catch(() => undefined));

  const react = (message: Message, reaction: Reaction) => {
    const next = toggleReaction(chosenReactions(message.reactions), reaction, choice?.most ?? 1);
    app.client.call('reactions.set', { peerId: message.peerId, id: message.id, reactions: next }).catch(app.layers.showError);
  };

  const strip = (message: Message, choice: Accessor<ReactionChoice | undefined | 'coming'>) => () => (
    <ReactionBar
      choice={choice()}
      message={message}
      onChoose={(reaction) => {
        app.layers.closeMenu();
        react(message, reaction);
      }}
    />
  );
  /** What can be chosen, as soon as that is known: the menu keeps its place for it, so that nothing moves under the pointer then. */
  const coming = (peerId: PeerId): Accessor<ReactionChoice | undefined | 'coming'> => {
    const [known, setKnown] = createSignal<ReactionChoice | undefined | 'coming'>(choice ?? 'coming');
    if (choice === undefined) drop(choiceOf(peerId).then(setKnown));
    return known;
  };

  async function openMenu(message: Message, at: { x: number; y: number } | DOMRect, target?: EventTarget | null): Promise<void> {
    const { peerId, history, selection, section } = chat();
    const { id } = message;
    const opener = document.activeElement;
    const element = target instanceof Element ? target : null;
    const selected = selectedTextOf(message, document.getSelection()?.toString() ?? '', element?.closest('[data-message-text]') ?? null);
    const link = linkAt(element);
    const can = await app.client.call('messages.capabilities', { peerId, id });
    const readers = can.readers === undefined ? undefined : await soon(app.client.call('messages.readers', { peerId, id }).catch(() => undefined));
    if (history.message(id) === undefined) return;
    const subject: MenuCase = {
      message, can, selected, link, isTranslated: translations.of(id) !== undefined, isSelecting: selection.isActive(),
      hasThread: section === undefined && mayHaveThread(message), readers: readersLine(message, readers),
    };
    setMenuOf(id);
    app.layers.openMenu({
      label: t.chat.menu.of,
      at,
      ...(can.react ? { strip: strip(message, coming(peerId)) } : {}),
      items: messageMenu(subject, saveItems(app, message), (action) => run(action, subject)),
      onClose: () => {
        setMenuOf(undefined);
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      },
    });
  }

  function readersLine(message: Message, readers: MessageReaders | undefined): MenuCase['readers'] {
    if (readers === undefined || readers.kind === 'hidden') return undefined;
    if (readers.kind === 'members') return { label: t.view.menu.readBy(readers.readers.length), onSelect: () => show({ kind: 'readers', message }) };
    if (readers.date === undefined) return { label: t.view.menu.notRead };
    return { label: t.view.menu.readAt(`${formatDay(readers.date, app.now(), t.dates)}, ${formatTime(readers.date)}`) };
  }

  function run(action: MenuAction, { message, can, selected, link, readers }: MenuCase): void {
    const { peerId, selection, reply, edit } = chat();
    const ids = [message.id];
    const copy = (text: string, html?: string) => void writeClipboard(text, html).then(() => app.layers.toast(t.chat.copied), app.layers.showError);
    switch (action) {
      case 'copyLinked':
        return copy(link?.url.replace(/^(mailto|tel):/, '') || (link?.text ?? ''));
      case 'readers':
        return readers?.onSelect?.();
      case 'reactions':
        return show({ kind: 'who', message });
      case 'retry':
        return void app.client.call('messages.retry', { peerId, id: message.id }).catch(app.layers.showError);
      case 'reply':
        return reply(message);
      case 'quote':
        return reply(message, selected === undefined ? {} : { quote: selected });
      case 'replyElsewhere':
        return show({ kind: 'replyElsewhere', reply: { message, ...(selected === undefined ? {} : { quote: selected }) } });
      case 'thread':
        return void chat().openThread(message);
      case 'edit':
        return edit(message);
      case 'pin':
      case 'unpin':
        return show({ kind: action, message });
      case 'copySelected':
        return copy(selected?.text ?? message.text);
      case 'copy':
        return copy(message.text);
      case 'copyFormatted': {
        const content = selected ?? { text: message.text, entities: message.entities };
        return copy(content.text, writeHtml(content));
      }
      case 'translate':
        return translations.show(message.id);
      case 'original':
        return translations.hide(message.id);
      case 'save':
        return;
      case 'link':
        return void app.client
          .call('tools.link', { peerId, id: message.id })
          .then(({ url, isPublic }) => navigator.clipboard.writeText(url).then(() => app.layers.toast(isPublic ? t.view.linkCopied : t.view.linkForMembers)))
          .catch(app.layers.showError);
      case 'forward':
        return show({ kind: 'forward', ids });
      case 'notes':
        return saveToNotes(ids);
      case 'delete':
        return show({ kind: 'delete', ids, can });
      case 'report':
        return show({ kind: 'report', ids });
      case 'select':
        return void selection.toggle(ids);
      case 'selectUpTo':
        return void selection.extendTo(message.id);
      case 'clearSelection':
        return selection.clear();
    }
  }

  function saveToNotes(ids: MessageId[]): void {
    const auth = app.auth();
    if (auth?.step !== 'ready') return;
    const toPeerId = auth.self.id;
    app.client
      .call('messages.forward', { fromPeerId: chat().peerId, ids, toPeerId })
      .then(() => app.layers.toast(t.view.savedToNotes, { action: { label: t.chat.forwarding.open, onSelect: () => app.navigation.open(toPeerId) } }))
      .catch(app.layers.showError);
  }

  return {
    react,
    open: (message, at, target) => void openMenu(message, at, target).catch(app.layers.showError),
    openReactions(message, at) {
      const { peerId } = chat();
      choiceOf(peerId)
        .then((known) => {
          if (known === undefined || known.all.length === 0) return;
          app.layers.openMenu({ label: t.view.reactions.bar, at, strip: strip(message, () => known), items: [] });
        })
        .catch(app.layers.showError);
    },
  };
}

/** Whether the server tells of answers to a message, or of those that it stands among. */
function mayHaveThread({ id, replies, threadId }: Message): boolean {
  return id > 0 && (threadId !== undefined || replies?.discussionId !== undefined || (replies?.count ?? 0) > 0);
}

/** The link that an element belongs to. */
function linkAt(element: Element | null): MenuCase['link'] {
  const anchor = element?.closest<HTMLAnchorElement>('a[data-link]');
  if (!anchor) return undefined;
  const kind = anchor.dataset['link'] ?? 'url';
  return { kind, text: anchor.textContent ?? '', url: kind === 'url' ? (anchor.getAttribute('href') ?? '') : '' };
}

/** What comes in time; undefined for what does not. */
function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS))]);
}

