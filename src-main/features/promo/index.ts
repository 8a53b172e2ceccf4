export { Promo } from './promo.ts';
