import { createMemo, createSignal, type Accessor } from 'solid-js';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';

export interface PinnedState {
  /** Newest first. */
  messages: Accessor<readonly Message[]>;
  /** The one that the bar shows, and its place among the oldest first. */
  shown: Accessor<{ message: Message; place: number } | undefined>;
  /** The bar was pressed: the next older one comes, the newest after the oldest. */
  next(): void;
  /** The person scrolled: the newest pinned one at or above what is on the screen is shown. */
  follow(bottom: MessageId): void;
}

/** The pinned messages of an open chat as a carousel. */
export function createPinned(app: AppState, peerId: PeerId): PinnedState {
  const event = createTopicStore(app.client, 'pins', { peerId }, (news) => app.peers.put(news.peers));
  const [current, setCurrent] = createSignal<MessageId>();
  const messages = createMemo(() => event()?.messages ?? []);
  const index = createMemo(() => {
    const at = messages().findIndex((message) => message.id === current());
    return at < 0 ? 0 : at;
  });
  return {
    messages,
    shown: () => {
      const message = messages()[index()];
      return message === undefined || event()?.hidden ? undefined : { message, place: messages().length - index() };
    },
    next: () => setCurrent(messages()[(index() + 1) % Math.max(1, messages().length)]?.id),
    follow(bottom) {
      const all = messages();
      setCurrent((all.find((message) => message.id <= bottom) ?? all.at(-1))?.id);
    },
  };
}
