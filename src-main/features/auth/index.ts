/** Signing in and out. */
export { AuthFeature } from './auth.ts';
export { OfflineError } from './context.ts';
export type { AuthClient, AuthContext, Credentials } from './context.ts';
export type { CountriesCache } from './countries.ts';
export type { AuthClock, SavedFlow } from './flow.ts';
