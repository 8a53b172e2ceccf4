import type { ControlRoutes } from './protocol/types.ts';
import { channelKey, groupKey } from './world/index.ts';
import type { World } from './world/index.ts';

/**
 * Control routes that move the people of the world. A person is a user id or a phone number; `peer` is the chat from that
 * person's side: another person, or the negative key of a group or channel.
 *
 * - `GET /world/chats`: groups and channels with their keys
 * - `POST /world/message {from, peer, text}` → `{id}`
 * - `POST /world/read {by, peer}`, `POST /world/typing {by, peer}`, `POST /world/online {by, online, seconds?}`
 */
export function registerWorldRoutes(world: World, routes: ControlRoutes): void {
  const person = (value: unknown): number => {
    if (typeof value === 'number') return world.state.user(value).id;
    if (typeof value === 'string') return world.accountByPhone(value).id;
    throw new TypeError('A person is a user id or a phone number');
  };
  const peer = (value: unknown): number => (typeof value === 'number' && value < 0 ? value : person(value));

  routes.add('GET', '/world/chats', () => [
    ...[...world.state.groups.values()].map(({ id, title }) => ({ peer: groupKey(id), title })),
    ...[...world.state.channels.values()].map(({ id, title }) => ({ peer: channelKey(id), title })),
  ]);
  routes.add('POST', '/world/message', (body) => {
    const { from, peer: to, text } = fields(body);
    if (typeof text !== 'string' || text === '') throw new TypeError('"text" must be a text');
    const message = world.sendMessage({ from: person(from), to: peer(to), text });
    return { id: message.id };
  });
  routes.add('POST', '/world/read', (body) => {
    const { by, peer: where } = fields(body);
    world.readHistory(person(by), peer(where));
  });
  routes.add('POST', '/world/typing', (body) => {
    const { by, peer: where } = fields(body);
    world.startTyping(person(by), peer(where));
  });
  routes.add('POST', '/world/online', (body) => {
    const { by, online, seconds } = fields(body);
    world.setOnline(person(by), online === true, typeof seconds === 'number' ? seconds : undefined);
  });
}

function fields(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) throw new TypeError('A JSON object is needed');
  return body as Record<string, unknown>;
}
