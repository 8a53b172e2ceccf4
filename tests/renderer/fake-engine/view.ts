import type { CallInput, CallName, CallOutput } from '#shared/ipc/contract.ts';
import { messageId, withChosen } from '#shared/model/index.ts';
import type { Message } from '#shared/model/index.ts';
import { chatOf, messageOf } from './messages.ts';
import type { World } from './world.ts';

type Names = Extract<CallName, `pins.${string}` | `reactions.${string}` | `unread.${string}` | `tools.${string}` | `chat.${string}`>;

/** What is done with messages beside writing, over the fake world. */
export function viewCalls(
  worldNow: () => World, changed: () => void,
): { [Name in Names]: (input: CallInput<Name>) => CallOutput<Name> } {
  const setPinned = (message: Message, pinned: boolean): void => {
    if (pinned) message.pinned = true;
    else delete message.pinned;
  };
  return {
    'pins.set': ({ peerId, id, pinned }) => {
      setPinned(messageOf(worldNow(), peerId, id), pinned);
      changed();
    },
    'pins.clear': ({ peerId }) => {
      for (const message of chatOf(worldNow(), peerId).messages) setPinned(message, false);
      changed();
    },
    'pins.hide': () => undefined,
    'reactions.set': ({ peerId, id, reactions }) => {
      const message = messageOf(worldNow(), peerId, id);
      const next = withChosen(message.reactions, reactions, worldNow().self.id, worldNow().now());
      if (next) message.reactions = next;
      else delete message.reactions;
      changed();
    },
    'reactions.choice': () => {
      const all = ['👍', '❤', '🔥', '😁', '😢', '🎉', '🙏'].map((emoji) => ({ kind: 'emoji', emoji }) as const);
      return { quick: all, all, most: 1 };
    },
    'reactions.who': () => ({ people: [], peers: [], total: 0 }),
    'unread.next': () => null,
    'unread.readAll': () => undefined,
    'unread.seen': () => undefined,
    'tools.translate': ({ peerId, ids }) => ids.map((id) => ({ text: messageOf(worldNow(), peerId, id).text, entities: [] })),
    'tools.report': () => ({ kind: 'done' }),
    'tools.link': ({ id }) => ({ url: `https://t.me/c/1/${id}`, isPublic: false }),
    'tools.onScreen': () => undefined,
    'chat.act': () => undefined,
    'chat.join': () => undefined,
  };
}

/** The pinned messages of a chat, newest first. */
export const pinnedOf = (world: World, peerId: number): Message[] =>
  chatOf(world, peerId)
    .messages.filter((message) => message.pinned && message.id > messageId(0))
    .reverse();
