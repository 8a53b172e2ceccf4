import { expect, it } from 'vitest';
import { OutsideLinks } from '../../../src-main/app/outside-links.ts';

const follow = (links: OutsideLinks): { seen: string[]; end: () => void } => {
  const seen: string[] = [];
  const subscription = links.handler({}, (link) => seen.push(link), { id: 1 } as never);
  return { seen, end: () => subscription.dispose() };
};

it('gives each link to one window, the one that came last, and keeps what comes before the first', () => {
  const links = new OutsideLinks();
  links.open('tg://a');
  links.open(`tg://${'x'.repeat(9_000)}`);
  const first = follow(links);
  expect(first.seen).toEqual(['tg://a']);
  const second = follow(links);
  links.open('tg://b');
  second.end();
  links.open('tg://c');
  expect([first.seen, second.seen]).toEqual([['tg://a', 'tg://c'], ['tg://b']]);
  first.end();
  for (let number = 0; number < 9; number++) links.open(`tg://${number}`);
  expect(follow(links).seen).toEqual(['tg://4', 'tg://5', 'tg://6', 'tg://7', 'tg://8']);
});
