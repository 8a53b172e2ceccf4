import { expect } from 'vitest';
import { bareId, channelPeerId, groupPeerId, peerIdKind } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { LocalDc } from '../../dc/start.ts';
import type { World, WorldUser } from '../../dc/world/index.ts';
import { isActive } from '../../dc/world/model.ts';
import { FollowedDialogs, FollowedHistory } from '../support/chats.ts';
import type { TestEngine } from '../support/engine.ts';

/** What a person does to a whole chat; `delete` is for both sides, `block` deletes here alone and blocks. */
export interface Removal {
  peerId: PeerId;
  what: 'clear' | 'delete' | 'block' | 'leave';
}

const AFTER = 'said after it';

const isEqual = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Chats that are made for being removed, and what has become of them at the server and here. */
export class Removals {
  readonly #dc: LocalDc<World>;
  readonly #anna: WorldUser;
  readonly #all: (Removal & { author: number; state: 'waits' | 'tried' | 'kept' })[] = [];

  constructor(dc: LocalDc<World>, anna: WorldUser) {
    this.#dc = dc;
    this.#anna = anna;
  }

  /** New chats with something in them, one for each kind and both kinds of groups. */
  make(round: number): Removal[] {
    const { world } = this.#dc;
    const person = (name: string): number => world.createUser({ firstName: `${name} ${round}` }).id;
    const made = (['clear', 'delete', 'block'] as const).map((what) => {
      const id = person(what);
      return { peerId: id as PeerId, what, author: id, state: 'waits' as const };
    });
    const author = world.createUser({ firstName: `Host ${round}`, phone: `99966${30_000 + round}` }).id;
    const group = world.createGroup({ title: `Group ${round}`, creatorId: author, memberIds: [this.#anna.id] });
    const club = world.createSupergroup({ title: `Club ${round}`, creatorId: author, memberIds: [this.#anna.id] });
    const left = [groupPeerId(group.id), channelPeerId(club.id)].map((peerId) => ({ peerId, what: 'leave' as const, author, state: 'waits' as const }));
    const all = [...left, ...made];
    for (const { peerId, author: from } of all) for (let n = 0; n < 3; n += 1) this.#say(peerId, from, `before ${n}`);
    this.#all.push(...all);
    return all.map(({ peerId, what }) => ({ peerId, what }));
  }

  /** A process has said that it began with a chat, or that the engine has taken that over. */
  note(peerId: number, state: 'tried' | 'kept'): void {
    const removal = this.#all.find((each) => each.peerId === peerId);
    if (removal !== undefined) removal.state = state;
  }

  /** Something is said where it can be: whoever clears a chat twice clears that, too. */
  goOn(): void {
    for (const { peerId, author, what, state } of this.#all) {
      if (state !== 'waits' && (what === 'clear' || what === 'delete') && !this.#texts(peerId).includes(AFTER)) this.#say(peerId, author, AFTER);
    }
  }

  /** Each was done once or, when nobody had taken it over, perhaps not at all; and here it is as it is there. */
  async compare(engine: TestEngine, context: string): Promise<void> {
    for (const { peerId, what, state } of this.#all) {
      if (state === 'kept') await expect.poll(() => this.#isDone(peerId, what), { timeout: 30_000, message: `${context}: ${what} ${peerId}` }).toBe(true);
      if (state === 'waits') expect(this.#isDone(peerId, what), `${context}: nobody asked for ${what} ${peerId}`).toBe(false);
      if (this.#isDone(peerId, what) && (what === 'clear' || what === 'delete')) expect(this.#texts(peerId), context).toEqual([AFTER]);
      if (what === 'leave') expect(this.#farewells(peerId), `${context}: left once`).toBe(this.#isDone(peerId, what) ? 1 : 0);
    }
    const list = new FollowedDialogs(engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 60 }));
    const isListed = ({ peerId, what }: Removal): boolean => what === 'clear' || this.#texts(peerId).length > 0;
    await list.until((_rows, window) => !window.loading);
    // What was begun and not heard of any more may still be on its way to the server.
    const compared = { timeout: 30_000, interval: 20, message: context };
    const wrong = () => this.#all.filter((each) => (list.row(each.peerId) !== undefined) !== isListed(each));
    await expect.poll(wrong, compared).toEqual([]);
    for (const { peerId } of this.#all.filter(isListed)) {
      const history = new FollowedHistory(engine.window.listen('messages.window', { peerId, anchor: 'end', older: 50, newer: 0 }));
      await history.idle();
      const shown = (): string[] => history.messages.filter(({ service }) => service === undefined).map(({ text }) => text);
      await expect.poll(() => isEqual(shown(), this.#texts(peerId)) || { here: shown(), there: this.#texts(peerId) }, compared).toBe(true);
    }
  }

  #say(peerId: PeerId, from: number, text: string): void {
    this.#dc.world.sendMessage({ from, to: (peerId > 0 ? this.#anna.id : peerId) as never, text });
  }

  /** What this account has of a chat that it is in. */
  #texts(peerId: PeerId): string[] {
    const { world } = this.#dc;
    if (peerIdKind(peerId) !== 'user' && !this.#isMember(peerId)) return [];
    return world.state.thread(world.account(this.#anna.id), peerId as never)
      .filter(({ content }) => content.action === undefined)
      .map(({ content }) => content.text);
  }

  #isMember(peerId: PeerId): boolean {
    const { groups, channels } = this.#dc.world.state;
    const chat = peerIdKind(peerId) === 'group' ? groups.get(bareId(peerId)) : channels.get(bareId(peerId));
    return isActive(chat?.members.get(this.#anna.id));
  }

  #isDone(peerId: PeerId, what: Removal['what']): boolean {
    if (what === 'leave') return !this.#isMember(peerId);
    const isGone = !this.#texts(peerId).some((text) => text.startsWith('before'));
    return isGone && (what !== 'block' || this.#dc.world.account(this.#anna.id).blocked.has(peerId));
  }

  /** How often the others were told that this account left. */
  #farewells(peerId: PeerId): number {
    const { world } = this.#dc;
    const host = this.#all.find((each) => each.peerId === peerId)?.author ?? 0;
    return world.state.thread(world.account(host), peerId as never)
      .filter(({ content }) => content.action?.kind === 'plain' && content.action.action._ === 'messageActionChatDeleteUser').length;
  }
}
