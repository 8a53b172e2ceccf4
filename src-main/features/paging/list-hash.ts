import type { tl } from '#tl';
import { md5 } from '../../crypto/index.ts';

const mask = 0xffff_ffff_ffff_ffffn;

/**
 * The `hash:long` that stands for a list which the client has (core.telegram.org/api/offsets, Hash generation). Numbers in the
 * order of the list, signed or not; the result is signed, as it is sent. 0 for an empty list.
 */
export function listHash(numbers: Iterable<bigint | number>): bigint {
  let hash = 0n;
  for (const number of numbers) {
    hash ^= hash >> 21n;
    hash ^= (hash << 35n) & mask;
    hash ^= hash >> 4n;
    hash = (hash + BigInt.asUintN(64, BigInt(number))) & mask;
  }
  return BigInt.asIntN(64, hash);
}

/** What a name, a title or an emoji counts for in a hash: the first eight bytes of its MD5. */
export function textNumber(text: string): bigint {
  const digest = digestOf(text);
  return digest.getBigUint64(0);
}

/** The two numbers that a reaction counts for in the hash of a list of reactions; none where there is no reaction. */
export function reactionNumbers(reaction: tl.Reaction): bigint[] {
  switch (reaction._) {
    case 'reactionCustomEmoji': {
      const id = BigInt.asUintN(64, reaction.documentId);
      return [id >> 32n, id & 0xffff_ffffn];
    }
    case 'reactionEmoji':
      return [0n, BigInt(digestOf(reaction.emoticon).getInt32(0))];
    default:
      return [];
  }
}

function digestOf(text: string): DataView {
  const digest = md5(new TextEncoder().encode(text));
  return new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
}
