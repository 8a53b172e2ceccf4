import { createHash, randomBytes } from 'node:crypto';

/**
 * Who may use the host: a start token, good once, is exchanged for a session that a cookie carries. Both are kept as hashes, so
 * that comparing them tells nothing by its timing.
 */
export class Sessions {
  readonly #tokens = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #cookieName: string;

  constructor(port: number) {
    // Cookies are not kept apart by port: the name is.
    this.#cookieName = `petrel_${port}`;
  }

  /** A fresh start token, for one URL. */
  issueToken(): string {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.add(digest(token));
    return token;
  }

  /** Takes a start token; returns the `Set-Cookie` value of a new session, or undefined for a wrong or used one. */
  exchange(token: string): string | undefined {
    if (!this.#tokens.delete(digest(token))) return undefined;
    const session = randomBytes(32).toString('base64url');
    this.#sessions.add(digest(session));
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  isAuthorized(cookieHeader: string | undefined): boolean {
    for (const part of cookieHeader?.split(';') ?? []) {
      const [name, value] = part.trim().split('=', 2);
      if (name === this.#cookieName && value !== undefined && this.#sessions.has(digest(value))) return true;
    }
    return false;
  }
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
