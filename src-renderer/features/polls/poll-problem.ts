import { t } from '../../strings/index.ts';

export interface PollLimits {
  question: number;
  answer: number;
  answers: number;
  solution: number;
}

/** Line breaks of an explanation. */
const LINES = 2;

/** What is missing in a poll that is being written, as a sentence; undefined when it can be sent. `right`: which answers of a quiz are. */
export function pollProblem(
  poll: { question: string; answers: readonly string[]; right: readonly number[] | undefined; solution: string }, limits: PollLimits,
): string | undefined {
  const words = t.cards.poll.create.problems;
  const question = poll.question.trim();
  const answers = poll.answers.map((answer) => answer.trim());
  const filled = answers.filter((answer) => answer !== '');
  if (question === '') return words.question;
  if (question.length > limits.question) return words.questionLong(question.length - limits.question);
  if (filled.length < 2) return words.answers;
  const long = answers.findIndex((answer) => answer.length > limits.answer);
  if (long >= 0) return words.answerLong(long + 1);
  if (new Set(filled).size < filled.length) return words.same;
  if (poll.right === undefined) return undefined;
  if (!poll.right.some((index) => answers[index] !== undefined && answers[index] !== '')) return words.right;
  const solution = poll.solution.trim();
  return solution.length > limits.solution || solution.split('\n').length - 1 > LINES ? words.explanationLong : undefined;
}
