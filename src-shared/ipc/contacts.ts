import * as v from 'valibot';
import type { Peer, PeerId } from '../model/index.ts';
import { peerIdSchema } from './schemas.ts';
import { call, nothing, peerInput, topic } from './spec.ts';

const name = v.pipe(v.string(), v.maxLength(64));
const title = v.pipe(v.string(), v.maxLength(128));
const members = v.pipe(v.array(peerIdSchema), v.maxLength(200));

/** Contacts, and the beginnings of new chats. */
export const contactCalls = {
  /** Adds or renames somebody who is known here. */
  'contacts.add': call<void>()(v.strictObject({ peerId: peerIdSchema, firstName: name, lastName: name, sharePhone: v.optional(v.boolean()) })),
  /** Adds somebody by a phone number; null when nobody can be found by it. */
  'contacts.addByPhone': call<Peer | null>()(v.strictObject({ phone: v.pipe(v.string(), v.maxLength(32)), firstName: name, lastName: name })),
  'contacts.delete': call<void>()(peerInput),
  /** Makes a group; `missing` could not be added, because of their privacy settings. */
  'newChat.group': call<{ peerId: PeerId; missing: PeerId[] }>()(v.strictObject({ title, members })),
  /** Makes a channel; with a username it is public. */
  'newChat.channel': call<{ peerId: PeerId }>()(
    v.strictObject({ title, about: v.pipe(v.string(), v.maxLength(255)), username: v.optional(v.pipe(v.string(), v.maxLength(32))) }),
  ),
  /** Why a channel cannot have this public name: a sentence; null when it can. */
  'newChat.checkUsername': call<string | null>()(v.strictObject({ username: v.pipe(v.string(), v.maxLength(64)) })),
} as const;

export const contactTopics = {
  /** Everybody among the contacts, in no order. */
  'contacts.list': topic<{ peers: Peer[]; loaded: boolean }>()(nothing),
} as const;
