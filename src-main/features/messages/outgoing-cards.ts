import type { tl } from '#tl';
import { AppError } from '#shared/model/index.ts';
import type { FormattedText, Media, NewPoll, PeerId, Poll } from '#shared/model/index.ts';
import type { ValidCallInput } from '#shared/ipc/handlers.ts';
import type { ChatContext } from '../context.ts';
import { longestPeriod, pollLimits, SOLUTION_LINES } from '../polls/index.ts';
import { inputEntities, inputText, prepareText } from '../text/index.ts';

/** What was asked for to be sent. */
export type CardWish = ValidCallInput<'cards.send'>['card'] | { kind: 'dice'; emoji: string };

/** What is sent without a file, frozen as it goes to the server. */
export type OutgoingCard =
  | { kind: 'poll'; poll: NewPoll }
  | { kind: 'contact'; phone: string; firstName: string; lastName: string; userId: PeerId }
  | { kind: 'location'; latitude: number; longitude: number }
  | { kind: 'dice'; emoji: string };

type Context = Pick<ChatContext, 'store' | 'appNumber'>;

const invalid = (message: string): AppError => new AppError({ code: 'INVALID_INPUT', message });

/** Makes a wish ready for the server. Throws `AppError` INVALID_INPUT or NOT_FOUND with what is wrong with it. */
export function frozenCard(wish: CardWish, context: Context): OutgoingCard {
  switch (wish.kind) {
    case 'poll':
      return { kind: 'poll', poll: checkedPoll(wish.poll, context) };
    case 'contact': {
      const peer = context.store.peers.get(wish.userId);
      if (peer?.phone === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'The phone number of this contact is not known, so it cannot be shared.' });
      return { kind: 'contact', phone: peer.phone, firstName: peer.firstName ?? peer.title, lastName: peer.lastName ?? '', userId: wish.userId };
    }
    case 'location':
    case 'dice':
      return wish;
  }
}

/** A poll as the server takes it (core.telegram.org/api/poll), its blank answers left out. */
function checkedPoll(source: Extract<CardWish, { kind: 'poll' }>['poll'], context: Context): NewPoll {
  const limits = pollLimits(context);
  const question = prepareText(source.question);
  const written = source.answers.map((answer, index) => ({ text: prepareText(answer), index })).filter(({ text }) => text.text !== '');
  if (question.text === '') throw invalid('Write the question of the poll.');
  if (question.text.length > limits.question) throw invalid(`The question is too long by ${question.text.length - limits.question} characters.`);
  if (written.length < 2) throw invalid('A poll needs two answers at least.');
  if (written.length > limits.answers) throw invalid(`A poll can have ${limits.answers} answers at most.`);
  if (written.some(({ text }) => text.text.length > limits.answer)) throw invalid(`An answer can have ${limits.answer} characters at most.`);
  if (new Set(written.map(({ text }) => text.text)).size < written.length) throw invalid('Two answers are the same.');
  const correct = source.correct === undefined ? undefined : written.flatMap(({ index }, place) => (source.correct?.includes(index) === true ? [place] : []));
  if (correct?.length === 0) throw invalid('Say which answer is right.');
  const solution = source.solution === undefined || correct === undefined ? undefined : prepareText(source.solution);
  if (solution !== undefined && (solution.text.length > limits.solution || solution.text.split('\n').length - 1 > SOLUTION_LINES)) {
    throw invalid(`The explanation can have ${limits.solution} characters and ${SOLUTION_LINES} line breaks at most.`);
  }
  const { closePeriod } = source;
  if (closePeriod !== undefined && closePeriod > longestPeriod(context)) throw invalid('A poll cannot stay open for that long. Choose an earlier end.');
  const on = (name: 'publicVoters' | 'multiple' | 'finalVotes' | 'shuffled' | 'openAnswers' | 'hidesResults'): Partial<NewPoll> => (source[name] === true ? { [name]: true } : {});
  return {
    question,
    answers: written.map(({ text }) => text),
    ...on('publicVoters'),
    ...on('multiple'),
    ...on('finalVotes'),
    ...on('shuffled'),
    ...(correct === undefined ? on('openAnswers') : { correct }),
    ...on('hidesResults'),
    ...(solution === undefined || solution.text === '' ? {} : { solution }),
    ...(closePeriod === undefined ? {} : { closePeriod }),
  };
}

/** What the server is given. */
export function inputCard(card: OutgoingCard): tl.InputMedia {
  switch (card.kind) {
    case 'poll':
      return inputPoll(card.poll);
    case 'contact':
      return { _: 'inputMediaContact', phoneNumber: card.phone, firstName: card.firstName, lastName: card.lastName, vcard: '' };
    case 'location':
      return { _: 'inputMediaGeoPoint', geoPoint: { _: 'inputGeoPoint', lat: card.latitude, long: card.longitude } };
    case 'dice':
      return { _: 'inputMediaDice', emoticon: card.emoji };
  }
}

function inputPoll(poll: NewPoll): tl.inputMediaPoll {
  const { solution } = poll;
  const entities = solution === undefined ? [] : inputEntities(solution.entities, () => undefined);
  return {
    _: 'inputMediaPoll',
    poll: {
      _: 'poll',
      id: 0n,
      question: inputText(poll.question),
      answers: poll.answers.map((text) => ({ _: 'inputPollAnswer', text: inputText(text) })),
      ...(poll.publicVoters === true ? { publicVoters: true } : {}),
      ...(poll.multiple === true ? { multipleChoice: true } : {}),
      ...(poll.correct === undefined ? {} : { quiz: true }),
      ...(poll.openAnswers === true ? { openAnswers: true } : {}),
      ...(poll.finalVotes === true ? { revotingDisabled: true } : {}),
      ...(poll.shuffled === true ? { shuffleAnswers: true } : {}),
      ...(poll.hidesResults === true ? { hideResultsUntilClose: true } : {}),
      ...(poll.closePeriod === undefined ? {} : { closePeriod: poll.closePeriod }),
      hash: 0n,
    },
    ...(poll.correct === undefined ? {} : { correctAnswers: poll.correct }),
    // The entities go with the text: the server takes both or none.
    ...(solution === undefined ? {} : { solution: solution.text, solutionEntities: entities }),
  };
}

/** What the message shows until the server's copy comes. */
export function localCard(card: OutgoingCard): Media {
  switch (card.kind) {
    case 'poll':
      return { kind: 'poll', poll: localPoll(card.poll) };
    case 'contact':
      return { kind: 'contact', contact: { phone: card.phone, firstName: card.firstName, lastName: card.lastName, vcard: '', userId: card.userId } };
    case 'location':
      return { kind: 'location', point: { latitude: card.latitude, longitude: card.longitude } };
    case 'dice':
      return { kind: 'dice', dice: { emoji: card.emoji, value: 0 } };
  }
}

function localPoll(poll: NewPoll): Poll {
  return {
    id: '0',
    question: poll.question,
    answers: poll.answers.map((text, index) => ({ option: index.toString(16).padStart(2, '0'), text })),
    totalVoters: 0,
    recentVoters: [],
    mine: true,
    ...(poll.publicVoters === true ? { publicVoters: true } : {}),
    ...(poll.multiple === true ? { multiple: true } : {}),
    ...(poll.correct === undefined ? {} : { quiz: true }),
    ...(poll.openAnswers === true ? { openAnswers: true } : {}),
    ...(poll.finalVotes === true || poll.correct !== undefined ? { finalVotes: true } : {}),
    ...(poll.shuffled === true ? { shuffled: true } : {}),
    ...(poll.hidesResults === true ? { hidesResults: true } : {}),
    hash: '0',
  };
}

/** Emoji that are thrown when they stand alone, as long as the server says nothing else. */
const DICE: readonly string[] = ['🎲', '🎯', '🏀', '⚽', '⚽️', '🎰', '🎳'];

/** The emoji that a text throws: it stands alone (core.telegram.org/api/dice). */
export function diceIn({ text, entities }: FormattedText, { appTexts }: Pick<ChatContext, 'appTexts'>): string | undefined {
  const wanted = text.trim();
  return entities.length === 0 && appTexts('emojies_send_dice', DICE).includes(wanted) ? wanted : undefined;
}
