import * as v from 'valibot';
import type { Peer, PeerId } from '../model/index.ts';
import { peerIdSchema } from './schemas.ts';
import { call, nothing, peerInput } from './spec.ts';

/** What a bot can be told, as it describes it. */
export interface BotCommand {
  botId: PeerId;
  /** Without "/". */
  command: string;
  description: string;
}

/** What was chosen of the emoji lately; kept on this machine only. */
export interface EmojiMemory {
  /** The latest first. */
  recent: string[];
  /** The skin tone (1–5, light to dark) that was last chosen for an emoji; those without one here have none. */
  tones: Record<string, number>;
}

const written = v.pipe(v.string(), v.maxLength(256));
const emoji = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** What the field offers while somebody writes. */
export const suggestionCalls = {
  /**
   * Members of a group that a name after "@" may mean, those who wrote last first. With `known` only those that this machine knows,
   * without asking the server.
   */
  'suggest.mentions': call<{ peerIds: PeerId[]; peers: Peer[] }>()(
    v.strictObject({ peerId: peerIdSchema, query: written, known: v.optional(v.boolean()) }),
  ),
  /** Hashtags, without "#", that were sent or searched for lately, the latest first. */
  'suggest.hashtags': call<string[]>()(v.strictObject({ query: written })),
  /** What the bot, or the bots of a group, can be told. */
  'suggest.commands': call<{ commands: BotCommand[]; peers: Peer[] }>()(peerInput),

  'emoji.memory': call<EmojiMemory>()(nothing),
  /** An emoji was put into a text. `plain` is it without skin tone, when it can have one; `tone` the one that it has, 0 for none. */
  'emoji.used': call<void>()(
    v.strictObject({
      emoji,
      tone: v.optional(v.strictObject({ plain: emoji, tone: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)) })),
    }),
  ),
};
