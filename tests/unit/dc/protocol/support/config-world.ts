import type { tl } from '#tl';
import type { WorldParts } from '../../../../dc/index.ts';
import { MethodNotImplemented, RpcFailure } from '../../../../dc/protocol/types.ts';
import type { RpcAnswer, RpcContext, WorldLike } from '../../../../dc/protocol/types.ts';

/** The least world that protocol tests need: a configuration, nobody signed in, and a few answers of every form. */
export class ConfigWorld implements WorldLike {
  readonly accounts = [];
  readonly seen: { context: RpcContext; method: tl.TlMethod }[] = [];
  readonly destroyed: string[] = [];
  readonly closed: bigint[] = [];
  readonly #parts: WorldParts;

  constructor(parts: WorldParts) {
    this.#parts = parts;
  }

  handle(context: RpcContext, method: tl.TlMethod): Promise<RpcAnswer> {
    this.seen.push({ context, method });
    return Promise.resolve(this.#answer(context, method));
  }

  keyDestroyed(authKeyId: string): void {
    this.destroyed.push(authKeyId);
  }

  sessionClosed({ sessionId }: { sessionId: bigint }): void {
    this.closed.push(sessionId);
  }

  #answer(context: RpcContext, method: tl.TlMethod): RpcAnswer {
    switch (method._) {
      case 'help.getConfig':
        return this.#config(context);
      case 'help.getNearestDc':
        return { _: 'nearestDc', country: 'NL', thisDc: context.dcId, nearestDc: context.dcId };
      case 'updates.getState':
      case 'users.getUsers':
        throw new RpcFailure(401, 'AUTH_KEY_UNREGISTERED');
      case 'messages.receivedQueue':
        return [1n, 2n ** 62n];
      case 'contacts.getContactIDs':
        return [7, -8];
      case 'account.updateStatus':
        return method.offline;
      case 'upload.getFile':
        return { _: 'upload.file', type: { _: 'storage.fileUnknown' }, mtime: 0, bytes: new Uint8Array(method.limit) };
      default:
        throw new MethodNotImplemented(method._);
    }
  }

  #config(context: RpcContext): tl.Config {
    const now = Math.floor(context.now());
    return {
      _: 'config',
      date: now,
      expires: now + 3600,
      testMode: false,
      thisDc: context.dcId,
      dcOptions: this.#parts.dcs().map(({ id, host, port }) => ({ _: 'dcOption', id, ipAddress: host, port })),
      dcTxtDomainName: 'example.org',
      chatSizeMax: 200,
      megagroupSizeMax: 200000,
      forwardedCountMax: 100,
      onlineUpdatePeriodMs: 120000,
      offlineBlurTimeoutMs: 5000,
      offlineIdleTimeoutMs: 30000,
      onlineCloudTimeoutMs: 300000,
      notifyCloudDelayMs: 30000,
      notifyDefaultDelayMs: 1500,
      pushChatPeriodMs: 60000,
      pushChatLimit: 2,
      editTimeLimit: 172800,
      revokeTimeLimit: 172800,
      revokePmTimeLimit: 172800,
      ratingEDecay: 2419200,
      stickersRecentLimit: 30,
      channelsReadMediaPeriod: 604800,
      callReceiveTimeoutMs: 20000,
      callRingTimeoutMs: 90000,
      callConnectTimeoutMs: 30000,
      callPacketTimeoutMs: 10000,
      meUrlPrefix: 'https://t.me/',
      captionLengthMax: 1024,
      messageLengthMax: 4096,
      webfileDcId: 2,
    };
  }
}
