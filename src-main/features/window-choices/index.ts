export { WindowChoices } from './window-choices.ts';
