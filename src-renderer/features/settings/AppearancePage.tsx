import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Sun from 'lucide-solid/icons/sun';
import type { JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import type { Theme } from '../../state/layout.ts';
import { t } from '../../strings/index.ts';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { SettingsGroup } from './SettingsGroup.tsx';

const labels: Record<Theme, string> = { system: t.shell.themeSystem, light: t.shell.themeLight, dark: t.shell.themeDark };

/** Which theme is in force, in the list of pages. */
export function AppearanceSummary(): JSX.Element {
  const { layout } = useApp();
  return <>{labels[layout.theme()]}</>;
}

/** The theme: the system's, or one of the two at all times. */
export function AppearancePage(): JSX.Element {
  const { layout } = useApp();
  const row = (theme: Theme, icon: () => JSX.Element) => (
    <ChoiceRow chosen={layout.theme() === theme} onChoose={() => layout.setTheme(theme)} title={labels[theme]} end={icon()} />
  );
  return (
    <SettingsGroup title={t.shell.theme}>
      <Choices label={t.shell.theme}>
        {row('system', () => <Monitor />)}
        {row('light', () => <Sun />)}
        {row('dark', () => <Moon />)}
      </Choices>
    </SettingsGroup>
  );
}
