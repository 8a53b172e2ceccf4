import type { Random } from '../world/random.ts';
import { exchanges, LOCAL_SLOTS, SLOTS, type BankName, type Exchange } from './bank.ts';
import { OLD_POSTS } from './channel-posts.ts';

/** A message of the seed before it is put into a box. */
export interface Planned {
  /** Key of the speaker. */
  from: string;
  text: string;
  /** Seconds before the seed's "now". */
  ago: number;
}

/** Fills the slots of a text. */
export function fill(text: string, random: Random, bank: BankName = 'en'): string {
  return text.replace(/%([a-z]+)/g, (whole, name: string) => {
    const values = LOCAL_SLOTS[bank]?.[name] ?? SLOTS[name];
    return values ? random.pick(values) : whole;
  });
}

/** Older talk between people: exchanges in random order, spread over days, at waking hours. Oldest first. */
export class OlderTalk {
  readonly #banks: Record<BankName, Exchange[]> = exchanges();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** At least `count` messages between `speakers`, none newer than `until` seconds ago. */
  talk(speakers: readonly string[], bank: BankName, count: number, days: number, until: number): Planned[] {
    const random = this.#random;
    const blocks: Exchange[] = [];
    let total = 0;
    let deck: Exchange[] = [];
    while (total < count) {
      if (deck.length === 0) deck = random.shuffle(this.#banks[bank]);
      const block = deck.pop();
      if (!block) break;
      blocks.push(block);
      total += block.length;
    }
    const span = days * 86_400;
    const starts = blocks.map(() => until + 3_600 + Math.floor(random.float() * span)).sort((a, b) => b - a);
    return blocks.flatMap((block, at) => this.#play(block, speakers, bank, starts[at] ?? until));
  }

  #play(block: Exchange, speakers: readonly string[], bank: BankName, start: number): Planned[] {
    const random = this.#random;
    const cast = random.shuffle(speakers);
    let ago = start;
    return block.map((line) => {
      const index = 'ABC'.indexOf(line.speaker);
      ago = Math.max(60, ago - random.int(15, 240));
      return { from: cast[index % cast.length] ?? cast[0] ?? '', text: fill(line.text, random, bank), ago };
    });
  }

  /** Older posts of a channel, one to four a day. */
  posts(channel: string, count: number, until: number): Planned[] {
    const templates = OLD_POSTS[channel] ?? [];
    const random = this.#random;
    const out: Planned[] = [];
    let ago = until + 7_200;
    for (let i = 0; i < count && templates.length > 0; i++) {
      out.push({ from: channel, text: fill(random.pick(templates), random), ago });
      ago += random.int(14_000, 62_000);
    }
    return out.reverse();
  }
}
