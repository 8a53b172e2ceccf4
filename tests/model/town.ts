import { groupPeerId, channelPeerId, userPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { World } from '../dc/world/index.ts';
import { react } from '../dc/world/reactions.ts';
import type { BoxMessage } from '../dc/world/model.ts';
import { FakeClock } from '../unit/features/fake-clock.ts';
import { Chance } from './chance.ts';
import { Device } from './device.ts';
import { fair } from './wire.ts';
import type { Weather } from './wire.ts';

const PHONE = '9996610001';
const HOME = 1;

/** Anna's account on two devices, people who write to her, and everything that may go wrong between. */
export class ModelTown {
  readonly clock = new FakeClock();
  readonly chance: Chance;
  readonly world: World;
  readonly devices: Device[] = [];
  readonly anna: number;
  /** Anna's chats, from her side. */
  readonly chats: PeerId[];
  readonly #others: number[];

  constructor(seed: number, weather: Weather) {
    this.chance = new Chance(seed);
    this.world = new World({
      clock: { now: () => this.clock.now() / 1000 },
      dcCount: 1,
      pusher: {
        push: (target, updates, options) => {
          for (const { wire } of this.devices) {
            const isTarget = wire.key.authKeyId === target.authKeyId && wire.sessionId !== options?.exceptSessionId;
            if (isTarget) wire.push(updates);
          }
        },
        disconnect: () => undefined,
        forgetKey: () => undefined,
      },
    });
    const { world } = this;
    this.anna = world.createUser({ firstName: 'Anna', phone: PHONE, username: 'anna_walks' }).id;
    this.#others = ['Boris', 'Clara', 'Dario'].map((firstName) => world.createUser({ firstName }).id);
    const [boris = 0, clara = 0] = this.#others;
    const group = world.createGroup({ title: 'Group', creatorId: boris, memberIds: [this.anna, clara] });
    const supergroup = world.createSupergroup({ title: 'Supergroup', creatorId: clara, memberIds: [this.anna, boris] });
    const channel = world.createChannel({ title: 'Channel', creatorId: boris, memberIds: [this.anna] });
    this.chats = [userPeerId(boris), userPeerId(clara), groupPeerId(group.id), channelPeerId(supergroup.id), channelPeerId(channel.id)];
    for (const [index, authKeyId] of ['0a', '0b'].entries()) {
      const key = { dcId: HOME, authKeyId };
      world.logins.login(world.account(this.anna), key, undefined);
      this.devices[index] = new Device({ world, clock: this.clock, chance: this.chance, userId: this.anna, key, weather });
    }
  }

  /** Lets everything happen that happens within so many milliseconds. */
  async pass(ms: number, stepMs = 50): Promise<void> {
    const steps = Math.max(1, Math.ceil(ms / stepMs));
    for (let step = 0; step < steps; step += 1) await this.#step(ms / steps);
  }

  async #step(ms: number): Promise<void> {
    await this.clock.settle(ms);
  }

  /** What another person does in a chat; `pick` chooses the message it is about. */
  async other(kind: 'send' | 'mention' | 'edit' | 'delete' | 'read' | 'react' | 'pinMessage', chat: PeerId, pick: number): Promise<void> {
    const { world } = this;
    const author = chat > 0 ? (chat as number) : (this.#others[pick % 2] ?? 0);
    const to = (chat > 0 ? this.anna : chat) as never;
    const theirs = this.thread(chat).filter((message) => message.content.authorId !== this.anna && message.content.action === undefined);
    const target = theirs[pick % Math.max(1, theirs.length)];
    try {
      if (kind === 'send') world.sendMessage({ from: author, to, text: `text ${pick}` });
      else if (kind === 'mention') world.sendMessage({ from: author, to, text: `@anna_walks ${pick}` });
      else if (kind === 'read') world.readHistory(author, to);
      else if (kind === 'react') this.#react(author, chat, pick);
      else if (target === undefined) return;
      else if (kind === 'pinMessage') world.ops.setPinned([target], target.pinned !== true, { userId: author });
      else if (kind === 'edit') world.editMessage(target, { text: `${target.content.text} edited ${pick}` });
      else world.deleteMessages([target]);
    } catch (error) {
      // Broadcasts are written by their owner alone, for example; what the server refuses did not happen.
      if (!(error instanceof Error) || error.name !== 'RpcFailure') throw error;
    }
  }

  /** Somebody gives one of Anna's messages a reaction, or takes it back. */
  #react(userId: number, chat: PeerId, pick: number): void {
    const { world } = this;
    const hers = this.thread(chat).filter((message) => message.content.authorId === this.anna && message.content.action === undefined);
    const target = hers[pick % Math.max(1, hers.length)];
    const emoticon = ['👍', '❤'][pick % 3];
    const reactions = emoticon === undefined ? [] : [{ _: 'reactionEmoji' as const, emoticon }];
    if (target !== undefined) react(world.state, world.delivery, target, { userId, reactions });
  }

  /** The chat as the server shows it to Anna, oldest first. */
  thread(chat: PeerId): readonly BoxMessage[] {
    return this.world.state.thread(this.world.account(this.anna), chat as never);
  }

  /**
   * Ends all mischief and waits until nothing moves any more. Only who has lost something begins a new session: to the others, updates have
   * told everything.
   */
  async settle(): Promise<void> {
    for (const device of this.devices) {
      device.wire.weather = fair;
      if (device.wire.online && device.wire.hasLost) device.wire.cut();
      device.mend(device.wire.hasLost);
    }
    for (let round = 0; round < 60; round += 1) {
      await this.pass(1000);
      if (round > 5 && this.devices.every((device) => this.#isQuiet(device))) break;
    }
    await this.pass(4000);
    // In the end somebody looks: what is shown must be true as well.
    for (const chat of this.chats) for (const device of this.devices) device.look(`end of ${chat}`, chat, 'end', 50, 0);
    await this.pass(2000, 250);
    for (const chat of this.chats) {
      for (const device of this.devices) device.report(chat);
      await this.pass(2500, 250);
    }
  }

  #isQuiet(device: Device): boolean {
    const { drafts, outbox, pendingOps } = device.store;
    return device.wire.busy === 0 && drafts.unsynced().length === 0 && outbox.all().every((row) => row.state === 'failed') && pendingOps.list().length === 0;
  }

  close(): void {
    for (const device of this.devices) device.remove();
    this.world.close();
  }
}

/** Ids of a device's own messages in a chat that the server has, oldest first. */
export function ownIds(device: Device, chat: PeerId): MessageId[] {
  const ids = device.store.messages.idsBetween(chat, 1, 2 ** 31);
  return device.store.messages.getMany(chat, ids).filter((message) => message.out && message.service === undefined).map(({ id }) => id);
}

export const isChannelPeer = (chat: PeerId): boolean => chat < -1_000_000_000_000;
