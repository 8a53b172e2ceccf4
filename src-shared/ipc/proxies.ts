import * as v from 'valibot';
import type { ProxyId, ProxyOverview, ProxyState } from '../model/index.ts';
import { proxyIdSchema, proxySchema } from './schemas.ts';
import { call, count, nothing, topic } from './spec.ts';

export const proxyCalls = {
  /** Keeps a proxy, at the end of the list, and uses it at once when asked. One that is there already keeps its id and place. */
  'proxies.add': call<{ id: ProxyId }>()(v.strictObject({ proxy: proxySchema, activate: v.optional(v.boolean()) })),
  'proxies.update': call<void>()(v.strictObject({ id: proxyIdSchema, proxy: proxySchema })),
  /** Removing the one in use means connecting directly from then on. */
  'proxies.remove': call<void>()(v.strictObject({ id: proxyIdSchema })),
  /** Undoes a removal since the start of the app: back in its place, and in use again if nothing was chosen instead. */
  'proxies.restore': call<void>()(v.strictObject({ id: proxyIdSchema })),
  'proxies.move': call<void>()(v.strictObject({ id: proxyIdSchema, toIndex: count(10_000) })),
  /** Connects through this proxy, or directly. */
  'proxies.use': call<void>()(v.strictObject({ id: v.nullable(proxyIdSchema) })),
  /** Connects as the settings of this computer say, also when they change. Answers when it is known what they say. */
  'proxies.useSystem': call<void>()(nothing),
  /** Whether a proxy that does not connect for a while is left for another of the list that works. Never for a direct connection. */
  'proxies.setAutoSwitch': call<void>()(v.strictObject({ on: v.boolean() })),
  /**
   * Whether Telegram's other addresses are asked for, from public resolvers over HTTPS, when it cannot be reached directly. Never behind a
   * proxy.
   */
  'proxies.setRecovery': call<void>()(v.strictObject({ on: v.boolean() })),
  /** Finds out whether Telegram can be reached through one, or each, and how quickly; of one in use only how quickly. Answers when that is known. */
  'proxies.check': call<void>()(v.strictObject({ id: v.optional(proxyIdSchema) })),
  /** The same for a proxy that is not in the list: available or unavailable. */
  'proxies.test': call<ProxyState>()(v.strictObject({ proxy: proxySchema })),
} as const;

export const proxyTopics = {
  /** The list of proxies and what is known of each. */
  proxies: topic<ProxyOverview>()(nothing),
} as const;
