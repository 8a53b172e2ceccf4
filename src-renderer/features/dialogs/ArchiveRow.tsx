import Archive from 'lucide-solid/icons/archive';
import SettingsIcon from 'lucide-solid/icons/settings';
import { Show, type JSX } from 'solid-js';
import type { ArchiveSummary } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatNumber } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { cls } from '../../ui/class.ts';
import s from './ArchiveRow.module.css';
import rowStyles from './ChatRow.module.css';

/** The closed archive on top of the list. */
export function ArchiveRow(props: {
  summary: ArchiveSummary;
  narrow: boolean;
  tabStop: boolean;
  onOpen(): void;
  onFocus(): void;
}): JSX.Element {
  const { layers, settings } = useApp();
  const unread = () => props.summary.unreadCount;
  const name = () =>
    [t.dialogs.archive, unread() > 0 && t.dialogs.a11y.unread(unread()), props.summary.titles.join(', ')].filter(Boolean).join(', ');
  return (
    <button
      type="button"
      class={cls(rowStyles.row, props.narrow && rowStyles.narrow)}
      data-testid="archive-row"
      data-tooltip={props.narrow ? t.dialogs.archive : undefined}
      tabindex={props.tabStop ? 0 : -1}
      data-landmark-start={props.tabStop ? '' : undefined}
      onClick={() => props.onOpen()}
      onFocus={() => props.onFocus()}
      onContextMenu={(event) => {
        event.preventDefault();
        const open = { id: 'settings', label: t.archive.settings, icon: () => <SettingsIcon />, onSelect: () => settings.open('archive') };
        layers.openMenu({ label: t.archive.menu, at: { x: event.clientX, y: event.clientY }, items: [open] });
      }}
    >
      <span role="img" aria-label={name()} />
      <span class={s.picture} aria-hidden="true">
        <Archive />
      </span>
      <Show when={!props.narrow}>
        <span class={rowStyles.body} aria-hidden="true">
          <span class={rowStyles.line}>
            <span class={rowStyles.title}>{t.dialogs.archive}</span>
          </span>
          <span class={rowStyles.line}>
            <bdi class={s.titles}>{props.summary.titles.join(', ')}</bdi>
            <Show when={unread() > 0}>
              <Badge muted>{formatNumber(unread())}</Badge>
            </Show>
          </span>
        </span>
      </Show>
    </button>
  );
}
