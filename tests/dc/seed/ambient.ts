import type { World } from '../world/index.ts';
import { Random } from '../world/random.ts';
import { isUserKey } from '../world/peers.ts';
import type { Stage } from './stage.ts';

/** Life that goes on by itself in the demo: people come and go, type, and write now and then. */

interface Remark {
  chat: string;
  from: string;
  text: string;
}

const REMARKS: Remark[] = [
  { chat: 'tromso', from: 'noah', text: 'Found my second glove. It was in the first glove.' },
  { chat: 'petreldev', from: 'marek', text: 'Property tests are green now. All of them.' },
  { chat: 'lena', from: 'lena', text: 'Packed! Only forgot everything important, probably.' },
  { chat: 'tromso', from: 'ines', text: 'Does anyone else count the hours?' },
  { chat: 'petreldev', from: 'build', text: '✅ main is green: 1 211 tests in 94 s' },
  { chat: 'books', from: 'ben', text: 'I read ahead. I regret nothing.' },
  { chat: 'flat', from: 'julia', text: 'Who ate my yoghurt? It had a label.' },
  { chat: 'anya', from: 'anya', text: 'Кстати, у нас выпал снег!' },
  { chat: 'photogroup', from: 'mei', text: 'Golden hour in twenty minutes, who is out?' },
  { chat: 'jonas', from: 'jonas', text: 'Bin in fünf Minuten da' },
  { chat: 'tromso', from: 'erik', text: 'Sky is clearing up. Look north after nine.' },
  { chat: 'oskar', from: 'oskar', text: 'found the tent. it was under the other tent' },
];

const TYPERS: [string, string][] = [
  ['lena', 'lena'],
  ['tromso', 'ines'],
  ['petreldev', 'oleg'],
  ['anya', 'anya'],
  ['tromso', 'lena'],
  ['books', 'hana'],
];

const COMERS = ['lena', 'anya', 'priya', 'david', 'oskar', 'noah', 'erik', 'tomas', 'sofia', 'julia'];

/** Starts it; it ends with `world.close()`. */
export function startAmbientLife(stage: Stage): void {
  const random = new Random('ambient');
  const { world } = stage;
  const again = (from: number, to: number, action: () => void): void => {
    world.timers.after(random.int(from, to), () => {
      action();
      again(from, to, action);
    });
  };
  again(7_000, 19_000, () => typeSomewhere(stage, random));
  again(11_000, 32_000, () => comeOrGo(world, stage.user(random.pick(COMERS)).id));
  let next = 0;
  again(38_000, 90_000, () => {
    const remark = REMARKS[next++ % REMARKS.length];
    if (remark) say(stage, remark);
  });
}

function target(stage: Stage, chat: string): number {
  const peer = stage.peer(chat);
  return isUserKey(peer) ? stage.me.id : peer;
}

function typeSomewhere(stage: Stage, random: Random): void {
  const [chat, who] = random.pick(TYPERS);
  stage.world.startTyping(stage.user(who).id, target(stage, chat));
}

function comeOrGo(world: World, userId: number): void {
  const { presence } = world.state.user(userId);
  const online = presence.kind === 'online' && presence.until > world.state.now();
  world.setOnline(userId, !online);
}

function say(stage: Stage, remark: Remark): void {
  const { world } = stage;
  const from = stage.user(remark.from).id;
  const to = target(stage, remark.chat);
  if (!stage.user(remark.from).bot) world.startTyping(from, to);
  world.timers.after(3_500, () => {
    world.sendMessage({ from, to, text: remark.text });
  });
}
