import { decode, decodeMethod, decodeResult, encode, TlWriter, writeObject, type tl } from '#tl';
import { RpcFailure, type Pusher, type RpcAnswer, type RpcContext } from '../../../dc/protocol/types.ts';
import { World } from '../../../dc/world/index.ts';

/** A world without a network: calls and pushes go through the TL codec as on the wire. */

export class TestClock {
  time = 1_790_000_000;

  now(): number {
    return this.time;
  }
}

interface Key {
  dcId: number;
  authKeyId: string;
}

export class TestWorld {
  readonly clock = new TestClock();
  readonly world: World;
  readonly clients = new Set<TestClient>();

  constructor(dcCount = 3) {
    const pusher: Pusher = {
      push: (target: Key, updates: tl.Updates, options: { exceptSessionId?: bigint } = {}) => {
        const copy = decode(encode(updates)) as tl.Updates;
        for (const client of this.clients) {
          const same = client.context.dcId === target.dcId && client.context.authKeyId === target.authKeyId;
          if (same && client.context.sessionId !== options.exceptSessionId) client.pushed.push(copy);
        }
      },
      disconnect: () => undefined,
      forgetKey: () => undefined,
    };
    this.world = new World({ clock: this.clock, pusher, dcCount, dcs: () => [{ id: 1, host: '127.0.0.1', port: 1 }] });
  }

  client(dcId: number, authKeyId = `key${this.clients.size + 1}`): TestClient {
    const client = new TestClient(this, dcId, authKeyId, BigInt(this.clients.size + 1));
    this.clients.add(client);
    return client;
  }

  /** A client that is logged in with this phone number on its home DC. */
  async loggedIn(phone: string): Promise<TestClient> {
    const client = this.client(Number(phone[5]));
    await client.logIn(phone);
    return client;
  }
}

export class TestClient {
  readonly owner: TestWorld;
  readonly context: RpcContext;
  /** What was pushed, oldest first. */
  pushed: tl.Updates[] = [];
  #lastRandom = 0n;

  constructor(owner: TestWorld, dcId: number, authKeyId: string, sessionId: bigint) {
    this.owner = owner;
    this.context = { dcId, authKeyId, sessionId, msgId: 0n, layer: 227, withoutUpdates: false, now: () => owner.clock.now() };
  }

  /** Another session under the same key. */
  sibling(): TestClient {
    const client = new TestClient(this.owner, this.context.dcId, this.context.authKeyId, this.context.sessionId + 1000n);
    this.owner.clients.add(client);
    return client;
  }

  async call<M extends tl.MethodName>(query: tl.TlMethods[M] & { _: M }): Promise<tl.ResultOf<M>> {
    const method = decodeMethod(encode(query as tl.TlMethod));
    const answer = await this.owner.world.handle(this.context, method);
    return decodeResult(query._ as M, encodeAnswer(answer)) as tl.ResultOf<M>;
  }

  /** The error text that a call is refused with. */
  async refusal(query: tl.TlMethod): Promise<string> {
    try {
      await this.call(query as never);
    } catch (error) {
      if (error instanceof RpcFailure) return `${error.code} ${error.text}`;
      throw error;
    }
    return 'no refusal';
  }

  async logIn(phone: string): Promise<tl.auth.authorization> {
    const sent = await this.call({
      _: 'auth.sendCode',
      phoneNumber: phone,
      apiId: 1,
      apiHash: 'x',
      settings: { _: 'codeSettings' },
    });
    if (sent._ !== 'auth.sentCode') throw new Error(`Unexpected ${sent._}`);
    const code = (phone[5] ?? '').repeat(5);
    const done = await this.call({ _: 'auth.signIn', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash, phoneCode: code });
    if (done._ !== 'auth.authorization') throw new Error(`Unexpected ${done._}`);
    return done;
  }

  randomId(): bigint {
    return ++this.#lastRandom * 7_919n + this.context.sessionId * 1_000_003n;
  }

  send(peer: tl.InputPeer, message: string, extra: Partial<tl.messages.sendMessage> = {}): Promise<tl.Updates> {
    return this.call({ _: 'messages.sendMessage', peer, message, randomId: this.randomId(), ...extra });
  }

  /** Every single update that was pushed, containers opened. */
  get updates(): tl.Update[] {
    return this.pushed.flatMap((one) => (one._ === 'updates' ? one.updates : one._ === 'updateShort' ? [one.update] : []));
  }

  get auth() {
    const auth = this.owner.world.loginOf(this.context);
    if (!auth) throw new Error('Not logged in');
    return auth;
  }

  user(id: number): tl.inputPeerUser {
    return { _: 'inputPeerUser', userId: id, accessHash: this.auth.accessHash(id) };
  }

  channel(id: number): tl.inputChannel {
    return { _: 'inputChannel', channelId: id, accessHash: this.auth.accessHash(-(1_000_000_000_000 + id)) };
  }

  channelPeer(id: number): tl.inputPeerChannel {
    return { ...this.channel(id), _: 'inputPeerChannel' };
  }
}

function encodeAnswer(answer: RpcAnswer): Uint8Array {
  const writer = new TlWriter();
  if (typeof answer === 'boolean') {
    writer.int(answer ? 0x997275b5 | 0 : 0xbc799737 | 0);
    return writer.result();
  }
  if ('_' in answer) return encode(answer);
  writer.int(0x1cb5c415);
  writer.int(answer.length);
  for (const item of answer) {
    if (typeof item === 'number') writer.int(item);
    else if (typeof item === 'bigint') writer.long(item);
    else if (typeof item === 'string') writer.string(item);
    else writeObject(writer, item);
  }
  return writer.result();
}
