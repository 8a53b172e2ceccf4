import type { SecretStore } from './master-key.ts';

/** The system's keychain through keytar; undefined where its library does not load (on Linux it needs libsecret). */
export async function loadKeychain(): Promise<SecretStore | undefined> {
  try {
    const module = (await import('keytar')) as unknown as { default?: SecretStore } & SecretStore;
    return module.default ?? module;
  } catch {
    return undefined;
  }
}
