import type { tl } from '#tl';
import type { FormattedText, Photo, Poll, PollAnswer } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import { mapEntities } from './entities.ts';
import { mapPeerId } from './ids.ts';
import type { MappedMedia } from './mapped.ts';
import { documentFile, mapDocument, mapPhoto, photoFile } from './pictures.ts';

/** The name of an answer in the model, and what it was on the wire. */
export const optionName = (option: Uint8Array): string => Buffer.from(option).toString('hex');
export const optionBytes = (name: string): Uint8Array => new Uint8Array(Buffer.from(name, 'hex'));

export const mapText = ({ text, entities }: tl.TextWithEntities): FormattedText => ({ text, entities: mapEntities(entities, text) });

/** A poll with its results (core.telegram.org/constructor/messageMediaPoll). */
export function mapPollMedia({ poll, results, attachedMedia }: tl.messageMediaPoll): MappedMedia {
  const { picture, files } = pictureOf(attachedMedia);
  const mapped = mapQuestion(poll, files);
  return {
    media: { kind: 'poll', poll: withResults({ ...mapped, ...(picture === undefined ? {} : { picture }) }, results) },
    files,
    poll: { id: poll.id, min: results.min === true },
  };
}

/** What is known of a poll after an update told of it (core.telegram.org/constructor/updateMessagePoll), with the files it shows. */
export function mapPollUpdate(before: Poll, update: Pick<tl.updateMessagePoll, 'poll' | 'results'>): { poll: Poll; files: FileRecord[] } {
  const files: FileRecord[] = [];
  if (update.poll === undefined) return { poll: withResults(before, update.results), files };
  const told = mapQuestion(update.poll, files);
  const picture = before.picture === undefined ? {} : { picture: before.picture };
  return { poll: withResults(withKnownResults({ ...told, ...picture }, before), update.results), files };
}

/**
 * What a `min` copy of a poll leaves out is what depends on who looks: the own votes, which answers are right and why. That stays as
 * it is known.
 */
export function keepOwnVotes(told: Poll, before: Poll): Poll {
  const known = new Map(before.answers.map((answer) => [answer.option, answer]));
  return {
    ...told,
    ...(before.solution === undefined ? {} : { solution: before.solution }),
    ...(before.mine === true ? { mine: true } : {}),
    ...(before.unreadVotes === true ? { unreadVotes: true } : {}),
    answers: told.answers.map((answer): PollAnswer => {
      const { chosen, correct } = known.get(answer.option) ?? {};
      return { ...answer, ...(chosen === true ? { chosen } : {}), ...(correct === true ? { correct } : {}) };
    }),
  };
}

/** Question, answers and rules: everything but the results. */
function mapQuestion(poll: tl.poll, files: FileRecord[]): Poll {
  return {
    id: poll.id.toString(),
    question: mapText(poll.question),
    answers: poll.answers.flatMap((answer) => mapAnswer(answer, files)),
    totalVoters: 0,
    recentVoters: [],
    ...(poll.closed === true ? { closed: true } : {}),
    ...(poll.publicVoters === true ? { publicVoters: true } : {}),
    ...(poll.multipleChoice === true ? { multiple: true } : {}),
    ...(poll.quiz === true ? { quiz: true } : {}),
    ...(poll.openAnswers === true ? { openAnswers: true } : {}),
    // A quiz is final whether it says so or not.
    ...(poll.revotingDisabled === true || poll.quiz === true ? { finalVotes: true } : {}),
    ...(poll.shuffleAnswers === true ? { shuffled: true } : {}),
    ...(poll.hideResultsUntilClose === true ? { hidesResults: true } : {}),
    ...(poll.creator === true ? { mine: true } : {}),
    ...(poll.subscribersOnly === true ? { subscribersOnly: true } : {}),
    ...(poll.countriesIso2 === undefined ? {} : { countries: poll.countriesIso2 }),
    ...(poll.closeDate === undefined ? {} : { closeDate: poll.closeDate }),
    hash: poll.hash.toString(),
  };
}

function mapAnswer(answer: tl.PollAnswer, files: FileRecord[]): PollAnswer[] {
  if (answer._ !== 'pollAnswer') return [];
  const shown = pictureOf(answer.media);
  files.push(...shown.files);
  return [
    {
      option: optionName(answer.option),
      text: mapText(answer.text),
      ...(shown.picture === undefined ? {} : { picture: shown.picture }),
      ...(answer.addedBy === undefined ? {} : { addedBy: mapPeerId(answer.addedBy) }),
      ...(answer.date === undefined ? {} : { date: answer.date }),
    },
  ];
}

function withKnownResults(told: Poll, before: Poll): Poll {
  const known = new Map(before.answers.map((answer) => [answer.option, answer]));
  const { totalVoters, recentVoters, solution, unreadVotes } = before;
  return {
    ...told,
    totalVoters,
    recentVoters,
    ...(solution === undefined ? {} : { solution }),
    ...(unreadVotes === undefined ? {} : { unreadVotes }),
    // Who made it does not change, whether an update says so or not.
    ...(before.mine === true ? { mine: true } : {}),
    answers: told.answers.map((answer) => {
      const { voters, recentVoters: recent, chosen, correct } = known.get(answer.option) ?? {};
      return {
        ...answer,
        ...(voters === undefined ? {} : { voters }),
        ...(recent === undefined ? {} : { recentVoters: recent }),
        ...(chosen === true ? { chosen } : {}),
        ...(correct === true ? { correct } : {}),
      };
    }),
  };
}

/** The poll with results that the server told (core.telegram.org/constructor/pollResults). */
function withResults(poll: Poll, results: tl.PollResults): Poll {
  const told = new Map(results.results?.map((one) => [optionName(one.option), one]));
  const { solution: _solution, unreadVotes: _unread, ...rest } = poll;
  const next: Poll = {
    ...rest,
    totalVoters: results.totalVoters ?? poll.totalVoters,
    recentVoters: results.recentVoters?.map(mapPeerId) ?? poll.recentVoters,
    ...(results.solution === undefined ? {} : { solution: { text: results.solution, entities: mapEntities(results.solutionEntities, results.solution) } }),
    ...(results.hasUnreadVotes === true ? { unreadVotes: true } : {}),
    answers: poll.answers.map(({ voters, recentVoters, chosen: _chosen, correct: _correct, ...answer }): PollAnswer => {
      const one = told.get(answer.option);
      const count = one?.voters ?? (results.min === true ? voters : undefined);
      const recent = one?.recentVoters?.map(mapPeerId) ?? (results.min === true ? recentVoters : undefined);
      return {
        ...answer,
        ...(count === undefined ? {} : { voters: count }),
        ...(recent === undefined ? {} : { recentVoters: recent }),
        ...(one?.chosen === true ? { chosen: true } : {}),
        ...(one?.correct === true ? { correct: true } : {}),
      };
    }),
  };
  return results.min === true ? keepOwnVotes(next, poll) : next;
}

/** The picture that stands for what is attached to a poll or an answer. */
function pictureOf(media: tl.MessageMedia | undefined): { picture?: Photo; files: FileRecord[] } {
  if (media?._ === 'messageMediaPhoto' && media.photo?._ === 'photo') return { picture: mapPhoto(media.photo), files: [photoFile(media.photo)] };
  if (media?._ === 'messageMediaDocument' && media.document?._ === 'document') {
    const { thumbnail } = mapDocument(media.document);
    return { ...(thumbnail === undefined ? {} : { picture: thumbnail }), files: [documentFile(media.document)] };
  }
  return { files: [] };
}
