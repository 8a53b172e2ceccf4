import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Bookmark from 'lucide-solid/icons/bookmark';
import LogOut from 'lucide-solid/icons/log-out';
import Contact from 'lucide-solid/icons/contact';
import Megaphone from 'lucide-solid/icons/megaphone';
import Menu from 'lucide-solid/icons/menu';
import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Settings from 'lucide-solid/icons/settings';
import Sun from 'lucide-solid/icons/sun';
import Users from 'lucide-solid/icons/users';
import { createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import type { Theme } from '../../state/layout.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ContactsDialog } from '../contacts/ContactsDialog.tsx';
import { NewChannelDialog } from '../new-chat/NewChannelDialog.tsx';
import { NewGroupDialog } from '../new-chat/NewGroupDialog.tsx';
import { ProxyShield } from '../proxies/ProxyShield.tsx';
import { ConnectionLine } from './ConnectionLine.tsx';
import s from './ListHeader.module.css';
import { LogOutDialog } from './LogOutDialog.tsx';

/** The top of the list: main menu (or the way back from the archive), and the title that gives way to the connection's state. */
export function ListHeader(props: { narrow: boolean }): JSX.Element {
  const { auth, keys, layers, layout, navigation, settings, shortcuts } = useApp();
  const [leaving, setLeaving] = createSignal(false);
  const [making, setMaking] = createSignal<'group' | 'channel' | 'contacts'>();
  const stopMaking = () => setMaking(undefined);
  onMount(() => onCleanup(shortcuts.handle({ contacts: () => void setMaking('contacts') })));
  const inArchive = () => navigation.folder() === 'archive';

  const themeItem = (theme: Theme, label: string, icon: () => JSX.Element, separated = false): MenuItem => ({
    id: `theme-${theme}`,
    label,
    icon,
    separated,
    checked: layout.theme() === theme,
    onSelect: () => layout.setTheme(theme),
  });
  const openMenu = (button: HTMLElement) => {
    const state = auth();
    const self = state?.step === 'ready' ? state.self : undefined;
    layers.openMenu({
      label: t.shell.menu,
      at: button.getBoundingClientRect(),
      items: [
        { id: 'newGroup', label: t.contacts.newGroup, icon: () => <Users />, onSelect: () => setMaking('group') },
        { id: 'newChannel', label: t.contacts.newChannel, icon: () => <Megaphone />, onSelect: () => setMaking('channel') },
        { id: 'contacts', label: t.contacts.title, icon: () => <Contact />, shortcut: keys.text('contacts'), onSelect: () => setMaking('contacts') },
        ...(self
          ? [{ id: 'saved', label: t.shell.savedMessages, icon: () => <Bookmark />, onSelect: () => navigation.open(self.id) }]
          : []),
        { id: 'settings', label: t.settings.title, icon: () => <Settings />, shortcut: keys.text('settings'), onSelect: () => settings.open() },
        themeItem('system', t.shell.themeSystem, () => <Monitor />, true),
        themeItem('light', t.shell.themeLight, () => <Sun />),
        themeItem('dark', t.shell.themeDark, () => <Moon />),
        { id: 'logOut', label: t.shell.logOut, icon: () => <LogOut />, danger: true, separated: true, onSelect: () => setLeaving(true) },
      ],
    });
  };

  return (
    <header class={cls(s.header, props.narrow && s.narrow)}>
      <Show
        when={inArchive()}
        fallback={
          <IconButton label={t.shell.menu} aria-haspopup="menu" onClick={(event) => openMenu(event.currentTarget)}>
            <Menu />
          </IconButton>
        }
      >
        <IconButton label={t.app.back} onClick={() => navigation.showFolder('main')}>
          <ArrowLeft />
        </IconButton>
      </Show>
      <ConnectionLine title={inArchive() ? t.dialogs.archive : t.app.name} narrow={props.narrow} />
      <Show when={!props.narrow}>
        <span class={s.shield}>
          <ProxyShield />
        </span>
      </Show>
      <Switch>
        <Match when={making() === 'group'}>
          <NewGroupDialog onClose={stopMaking} />
        </Match>
        <Match when={making() === 'channel'}>
          <NewChannelDialog onClose={stopMaking} />
        </Match>
        <Match when={making() === 'contacts'}>
          <ContactsDialog onClose={stopMaking} />
        </Match>
      </Switch>
      <Show when={leaving()}>
        <LogOutDialog onClose={() => setLeaving(false)} />
      </Show>
    </header>
  );
}
