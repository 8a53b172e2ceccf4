import type { Account, BoxMessage, World } from '../dc/world/index.ts';
import { channelKey, groupKey } from '../dc/world/index.ts';

/** Chats of the demo world that the screenshots show. */
export const TRIP = 'Trip to Tromsø';
export const WORK = 'Petrel Dev';

export function chatTitled(world: World, title: string): number {
  for (const group of world.state.groups.values()) if (group.title.startsWith(title)) return groupKey(group.id);
  for (const channel of world.state.channels.values()) if (channel.title.startsWith(title)) return channelKey(channel.id);
  throw new Error(`The demo world has no chat “${title}”`);
}

/** Gives reactions to what was written last in the groups of the demo world. */
export function addReactions(world: World, account: Account): void {
  const given: [chat: string, text: string, ...emoji: string[]][] = [
    [TRIP, 'From my last trip', '😍', '😍', '🔥', '❤'],
    [TRIP, 'Bring a tripod', '👍', '👍'],
    [TRIP, 'Inês just screamed', '😂', '😂', '😂', '😂', '❤'],
    [WORK, 'Now it is an LRU', '🔥', '🔥', '🎉', '🎉'],
    [WORK, 'That one line should be on a mug', '😂', '😂'],
    [WORK, 'Half of them fail', '😂', '🙏'],
  ];
  for (const [title, text, ...emoji] of given) {
    const peer = chatTitled(world, title);
    const people = [...(world.state.chat(peer)?.members.keys() ?? [])];
    const message = world.state.thread(account, peer).findLast((one: BoxMessage) => one.content.text.includes(text));
    if (message === undefined) throw new Error(`Nobody has written “${text}”`);
    message.content.reactions = emoji.map((emoticon, index) => ({
      userId: people[index % people.length] ?? account.id,
      reaction: { _: 'reactionEmoji', emoticon },
      date: message.content.date + 60 + index,
    }));
  }
}
