import { fireEvent, screen } from '@solidjs/testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PopupLayer } from '../../../src-renderer/features/shell/PopupLayer.tsx';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

const buttons = (): (string | null)[] => screen.queryAllByRole('button').map((button) => button.textContent);

describe('a notification of the server', () => {
  it('stays until it has been read, and the next one follows', async () => {
    const { engine, app } = renderWithEngine({}, () => <PopupLayer />);
    await vi.waitFor(() => expect(app.client.link()).toBe('open'));
    engine.notify({ text: 'Look here.', kind: 'popup' });
    engine.notify({ text: 'And here.', kind: 'popup' });
    await screen.findByText('Look here.');
    expect(buttons()).toEqual(['OK']);
    fireEvent.click(screen.getByRole('button', { name: 'OK' }));
    await screen.findByText('And here.');
  });

  it('that wants the key dropped offers to log out, and leaves the choice to the person', async () => {
    const { engine, app } = renderWithEngine({}, () => <PopupLayer />);
    await vi.waitFor(() => expect(app.auth()?.step).toBe('ready'));
    const notice = { text: 'Somebody may have copied your session.', kind: 'logOut' } as const;
    engine.notify(notice);
    await screen.findByText(notice.text);
    expect(buttons()).toEqual(['Cancel', 'Log out']);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await vi.waitFor(() => expect(screen.queryByText(notice.text)).toBeNull());
    expect(app.auth()?.step).toBe('ready');
    engine.notify(notice);
    await screen.findByText(notice.text);
    fireEvent.click(screen.getByRole('button', { name: 'Log out' }));
    await vi.waitFor(() => expect(app.auth()?.step).toBe('phone'));
    await vi.waitFor(() => expect(screen.queryByText(notice.text)).toBeNull());
  });
});
