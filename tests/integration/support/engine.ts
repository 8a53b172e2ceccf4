import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthState } from '#shared/model/index.ts';
import { localEnvironment } from '../../../src-main/app/environments.ts';
import { createEngine } from '../../../src-main/app/engine.ts';
import type { EngineHandle } from '../../../src-main/app/engine-handle.ts';
import type { EngineOptions } from '../../../src-main/app/engine-options.ts';
import { environmentProxy } from '../../../src-main/app/system-proxy/index.ts';
import type { AskSystemProxy } from '../../../src-main/app/system-proxy/index.ts';
import type { LocalDcDescription } from '../../../src-main/app/environments.ts';
import { engineLog } from './suite-logs.ts';
import { TestWindow } from './window.ts';
import type { Followed } from './window.ts';

export { Followed, TestWindow } from './window.ts';

export const testKey = new Uint8Array(32).map((_, index) => index * 7 + 1);
const credentials = { apiId: 1, apiHash: '0123456789abcdef0123456789abcdef' };

/** A folder for a profile, with how to remove it. */
export function temporaryProfile(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'petrel-profile-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function engineOptions(profileDir: string, dc: LocalDcDescription, overrides: Partial<EngineOptions> = {}): EngineOptions {
  return {
    profileDir,
    masterKey: testKey,
    environment: localEnvironment(dc),
    credentials,
    app: { name: 'Petrel', version: '0.1.0', host: 'browser', platform: 'linux', warnings: [] },
    device: { deviceModel: 'Desktop', systemVersion: 'Linux', systemLangCode: 'en' },
    downloadsDir: join(profileDir, 'downloads'),
    ...engineLog({ masterKey: testKey, credentials }),
    ...overrides,
  };
}

/** An engine with one window that follows where signing in stands. */
export class TestEngine {
  readonly engine: EngineHandle;
  readonly window: TestWindow;
  readonly auth: Followed<AuthState>;

  constructor(engine: EngineHandle) {
    this.engine = engine;
    this.window = new TestWindow(engine);
    this.auth = this.window.listen('auth.state', {});
  }

  /** @param askSystem what the settings of this computer say of proxies; nothing by default */
  static open(profileDir: string, dc: LocalDcDescription, overrides: Partial<EngineOptions> = {}, askSystem?: AskSystemProxy): TestEngine {
    return new TestEngine(createEngine(engineOptions(profileDir, dc, overrides), askSystem ?? environmentProxy({})));
  }

  step<Step extends AuthState['step']>(step: Step): Promise<AuthState & { step: Step }> {
    return this.auth.until((state) => state.step === step) as Promise<AuthState & { step: Step }>;
  }

  /** Signs in with a test phone (99966XYYYY), whose code is X five times. */
  async signIn(phone: string): Promise<void> {
    await this.step('phone');
    await this.window.call('auth.sendCode', { phone });
    await this.step('code');
    await this.window.call('auth.signIn', { code: phone.replace(/\D/g, '').charAt(5).repeat(5) });
    await this.step('ready');
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
