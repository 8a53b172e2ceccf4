import type { TextEntity } from '#shared/model/index.ts';

/** Small talk that reads like people. */
export const lines: readonly string[] = [
  'Morning! Did you get home all right?',
  'The ferry was an hour late, but the sunset made up for it.',
  'Sounds good to me.',
  'Can you send me the address again?',
  'I will bring the cake if you bring the coffee ☕',
  'Haha, exactly',
  'Let me check and come back to you.',
  'We moved the meeting to Thursday, half past ten. The room is the one on the second floor, next to the kitchen.',
  'Thank you so much, that helped a lot!',
  'No rush at all',
  'Just saw a heron on the canal, three metres away from me 🐦',
  'I tried the recipe yesterday. Less salt next time, but the sauce is wonderful.',
  'ok',
  'Do you still have the tickets?',
  'The train leaves from platform 7, not 4. Hurry!',
  'Are we still on for tonight?',
  'Yes, eight o’clock. I have booked a table by the window.',
  '😂😂😂',
  'I finished the book. The ending surprised me, in a good way.',
  'Here is what I would change: first the order of the chapters, then the pictures, and only then the cover. The rest can wait until spring.',
  'Good night, sleep well',
  'Could you water the plants while I am away? Only the ones in the kitchen, twice a week is enough.',
  'Of course',
  'What a day',
  'Your parcel is at the neighbours’.',
  'The new bridge opens on Sunday. Shall we walk over?',
  'I have three ideas, but none of them is good yet.',
  'Perfect, see you there',
  'مرحبا! كيف حالك اليوم؟',
  'Die Donaudampfschifffahrtsgesellschaft hat heute geschlossen, leider.',
];

/** Posts of channels: longer, with styles. */
export const posts: readonly { text: string; styles: [type: 'bold' | 'italic' | 'code' | 'spoiler' | 'underline', part: string][] }[] = [
  {
    text: 'Storm petrels are back on the islands\n\nThe first pairs were heard last night on the north cliff. They spend the day at sea and come to land only in the dark.',
    styles: [['bold', 'Storm petrels are back on the islands'], ['italic', 'only in the dark']],
  },
  {
    text: 'Release 4.2 is out. Highlights:\n— startup is twice as fast\n— search works offline\n— run npm install again after the update',
    styles: [['bold', 'Release 4.2 is out.'], ['code', 'npm install']],
  },
  {
    text: 'Weather for the weekend: fog in the morning, clear from noon, wind from the west with up to 30 km/h. Sunday is the better day for the coast.',
    styles: [['bold', 'Weather for the weekend:']],
  },
  { text: 'Quiz of the day: which bird can sleep while flying? The frigatebird', styles: [['bold', 'Quiz of the day:'], ['spoiler', 'The frigatebird']] },
];

/** Turns the parts of a text that are to be styled into entities. */
export function style(text: string, styles: readonly (readonly [TextEntity['type'], string])[]): TextEntity[] {
  return styles.flatMap(([type, part]) => {
    const offset = text.indexOf(part);
    return offset < 0 ? [] : [{ type, offset, length: part.length } as TextEntity];
  });
}
