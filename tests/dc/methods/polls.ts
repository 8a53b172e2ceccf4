import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import { composeContent } from '../world/compose.ts';
import type { BoxMessage } from '../world/model.ts';
import { bareId, isChannelKey } from '../world/peers.ts';
import { castVote, checkVoters, isPollOver, nameOf, optionAt, pollUpdate, tellPoll, type WorldPoll } from '../world/polls.ts';
import type { Call, HandlerTable } from './call.ts';
import { messageOf, resolvePeer } from './resolve.ts';
import { acceptStyled } from './accept-text.ts';

/** Making polls, voting, and what else is done with them (core.telegram.org/api/poll). */

const VOTES_LIMIT = 50;
const DELETE_PERIOD = 300;
const SOLUTION = 200;

const limit = (call: Call, name: string, fallback: number): number => {
  const value = (call.world.appConfig as Record<string, unknown>)[name];
  return typeof value === 'number' ? value : fallback;
};

function styled(call: Call, source: tl.TextWithEntities, most: number, error: string): tl.textWithEntities {
  if (source.entities.some((entity) => entity._ !== 'messageEntityCustomEmoji')) throw badRequest('ENTITY_TYPE_INVALID');
  const { text, entities } = acceptStyled(call, source.text, source.entities);
  if (text === '' || text.length > most) throw badRequest(error);
  // What is more than an emoji is found in no poll.
  return { _: 'textWithEntities', text, entities: entities.filter((entity) => entity._ === 'messageEntityCustomEmoji') };
}

/** A new poll; errors as those of `messages.sendMedia`. */
export function acceptPoll(call: Call, input: tl.inputMediaPoll, isBroadcast: boolean): WorldPoll {
  const { poll } = input;
  if (poll.id !== 0n || poll.hash !== 0n || poll.closed) throw badRequest('MEDIA_INVALID');
  const question = styled(call, poll.question, 255, 'POLL_QUESTION_INVALID');
  if (poll.answers.length < 2 || poll.answers.length > limit(call, 'poll_answers_max', 12)) throw badRequest('POLL_ANSWERS_INVALID');
  const options = poll.answers.map((answer, index) => {
    if (answer._ !== 'inputPollAnswer') throw badRequest('POLL_ANSWER_INVALID');
    return { text: styled(call, answer.text, 100, 'POLL_ANSWER_INVALID'), option: optionAt(index) };
  });
  if (new Set(options.map((one) => one.text.text)).size < options.length) throw badRequest('POLL_OPTION_DUPLICATE');
  if (poll.publicVoters && isBroadcast) throw badRequest('BROADCAST_PUBLIC_VOTERS_FORBIDDEN');
  const correct = input.correctAnswers ?? [];
  if (poll.quiz ? correct.length === 0 : input.correctAnswers !== undefined) throw badRequest('QUIZ_CORRECT_ANSWERS_EMPTY');
  if (poll.quiz && correct.length > 1 && !poll.multipleChoice) throw badRequest('QUIZ_CORRECT_ANSWERS_TOO_MUCH');
  if (correct.some((index) => options[index] === undefined)) throw badRequest('QUIZ_CORRECT_ANSWER_INVALID');
  if (poll.quiz && poll.openAnswers) throw badRequest('MEDIA_INVALID');
  const solution = input.solution ?? '';
  if (solution.length > SOLUTION || solution.split('\n').length > 3 || (solution !== '' && !poll.quiz)) throw badRequest('QUIZ_SOLUTION_INVALID');
  if ((input.solution === undefined) !== (input.solutionEntities === undefined)) throw badRequest('QUIZ_SOLUTION_INVALID');
  const longest = limit(call, 'poll_close_period_max', 2_628_000);
  if (poll.closePeriod !== undefined && (poll.closeDate !== undefined || poll.closePeriod < 5 || poll.closePeriod > longest)) throw badRequest('POLL_CLOSE_PERIOD_INVALID');
  const closeDate = poll.closeDate ?? (poll.closePeriod === undefined ? undefined : call.now() + poll.closePeriod);
  if (poll.hideResultsUntilClose && closeDate === undefined) throw badRequest('POLL_CLOSE_PERIOD_INVALID');
  const made: WorldPoll = {
    id: call.state.files.nextId(call.account.homeDc),
    creatorId: call.account.id,
    question,
    options,
    publicVoters: poll.publicVoters === true,
    multiple: poll.multipleChoice === true,
    quiz: poll.quiz === true,
    open: poll.openAnswers === true,
    final: poll.revotingDisabled === true,
    shuffle: poll.shuffleAnswers === true,
    hidden: poll.hideResultsUntilClose === true,
    closed: false,
    ...(poll.closePeriod === undefined ? {} : { closePeriod: poll.closePeriod }),
    ...(closeDate === undefined ? {} : { closeDate }),
    ...(poll.countriesIso2 === undefined ? {} : { countries: poll.countriesIso2 }),
    correct: new Set(correct.flatMap((index) => (options[index] ? [nameOf(options[index].option)] : []))),
    ...(solution === '' ? {} : { solution: acceptStyled(call, solution, input.solutionEntities) }),
    votes: [],
    hash: 1n,
    contents: [],
  };
  // Everybody hears when its time is over.
  if (closeDate !== undefined) call.world.timers.after((closeDate - call.now()) * 1000 + 50, () => tellPoll(call.state, call.world.delivery, made, made.creatorId));
  return made;
}

function pollOf(call: Call, input: tl.InputPeer, id: number): { message: BoxMessage; poll: WorldPoll } {
  const message = messageOf(call, resolvePeer(call, input), id);
  if (message?.content.media?.kind !== 'poll') throw badRequest('MESSAGE_ID_INVALID');
  return { message, poll: message.content.media.poll };
}

/** Closes a poll for good: by `messages.editMessage` with the same poll, closed. */
export function stopPoll(call: Call, message: BoxMessage, poll: WorldPoll, media: tl.InputMedia): tl.Updates {
  if (media._ !== 'inputMediaPoll' || media.poll.id !== poll.id || media.poll.closed !== true) throw badRequest('MEDIA_NEW_INVALID');
  if (poll.creatorId !== call.account.id) throw forbidden('MESSAGE_AUTHOR_REQUIRED');
  if (isPollOver(call.state, poll)) throw badRequest('MESSAGE_NOT_MODIFIED');
  poll.closed = true;
  const events = call.world.ops.edited(message.content, message.ownerId, call.actor);
  tellPoll(call.state, call.world.delivery, poll, call.account.id, call.caller);
  return call.world.answer(call.view(), events, isChannelKey(message.peer) ? bareId(message.peer) : undefined);
}

function answerChanged(call: Call, message: BoxMessage, poll: WorldPoll, action: tl.MessageAction): tl.Updates {
  poll.hash += 1n;
  tellPoll(call.state, call.world.delivery, poll, call.account.id, call.caller);
  const content = composeContent(call.state, {
    authorId: call.account.id, to: message.peer, text: '', entities: [], action: { kind: 'plain', action }, reply: { content: message.content },
  });
  const posted = call.world.ops.post(content, message.peer, call.actor);
  const view = call.view();
  const news = call.world.eventUpdates(view, posted.events, isChannelKey(message.peer) ? bareId(message.peer) : undefined);
  return call.world.delivery.answer(view, [pollUpdate(view, poll, message), ...news]);
}

export const pollMethods: HandlerTable = {
  'messages.sendVote': (call, query) => {
    const { message, poll } = pollOf(call, query.peer, query.msgId);
    if (castVote(call.state, poll, call.account.id, query.options)) tellPoll(call.state, call.world.delivery, poll, call.account.id, call.caller);
    const view = call.view();
    return call.world.delivery.answer(view, [pollUpdate(view, poll, message)]);
  },

  'messages.getPollResults': (call, query) => {
    const { message, poll } = pollOf(call, query.peer, query.msgId);
    const view = call.view();
    return call.world.delivery.answer(view, [pollUpdate(view, poll, message, { hash: query.pollHash })]);
  },

  'messages.getPollVotes': (call, query) => {
    const { message, poll } = pollOf(call, query.peer, query.id);
    checkVoters(call.state, call.account, message, poll);
    const wanted = query.option === undefined ? undefined : nameOf(query.option);
    const from = Number(query.offset ?? '0');
    if (!Number.isInteger(from) || from < 0) throw badRequest('OFFSET_INVALID');
    const all = poll.votes.toReversed().filter((vote) => wanted === undefined || vote.options.includes(wanted));
    const most = Math.min(Math.max(1, query.limit), VOTES_LIMIT);
    const view = call.view();
    const votes = all.slice(from, from + most).map(({ userId, date, options }): tl.MessagePeerVote => {
      const peer = view.peer(userId);
      if (wanted !== undefined) return { _: 'messagePeerVoteInputOption', peer, date };
      const bytes = options.map((name) => new Uint8Array(Buffer.from(name, 'hex')));
      const [only] = bytes;
      return bytes.length === 1 && only ? { _: 'messagePeerVote', peer, option: only, date } : { _: 'messagePeerVoteMultiple', peer, options: bytes, date };
    });
    return { _: 'messages.votesList', count: all.length, votes, ...view.vectors(), ...(from + most < all.length ? { nextOffset: String(from + most) } : {}) };
  },

  'messages.addPollAnswer': (call, query) => {
    const { message, poll } = pollOf(call, query.peer, query.msgId);
    if (isPollOver(call.state, poll)) throw badRequest('MESSAGE_POLL_CLOSED');
    if (!poll.open || query.answer._ !== 'inputPollAnswer') throw badRequest('POLL_ANSWER_INVALID');
    const text = styled(call, query.answer.text, 100, 'POLL_ANSWER_INVALID');
    if (poll.options.length >= limit(call, 'poll_answers_max', 12)) throw badRequest('POLL_ANSWERS_INVALID');
    if (poll.options.some((one) => one.text.text === text.text)) throw badRequest('POLL_OPTION_DUPLICATE');
    const last = Math.max(...poll.options.map((one) => one.option[0] ?? 96));
    const made = { text, option: new Uint8Array([last + 1]), addedBy: call.account.id, date: call.now() };
    poll.options.push(made);
    const addedBy: tl.Peer = { _: 'peerUser', userId: made.addedBy };
    return answerChanged(call, message, poll, { _: 'messageActionPollAppendAnswer', answer: { _: 'pollAnswer', text, option: made.option, addedBy, date: made.date } });
  },

  'messages.deletePollAnswer': (call, query) => {
    const { message, poll } = pollOf(call, query.peer, query.msgId);
    if (isPollOver(call.state, poll)) throw badRequest('MESSAGE_POLL_CLOSED');
    const name = nameOf(query.option);
    const found = poll.options.find((one) => nameOf(one.option) === name);
    if (!found?.addedBy) throw badRequest('POLL_OPTION_INVALID');
    const isRecent = call.now() - (found.date ?? 0) < limit(call, 'poll_answer_delete_period', DELETE_PERIOD);
    if (poll.creatorId !== call.account.id && !(found.addedBy === call.account.id && isRecent)) throw forbidden('MESSAGE_AUTHOR_REQUIRED');
    poll.options = poll.options.filter((one) => one !== found);
    poll.votes = poll.votes.flatMap((vote) => {
      const options = vote.options.filter((one) => one !== name);
      return options.length === 0 ? [] : [{ ...vote, options }];
    });
    return answerChanged(call, message, poll, { _: 'messageActionPollDeleteAnswer', answer: { _: 'pollAnswer', text: found.text, option: found.option } });
  },
};
