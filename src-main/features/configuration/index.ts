export { AppConfig } from './app-config.ts';
export { Configuration } from './configuration.ts';
export { defaultLimits } from './limits.ts';
export type { Limits } from './limits.ts';
