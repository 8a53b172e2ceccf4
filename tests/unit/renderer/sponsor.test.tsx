import { fireEvent } from '@solidjs/testing-library';
import { afterEach, expect, it, vi } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { SponsorRow } from '../../../src-renderer/features/dialogs/SponsorRow.tsx';
import { endRendering, renderWithEngine } from './support.tsx';

afterEach(endRendering);

it('the sponsor of the proxy stands on top of the list, named as that, and opens', async () => {
  const { app, engine, root } = renderWithEngine({}, () => <SponsorRow narrow={false} />);
  const row = () => root.querySelector<HTMLElement>('[data-testid="sponsor"]');
  expect(row()).toBeNull();
  const [channel] = [...engine.world.peers.values()].filter(({ kind }) => kind === 'channel');
  engine.setSponsor(channel!);
  await vi.waitFor(() => expect(row()?.textContent).toContain(`${channel!.title}Sponsor of your proxy`));
  expect(row()?.querySelector('[role="img"]')?.getAttribute('aria-label')).toBe(`${channel!.title}, Sponsor of your proxy`);
  fireEvent.click(row()!);
  expect(app.navigation.openPeer()).toBe(channel!.id satisfies PeerId);
  engine.setSponsor(null);
  await vi.waitFor(() => expect(row()).toBeNull());
});
