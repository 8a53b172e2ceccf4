import { Show, type JSX } from 'solid-js';
import type { CallInput } from '#shared/ipc/contract.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopic } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { SettingsGroup } from '../settings/SettingsGroup.tsx';
import s from './ArchivePage.module.css';

const words = t.archive;

/** What goes into the archive by itself and what comes out of it, on all devices of the account. */
export function ArchivePage(): JSX.Element {
  const { client, layers } = useApp();
  const state = createTopic(client, 'archive.settings', {});
  const set = (change: CallInput<'archive.set'>) => void client.call('archive.set', change).catch(layers.showError);
  return (
    <Show
      when={state()?.settings}
      fallback={
        <p class={s.status} role="status">
          <Show when={state()?.problem} fallback={<><Spinner /> {words.loading}</>}>
            {(problem) => problem()}
          </Show>
        </p>
      }
    >
      {(settings) => (
        <>
          <SettingsGroup title={words.keep} note={state()?.canArchiveStrangers ? undefined : words.everywhere}>
            <SwitchRow on={settings().keepUnmuted} onChange={(keepUnmuted) => set({ keepUnmuted })} title={words.keepUnmuted} note={words.keepUnmutedNote} />
            {/* Chats of folders are among the unmuted ones. */}
            <Show when={!settings().keepUnmuted}>
              <SwitchRow on={settings().keepFolders} onChange={(keepFolders) => set({ keepFolders })} title={words.keepFolders} note={words.keepFoldersNote} />
            </Show>
          </SettingsGroup>
          <Show when={state()?.canArchiveStrangers}>
            <SettingsGroup title={words.strangers} note={words.everywhere}>
              <SwitchRow
                on={settings().archiveStrangers}
                onChange={(archiveStrangers) => set({ archiveStrangers })}
                title={words.archiveStrangers}
                note={words.archiveStrangersNote}
              />
            </SettingsGroup>
          </Show>
        </>
      )}
    </Show>
  );
}
