import { screen } from '@solidjs/testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AuthConnection } from '../../../src-renderer/features/auth/AuthConnection.tsx';
import type { ConnectionStatus } from '../../../src-shared/model/account.ts';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(() => {
  vi.useRealTimers();
  endRendering();
});

const bar = () => screen.queryByTestId('connection-bar')?.textContent;

describe('the connection below the sign-in pages', () => {
  it('is named when trouble lasts, and stays named from one attempt to the next', async () => {
    const connecting: ConnectionStatus = { kind: 'connecting' };
    const { engine, app } = renderWithEngine({ connection: { kind: 'ready' } }, () => <AuthConnection />);
    const now = async (status: ConnectionStatus) => {
      engine.setConnection(status);
      await vi.waitFor(() => expect(app.connection()).toEqual(status));
    };
    await vi.waitFor(() => expect(app.connection()).toEqual({ kind: 'ready' }));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await now(connecting);
    expect(bar()).toBeUndefined();
    vi.advanceTimersByTime(1_500);
    expect(bar()).toContain('Connecting');

    await now({ kind: 'connecting', retryAt: Date.now() + 4_000 });
    expect(bar()).toContain('Connecting');
    await now(connecting);
    expect(bar()).toContain('Connecting');
    await now({ kind: 'waitingForNetwork' });
    expect(bar()).toContain('Waiting for network');
    await now({ kind: 'ready' });
    expect(bar()).toBeUndefined();
  });
});
