import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError, type Media, type Message, type Peer } from '#shared/model/index.ts';
import { fileOf, saveItems } from '../../../src-renderer/features/messages/save-items.tsx';
import { DocumentRow } from '../../../src-renderer/features/messages/DocumentRow.tsx';
import { endRendering, renderWithEngine, saved } from './support.tsx';

afterEach(endRendering);

const document = { id: '1', kind: 'file' as const, fileName: 'plan.pdf', mimeType: 'application/pdf', byteSize: 5, url: 'document/1' };
const sizes = [320, 1280].map((width) => ({ type: 'x', width, height: 10, byteSize: 1, url: `photo/7/${width}` }));
const of = (media?: Media): Message => ({ date: 1_800_000_000, ...(media === undefined ? {} : { media }) }) as Message;

describe('the file of a message', () => {
  it('has the name that it came with, or one that says what it is', () => {
    expect(fileOf(of({ kind: 'document', document }))).toEqual({ path: 'document/1', name: 'plan.pdf' });
    expect(fileOf(of({ kind: 'document', document: { ...document, kind: 'voice', fileName: '' } }))?.name).toMatch(/./);
  });

  it('is the largest photo, named by its date', () => {
    const file = fileOf(of({ kind: 'photo', photo: { id: '7', sizes } }));
    expect(file?.path).toBe('photo/7/1280');
    expect(file?.name).toMatch(/^photo 2027-01-1\d \d\d-\d\d-00\.jpg$/);
  });

  it('is not there in a text', () => {
    expect(fileOf(of())).toBeUndefined();
    expect(fileOf(of({ kind: 'photo', photo: { id: '7', sizes: [] } }))).toBeUndefined();
  });
});

describe('the file in a bubble', () => {
  it('is saved by a press, unless its message or its chat does not allow that', () => {
    const show = (peer: Partial<Peer>, message: Partial<Message>) => {
      const { root } = renderWithEngine({}, (app) => {
        app.peers.put([{ id: 7, kind: 'channel', title: 'Plans', ...peer } as Peer]);
        return <DocumentRow document={document} message={{ ...of(), peerId: 7, id: 1, ...message } as Message} />;
      });
      return { links: root.querySelectorAll('a').length, text: root.textContent };
    };
    expect(show({}, {})).toMatchObject({ links: 1, text: expect.stringContaining('plan.pdf') as string });
    expect(show({ noForwards: true }, {})).toMatchObject({ links: 0, text: expect.stringContaining('plan.pdf') as string });
    expect(show({}, { noForwards: true }).links).toBe(0);
  });
});

describe('saving it', () => {
  it('keeps it in Downloads and says under which name, or why not', async () => {
    const { app, engine } = renderWithEngine({}, () => null);
    const [save] = saveItems(app, of({ kind: 'document', document }));
    save?.onSelect();
    await vi.waitFor(() => expect(app.layers.toasts().map(({ text }) => text)).toEqual(['Saved as “plan.pdf” in Downloads.']));
    engine.failures.set('files.save', new AppError({ code: 'NOT_FOUND', message: 'The file is gone.' }));
    save?.onSelect();
    await vi.waitFor(() => expect(app.layers.toasts().at(-1)).toMatchObject({ text: 'The file is gone.', kind: 'error' }));
  });

  it('lets the person choose the place', () => {
    const { app } = renderWithEngine({}, () => null);
    const items = saveItems(app, of({ kind: 'document', document }));
    items.find(({ label }) => label === 'Save as…')?.onSelect();
    expect(saved).toEqual([{ path: 'document/1', name: 'plan.pdf' }]);
    expect(saveItems(app, of())).toEqual([]);
  });
});
