/** A local DC in a process of its own, for measuring clients: it prints one JSON line and runs until its input ends. */
import type { tl } from '#tl';
import { startDcWith } from '../dc/index.ts';
import { MethodNotImplemented, RpcFailure, type RpcAnswer, type RpcContext, type WorldLike } from '../dc/protocol/types.ts';
import { ConfigWorld } from '../unit/dc/protocol/support/config-world.ts';

/** One part of a file is as good as another. Random, as the contents of media files are. */
const part = crypto.getRandomValues(new Uint8Array(65_536));
const parts = new Map<number, Uint8Array>();

function partOf(limit: number): Uint8Array {
  let bytes = parts.get(limit);
  if (bytes === undefined) {
    bytes = new Uint8Array(limit);
    for (let offset = 0; offset < limit; offset += part.length) bytes.set(part.subarray(0, Math.min(part.length, limit - offset)), offset);
    parts.set(limit, bytes);
  }
  return bytes;
}

async function main(): Promise<void> {
  const dc = await startDcWith<WorldLike>({
    world: (parts_) => {
      const base = new ConfigWorld(parts_);
      const file = (bytes: Uint8Array): tl.upload.File => ({ _: 'upload.file', type: { _: 'storage.fileUnknown' }, mtime: 0, bytes });
      return {
        accounts: [],
        async handle(context: RpcContext, method: tl.TlMethod): Promise<RpcAnswer> {
          if (method._ === 'upload.getFile') return file(partOf(method.limit));
          if (method._ === 'upload.saveBigFilePart') return true;
          if (method._ === 'help.getNearestDc') return { _: 'nearestDc', country: 'NL', thisDc: context.dcId, nearestDc: context.dcId };
          if (method._ === 'help.getConfig') return base.handle(context, method);
          if (method._ === 'users.getUsers') throw new RpcFailure(401, 'AUTH_KEY_UNREGISTERED');
          throw new MethodNotImplemented(method._);
        },
      };
    },
  });
  const { dcs, publicKey, fingerprint } = dc;
  process.stdout.write(`${JSON.stringify({ dcs, publicKey, fingerprint })}\n`);
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}

void main();
