import type { World } from '../world/index.ts';
import type { Content } from '../world/model.ts';
import { hashText } from '../world/random.ts';

/** A partner who reads what is written, types, and answers something that fits. */

/** Milliseconds after a message; a test may make them short. */
export interface Pace {
  read: number;
  type: number;
  answer: number;
}

export const HUMAN_PACE: Pace = { read: 1_000, type: 1_700, answer: 4_200 };

export interface AnsweringUser {
  userId: number;
  answer(content: Content): string | undefined;
}

/** Makes the user answer every private message. Returns how to stop it. */
export function answerMessages(world: World, user: AnsweringUser, pace: Pace = HUMAN_PACE): () => void {
  const listener = (content: Content, peer: number): void => {
    const writer = content.authorId;
    if (peer !== user.userId || writer === user.userId || !world.state.accounts.has(writer)) return;
    world.timers.after(pace.read, () => {
      world.setOnline(user.userId, true);
      world.readHistory(user.userId, writer);
    });
    const text = user.answer(content);
    if (text === undefined) return;
    world.timers.after(pace.type, () => world.startTyping(user.userId, writer));
    world.timers.after(pace.answer, () => {
      world.sendMessage({ from: user.userId, to: writer, text });
    });
  };
  world.ops.listeners.add(listener);
  return () => world.ops.listeners.delete(listener);
}

const FILLERS = [
  'Good point. I will think about it over a coffee ☕️',
  'Ha, I was about to write the same thing!',
  'Interesting! Tell me more when we meet.',
  'Noted 👍',
  'That sounds like you 😄',
  'I agree, more or less. Mostly more.',
];

/** What the demo's chat partner says to a message. */
export function friendlyAnswer(content: Content): string {
  const text = content.text.trim();
  const lower = text.toLowerCase();
  if (content.media?.kind === 'photo')
    return text === '' ? 'What a picture! Where did you take it? 😍' : `Love the picture! And “${short(text)}” — exactly.`;
  if (content.media?.kind === 'document') return 'Got the file, thank you! I will look at it tonight.';
  if (content.forward) return 'Thanks for passing that on, I had not seen it.';
  if (/^(hi|hello|hey|hallo|moin|hej|привет|مرحبا|こんにちは)\b|^(привет|مرحبا|こんにちは)/.test(lower))
    return 'Hey! Good to hear from you 👋 How are you?';
  if (/thank|danke|спасибо|شكرا|ありがとう/.test(lower)) return 'Any time! 🙂';
  if (/\b(bye|good night|see you|tschüss|gute nacht)\b/.test(lower)) return 'See you soon! Sleep well 🌙';
  if (/sunday|sonntag/.test(lower)) return 'Sunday it is! I bring the sandwiches 🥪';
  if (/https?:\/\//.test(lower)) return 'Opened it. That is a nice find!';
  if (text.endsWith('?')) return questionAnswer(text);
  if (/\d{2,}/.test(text)) return `${/\d{2,}/.exec(text)?.[0] ?? 'That many'}? That is more than I would have guessed.`;
  if (/[😀-🙏🌀-🗿🚀-🛿❤]/u.test(text) && text.length < 8) return '😄';
  return FILLERS[hashText(text) % FILLERS.length] ?? 'Noted 👍';
}

function questionAnswer(text: string): string {
  const lower = text.toLowerCase();
  if (/\bwhen\b|\bwann\b/.test(lower)) return 'How about Sunday at ten? I am free all day.';
  if (/\bwhere\b|\bwo\b/.test(lower)) return 'At the lake, the entrance with the red kiosk.';
  if (/\bhow are you\b|wie geht/.test(lower)) return 'Very well! The plants survived the move, and so did I.';
  if (/\bwhy\b|\bwarum\b/.test(lower)) return 'Honestly? It seemed like a good idea at the time.';
  return `“${short(text)}” — good question. I would say yes.`;
}

function short(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** Bots answer commands. */
export function botAnswer(content: Content): string | undefined {
  const command = /^\/(\w+)/.exec(content.text)?.[1];
  switch (command) {
    case 'start':
      return '🍅 Session started. See you in 25 minutes.';
    case 'stop':
      return 'Session stopped. Well done!';
    case 'stats':
      return 'This week\nSessions: 24\nFocus time: 10 h\nLongest streak: 4 🔥';
    case 'today':
      return '🦉 Clear, −9 °C, light wind. Bring a lamp.';
    case 'week':
      return 'Mo ❄️ −6 · Tu 🌤 −8 · We ☀️ −11 · Th ☀️ −12 · Fr 🌤 −9 · Sa ☀️ −9 · Su ❄️ −5';
    case 'status':
      return '✅ main is green.';
    default:
      return content.text === ''
        ? undefined
        : `I know these commands: /start, /stop, /stats, /today, /week. “${short(content.text)}” is not one of them.`;
  }
}
