/** Messages that wait to be sent later. */
export { Scheduled } from './scheduled.ts';
