import type { Locator } from 'playwright-core';
import { soon } from './wait.ts';

/**
 * Ticks a box, or chooses a radio button, with the keyboard: a press would hit whatever stands there by then in a list that is still filtered or
 * filled. The button itself may be out of sight, with only its words drawn.
 */
export const tick = (box: Locator): Promise<void> =>
  soon(async () => {
    if (!(await box.isChecked())) await box.press('Space');
    return box.isChecked();
  }).toBe(true);
