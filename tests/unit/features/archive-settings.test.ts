import { expect, it } from 'vitest';
import type { tl } from '#tl';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import { ArchiveSettingsFeature } from '../../../src-main/features/archive-settings/index.ts';

/** A server whose answers the test gives, one after the other. */
function open(kept?: unknown) {
  const told: TopicEvent<'archive.settings'>[] = [];
  const asked: { query: { _: string; settings?: tl.GlobalPrivacySettings }; answer(value: tl.GlobalPrivacySettings | Error): Promise<void> }[] = [];
  const meta = new Map<string, unknown>([['archive.settings', kept]]);
  const client = {
    call: (query: object) =>
      new Promise((resolve, reject) => {
        const answer = async (value: unknown) => {
          if (value instanceof Error) reject(value);
          else resolve(value);
          for (let turn = 0; turn < 10; turn++) await Promise.resolve();
        };
        asked.push({ query: query as never, answer });
      }),
  };
  const feature = new ArchiveSettingsFeature({
    client: client as never,
    store: { meta: { get: (key: string) => meta.get(key), set: (key: string, value: unknown) => void meta.set(key, value) } },
    canArchiveStrangers: () => true,
    explain: () => ({ code: 'OFFLINE', message: 'No connection.' }),
  });
  const set = (change: object): Promise<void> => Promise.resolve(feature.calls()['archive.set'](change, undefined as never));
  const listen = () => feature.topics()['archive.settings']({}, (event) => void told.push(event), undefined as never);
  return { told, asked, set, listen, meta, feature };
}
const settings = (more: Partial<tl.globalPrivacySettings> = {}): tl.globalPrivacySettings => ({ _: 'globalPrivacySettings', ...more });
const off = { keepUnmuted: false, keepFolders: false, archiveStrangers: false };
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

it('shows what is known at once, and what the server says when somebody looks', async () => {
  const { told, asked, listen, meta } = open({ ...off, keepFolders: true });
  listen();
  expect(told).toEqual([{ settings: { ...off, keepFolders: true }, canArchiveStrangers: true }]);
  await asked[0]!.answer(settings({ keepArchivedUnmuted: true }));
  expect(told.at(-1)?.settings).toEqual({ ...off, keepUnmuted: true });
  expect(meta.get('archive.settings')).toEqual({ ...off, keepUnmuted: true });
});

it('says why nothing can be shown, until there is a connection', async () => {
  const { told, asked, listen, feature } = open();
  listen();
  await asked[0]!.answer(new Error('offline'));
  expect(told.at(-1)).toEqual({ canArchiveStrangers: true, problem: 'No connection.' });
  feature.connected();
  await asked[1]!.answer(settings());
  expect(told.at(-1)).toEqual({ canArchiveStrangers: true, settings: off });
});

it('changes only what is meant, whatever else was set meanwhile elsewhere', async () => {
  const { told, asked, set, listen } = open(off);
  listen();
  await asked[0]!.answer(settings());
  const done = set({ keepFolders: true });
  expect(told.at(-1)?.settings).toEqual({ ...off, keepFolders: true });
  await turn();
  await asked[1]!.answer(settings({ hideReadMarks: true, archiveAndMuteNewNoncontactPeers: true }));
  expect(asked[2]!.query).toEqual({
    _: 'account.setGlobalPrivacySettings', settings: settings({ hideReadMarks: true, archiveAndMuteNewNoncontactPeers: true, keepArchivedFolders: true }),
  });
  await asked[2]!.answer(asked[2]!.query.settings!);
  await done;
  expect(told.at(-1)?.settings).toEqual({ ...off, keepFolders: true, archiveStrangers: true });
  drop(set({ keepFolders: false }));
  await turn();
  await asked[3]!.answer(asked[2]!.query.settings!);
  expect(asked[4]!.query.settings).toEqual(settings({ hideReadMarks: true, archiveAndMuteNewNoncontactPeers: true }));
});

it('makes changes one after the other, and takes back what is refused alone', async () => {
  const { told, asked, set, listen } = open(off);
  listen();
  await asked[0]!.answer(settings());
  const first = set({ keepUnmuted: true });
  const second = set({ archiveStrangers: true });
  expect(told.at(-1)?.settings).toEqual({ ...off, keepUnmuted: true, archiveStrangers: true });
  await turn();
  expect(asked).toHaveLength(2);
  await asked[1]!.answer(settings());
  const refused = expect(first).rejects.toThrow('refused');
  await asked[2]!.answer(new Error('refused'));
  await refused;
  expect(told.at(-1)?.settings).toEqual({ ...off, archiveStrangers: true });
  await turn();
  await asked[3]!.answer(settings());
  await asked[4]!.answer(settings({ archiveAndMuteNewNoncontactPeers: true }));
  await second;
  expect(told.at(-1)?.settings).toEqual({ ...off, archiveStrangers: true });
});

const drop = (promise: Promise<void>): void => void promise.catch(() => undefined);
