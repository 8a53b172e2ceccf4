/** The strings of what is listened to. */
export const enPlayer = {
  bar: 'Player',
  play: (what: string) => `Play: ${what}`,
  pause: (what: string) => `Pause: ${what}`,
  position: 'Position',
  at: (position: string, duration: string) => `${position} of ${duration}`,
  next: 'Next',
  previous: 'Previous',
  speed: (speed: string) => `Speed: ${speed}`,
  close: 'Close player',
  show: 'Show in chat',
  unheard: 'Not played yet',
  unplayable: 'This file cannot be played here. It can be saved and opened with another program.',
};
