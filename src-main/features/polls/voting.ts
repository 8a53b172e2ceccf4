import { AppError, chosenOptions, isPollClosed, withVote } from '#shared/model/index.ts';
import type { MessageId, PeerId, Poll } from '#shared/model/index.ts';
import { optionBytes, voteOp } from '../../store/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';

interface VoteParams {
  peerId: PeerId;
  id: MessageId;
  options: string[];
  /** What the server knows of. */
  before: string[];
}

type Context = Pick<ChatContext, 'store' | 'client' | 'updates'>;

/** The own votes: shown at once, journalled until the server has them (core.telegram.org/method/messages.sendVote). */
export class Voting {
  readonly #context: Context;
  readonly #journal: Journal;
  readonly #refused: (peerId: PeerId, id: MessageId) => void;

  /** `refused` hears of a vote that the server did not take. */
  constructor(context: Context, journal: Journal, refused: (peerId: PeerId, id: MessageId) => void) {
    this.#context = context;
    this.#journal = journal;
    this.#refused = refused;
    journal.register(voteOp, {
      run: (op) => this.#tell(op),
      revert: (op) => this.#takeBack(op),
    });
  }

  /** Makes `options` what this account votes for. Throws `AppError`: NOT_FOUND, FORBIDDEN, or what the server refuses with. */
  vote(peerId: PeerId, id: MessageId, options: string[]): Promise<void> {
    const { store, client } = this.#context;
    const poll = this.#poll(peerId, id);
    if (poll === undefined || id < 0) throw new AppError({ code: 'NOT_FOUND', message: 'This poll does not exist any more.' });
    const voted = chosenOptions(poll);
    if (isPollClosed(poll, client.serverTime())) throw forbidden('This poll is closed.');
    if (poll.finalVotes === true && voted.length > 0) throw forbidden('Votes in this poll cannot be changed.');
    if (options.length > 1 && poll.multiple !== true) throw forbidden('Only one answer can be chosen.');
    const known = poll.answers.map((answer) => answer.option);
    const wanted = known.filter((option) => options.includes(option));
    if (wanted.length < new Set(options).size) throw forbidden('This answer does not exist any more.');
    if (wanted.join() === voted.join()) return Promise.resolve();
    const waiting = store.pendingOps.find(voteOp, poll.id)?.params as VoteParams | undefined;
    const params: VoteParams = { peerId, id, options: wanted, before: waiting?.before ?? voted };
    return this.#journal.submit(voteOp, poll.id, params, () => store.messages.setPoll(withVote(poll, wanted)));
  }

  #poll(peerId: PeerId, id: MessageId): Poll | undefined {
    const media = this.#context.store.messages.get(peerId, id)?.media;
    return media?.kind === 'poll' ? media.poll : undefined;
  }

  async #tell(op: PendingOp): Promise<void> {
    const { peerId, id, options } = op.params as VoteParams;
    const { store, client, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const answer = await client.call(
      { _: 'messages.sendVote', peer, msgId: id, options: options.map(optionBytes) },
      { chain: `votes ${peerId}`, idempotent: true },
    );
    updates.feed(answer);
  }

  #takeBack(op: PendingOp): void {
    const { peerId, id, before } = op.params as VoteParams;
    const poll = this.#context.store.messages.poll(op.key);
    if (poll !== undefined) this.#context.store.messages.setPoll(withVote(poll, before));
    this.#refused(peerId, id);
  }
}

const forbidden = (message: string): AppError => new AppError({ code: 'FORBIDDEN', message });
