import { For } from 'solid-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userPeerId, type PeerId } from '#shared/model/index.ts';
import { ChatRow } from '../../../src-renderer/features/dialogs/ChatRow.tsx';
import { createDialogs, isHole, type Dialogs } from '../../../src-renderer/state/dialogs.ts';
import { endRendering, renderWithEngine, settled } from './support.tsx';

afterEach(endRendering);

async function renderRows() {
  let dialogs: Dialogs | undefined;
  const opened: PeerId[] = [];
  const rendered = renderWithEngine({}, (app) => {
    const list = createDialogs(app.client, app.peers, 'main');
    dialogs = list;
    return (
      <For each={list.slots()}>
        {(slot) =>
          isHole(slot) ? null : (
            <ChatRow
              row={list.row(slot)!}
              peer={app.peers.get(slot)!}
              narrow={false}
              tabStop={false}
              onSelect={() => undefined}
              onPeek={() => undefined}
              onOpen={() => (opened.push(slot), app.navigation.open(slot))}
              onMenu={() => undefined}
              onFocus={() => undefined}
            />
          )
        }
      </For>
    );
  });
  const row = (id: number) => rendered.root.querySelector<HTMLElement>(`[data-testid="chat-row:${id}"]`)!;
  await vi.waitFor(() => expect(row(201)).not.toBeNull());
  return { ...rendered, dialogs: dialogs!, row, opened };
}

/** Rows whose DOM changed while something happened. */
async function touched(root: HTMLElement, act: () => void): Promise<(string | undefined)[]> {
  const seen = new Set<string | undefined>();
  const note = (records: MutationRecord[]) => {
    for (const { target } of records) {
      const element = target instanceof HTMLElement ? target : target.parentElement;
      seen.add(element?.closest<HTMLElement>('[data-testid]')?.dataset['testid']);
    }
  };
  const observer = new MutationObserver(note);
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  act();
  await settled();
  note(observer.takeRecords());
  observer.disconnect();
  return [...seen];
}

describe('rows of the chat list', () => {
  it('change alone: one row\'s news touches one row', async () => {
    const { engine, root, row } = await renderRows();
    const before = row(201);
    const rows = await touched(root, () => engine.receive(201, 'Only for this row'));
    expect(rows).toEqual(['chat-row:201']);
    expect(row(201)).toBe(before);
    expect(row(201).textContent).toContain('Only for this row');
  });

  it('show typing in one row', async () => {
    const { engine, root, row } = await renderRows();
    const rows = await touched(root, () => engine.setActions(userPeerId(202), [{ userId: userPeerId(202), userName: 'Ben', action: 'typing' }]));
    expect(rows).toEqual(['chat-row:202']);
    expect(row(202).textContent).toContain('typing');
  });

  it('keep their elements when the order changes', async () => {
    const { engine, row, dialogs } = await renderRows();
    const before = row(210);
    const place = dialogs.slots().indexOf(userPeerId(210));
    engine.receive(210, 'To the top');
    await vi.waitFor(() => expect(dialogs.slots().indexOf(userPeerId(210))).toBeLessThan(place));
    expect(row(210)).toBe(before);
    // The pinned ones stay above.
    expect(dialogs.slots().indexOf(userPeerId(210))).toBe(3);
  });

  it('mark the open chat in two rows at most', async () => {
    const { app, root, row } = await renderRows();
    app.navigation.open(userPeerId(201));
    expect(row(201).getAttribute('aria-current')).toBe('true');
    const rows = await touched(root, () => app.navigation.open(userPeerId(202)));
    expect(rows.sort()).toEqual(['chat-row:201', 'chat-row:202']);
  });

  it('open on a click', async () => {
    const { row, opened } = await renderRows();
    row(203).click();
    expect(opened).toEqual([203]);
  });

  it('stay where they are while the order is held, and move then', async () => {
    const { engine, dialogs } = await renderRows();
    const before = dialogs.slots();
    const release = dialogs.holdOrder();
    engine.receive(215, 'one');
    engine.receive(216, 'two');
    await settled();
    expect(dialogs.slots()).toEqual(before);
    release();
    expect([...dialogs.slots().slice(3, 5)].sort()).toEqual([215, 216]);
    expect(dialogs.row(userPeerId(215))?.topMessage?.text).toBe('one');
  });
});
