import { expect } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import type { World } from '../../dc/world/index.ts';
import { FollowedDialogs, FollowedHistory } from './chats.ts';
import type { TestWindow } from './engine.ts';

/** A chat as an account has it: what a window shows of it, or what the server knows. */
export interface ChatView {
  folder: 'main' | 'archive' | undefined;
  pinned: boolean;
  muted: boolean;
  unread: number;
  mark: boolean;
  readInbox: number;
  /** The newest own message that was read: where the mark itself stands between others' messages, nobody sees. */
  readOutbox: number;
  draft: string;
  /** The newest messages, oldest first, as “id text”. */
  messages: string[];
}

/** How long devices may take to agree, on a machine that may be busy. */
const PATIENCE_MS = 40_000;
/** Messages of a chat that are compared. */
const NEWEST = 200;

const lastUpTo = (ids: readonly number[], mark: number): number => Math.max(0, ...ids.filter((id) => id > 0 && id <= mark));

/** The chats of an account as the server has them. */
export function chatsOfServer(world: World, userId: number, chats: readonly PeerId[]): ChatView[] {
  const account = world.account(userId);
  return chats.map((chat): ChatView => {
    const key = chat as never;
    const dialog = account.dialog(key);
    const thread = world.state.thread(account, key);
    return {
      folder: dialog.folderId === 1 ? 'archive' : 'main',
      pinned: account.pinned[dialog.folderId].includes(key),
      muted: (dialog.notify.muteUntil ?? 0) > world.state.now(),
      unread: world.state.unreadCount(account, key),
      mark: dialog.unreadMark,
      readInbox: Math.min(dialog.readInboxMaxId, thread.at(-1)?.id ?? 0),
      readOutbox: lastUpTo(
        thread.filter((message) => world.state.isOut(account, message)).map(({ id }) => id),
        world.state.readOutboxMaxId(account, key),
      ),
      draft: dialog.draft?.message ?? '',
      messages: thread.slice(-NEWEST).map(({ id, content }) => `${id} ${content.action === undefined ? content.text : ''}`),
    };
  });
}

/** What one window of an engine shows of some chats. */
export class ShownChats {
  readonly #chats: readonly PeerId[];
  readonly #lists: { main: FollowedDialogs; archive: FollowedDialogs };
  readonly #histories: FollowedHistory[];

  constructor(window: TestWindow, chats: readonly PeerId[]) {
    const list = (folder: 'main' | 'archive') => new FollowedDialogs(window.listen('dialogs.window', { folder, start: 0, count: 100 }));
    this.#chats = chats;
    this.#lists = { main: list('main'), archive: list('archive') };
    this.#histories = chats.map((peerId) => new FollowedHistory(window.listen('messages.window', { peerId, anchor: 'end', older: NEWEST, newer: 0 })));
  }

  get now(): ChatView[] {
    return this.#chats.map((chat, index): ChatView => {
      const folder = this.#lists.main.row(chat) ? 'main' : this.#lists.archive.row(chat) ? 'archive' : undefined;
      const row = folder === undefined ? undefined : this.#lists[folder].row(chat);
      const messages = this.#histories[index]?.messages ?? [];
      return {
        folder,
        pinned: row?.pinned === true,
        muted: row?.muted === true,
        unread: row?.unreadCount ?? 0,
        mark: row?.unreadMark === true,
        readInbox: Math.min(row?.readInboxMaxId ?? 0, row?.topMessage?.id ?? 0),
        readOutbox: lastUpTo(
          messages.filter((message) => message.out).map(({ id }) => id),
          row?.readOutboxMaxId ?? 0,
        ),
        draft: row?.draft?.text ?? '',
        messages: messages.map(({ id, text }) => `${id} ${text}`),
      };
    });
  }

  /** Ids of the confirmed messages of one chat, oldest first; only own ones where asked. */
  ids(chat: PeerId, own: boolean): number[] {
    const messages = this.#histories[this.#chats.indexOf(chat)]?.messages ?? [];
    return messages.filter((message) => message.id > 0 && message.service === undefined && (!own || message.out)).map(({ id }) => id);
  }

  /** Resolves when what is shown is as expected, which may change as well; when that does not come, the comparison tells the difference. */
  async untilEqual(expected: () => ChatView[]): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (JSON.stringify(this.now) !== JSON.stringify(expected()) && performance.now() < end) {
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    expect(this.now).toEqual(expected());
  }

  /** Resolves when what is shown passes the check, now or after a change of it. */
  async until(check: (views: ChatView[]) => boolean): Promise<void> {
    while (!check(this.now)) {
      const seen = JSON.stringify(this.now);
      const changes = [this.#lists.main, this.#lists.archive].map((list) => list.until(() => JSON.stringify(this.now) !== seen));
      await Promise.race([...changes, ...this.#histories.map((history) => history.until(() => JSON.stringify(this.now) !== seen))]);
    }
  }
}
