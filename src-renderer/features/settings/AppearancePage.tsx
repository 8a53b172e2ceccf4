import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Sun from 'lucide-solid/icons/sun';
import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { MESSAGE_TEXT, SCALE, type Theme } from '../../state/layout.ts';
import { t } from '../../strings/index.ts';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { SliderRow } from '../../ui/SliderRow.tsx';
import { SettingsGroup } from './SettingsGroup.tsx';

const names = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const satisfies Record<Theme, string>;
const label = (theme: Theme): string => t.shell[names[theme]];

/** Which theme is in force, in the list of pages. */
export function AppearanceSummary(): JSX.Element {
  const { layout } = useApp();
  return <>{label(layout.theme())}</>;
}

/** The theme: the system's, or one of the two at all times; and how large things are. */
export function AppearancePage(): JSX.Element {
  const { layout } = useApp();
  const row = (theme: Theme, icon: () => JSX.Element) => (
    <ChoiceRow chosen={layout.theme() === theme} onChoose={() => layout.setTheme(theme)} title={label(theme)} end={icon()} />
  );
  return (
    <>
      <SettingsGroup title={t.shell.theme}>
        <Choices label={t.shell.theme}>
          {row('system', () => <Monitor />)}
          {row('light', () => <Sun />)}
          {row('dark', () => <Moon />)}
        </Choices>
      </SettingsGroup>
      <SettingsGroup title={t.settings.size}>
        <SliderRow
          title={t.settings.messageText}
          {...MESSAGE_TEXT}
          step={1}
          value={layout.messageTextSize()}
          format={t.settings.pixels}
          onChange={layout.setMessageTextSize}
        />
        <Show when={layout.scale()}>
          {(scale) => <SliderRow title={t.settings.scale} {...SCALE} value={scale()} format={t.settings.percent} onChange={layout.setScale} late />}
        </Show>
      </SettingsGroup>
    </>
  );
}
