import { beforeEach, expect, it } from 'vitest';
import { messageId } from '#shared/model/index.ts';
import { createPlaceKeeper, type PlaceKeeper } from '../../../src-renderer/features/messages/place-keeper.ts';

/** A list of rows of 100 px each, of which all are mounted. */
class List {
  scrollTop = 0;
  clientHeight = 500;
  heights = Array.from({ length: 50 }, () => 100);

  get scrollHeight(): number {
    return this.heights.reduce((sum, height) => sum + height, 0);
  }

  getBoundingClientRect() {
    return { top: 0, bottom: this.clientHeight, height: this.clientHeight };
  }

  querySelector(selector: string) {
    const index = Number(/\d+/.exec(selector)?.[0]);
    const above = this.heights.slice(0, index).reduce((sum, height) => sum + height, 0);
    const height = this.heights[index];
    return height === undefined ? null : { getBoundingClientRect: () => ({ top: above - this.scrollTop, height }) };
  }
}

let list: List;
let time: number;
let place: PlaceKeeper;
/** What the list is told after some time, as after each scroll and each change of a size. */
const look = (after: number): void => {
  time += after;
  place.keep();
};

beforeEach(() => {
  list = new List();
  time = 0;
  place = createPlaceKeeper(() => list as unknown as HTMLElement, () => time);
});

it('keeps a row where it was put while others get their sizes, however late', () => {
  place.hold({ row: messageId(20), at: 'middle' });
  look(0);
  expect(list.scrollTop).toBe(1_800);
  list.heights[3] = 250;
  look(5_000);
  expect(list.scrollTop).toBe(1_950);
  list.clientHeight = 300;
  list.scrollTop = 1_700;
  look(5_000);
  expect(list.scrollTop).toBe(1_950);
  expect(place.held()).toBeDefined();
});

it('keeps it against what the list itself still does about a jump', () => {
  place.hold({ row: messageId(20), at: 'middle' });
  look(0);
  list.scrollTop = 2_400;
  look(100);
  expect(list.scrollTop).toBe(1_800);
});

it('lets stand what scrolls while nothing changes its size: a screen reader, a search in the page', () => {
  place.hold('end');
  look(0);
  expect(list.scrollTop).toBe(4_500);
  list.scrollTop = 3_000;
  look(1_000);
  expect([list.scrollTop, place.held()]).toEqual([3_000, undefined]);
  // Nor does it come back with the next change.
  list.heights.push(100);
  look(1_000);
  expect(list.scrollTop).toBe(3_000);
});

it('stays at the end while messages come', () => {
  place.hold('end');
  look(0);
  list.heights.push(100);
  look(1_000);
  expect(list.scrollTop).toBe(4_600);
});
