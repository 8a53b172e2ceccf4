import { createContext, createMemo, useContext, type Accessor, type JSX } from 'solid-js';
import { invariant } from '#shared/assert.ts';
import type { AuthState, ConnectionStatus, LanguageState } from '#shared/model/index.ts';
import type { Host } from '../host/host.ts';
import type { IpcClient } from '../ipc/client.ts';
import { createActive } from './active.ts';
import { createChatActions, type ChatActions } from './chat-actions.ts';
import { createChatLinks, type ChatLinks } from './chat-links.ts';
import { createClock } from './clock.ts';
import { createEffects, type Effects } from './effects.ts';
import { createEmoji, type EmojiState } from './emoji.ts';
import { createFolders, type Folders } from './folders.ts';
import { createFrozen, type FrozenState } from './frozen.ts';
import { createInfoPanel, type InfoPanel } from './info.ts';
import { keyPlatform } from './keys/chords.ts';
import { createKeyMap, type KeyMap } from './keys/key-map.ts';
import { createShortcuts, type Shortcuts } from './keys/shortcuts.ts';
import { followLanguage } from './language.ts';
import { createLayers, type Layers } from './layers.ts';
import { createLayout, type Layout } from './layout.ts';
import { createNavigation, type Navigation } from './navigation.ts';
import { reportOnline } from './online.ts';
import { followOutsideLinks } from './outside-links.ts';
import { createPeers, type Peers } from './peers.ts';
import { createPlayer, type Player } from './player.ts';
import { createProxies, type Proxies } from './proxies.ts';
import { createSettings, type Settings } from './settings.ts';
import { createSpelling, type SpellingControl } from './spelling.ts';
import { reportTimeZone } from './time-zone.ts';
import { createTopic } from './topic.ts';
import { createUploads, type Uploads } from './uploads.ts';
import type { WindowChoices } from './window-choices.ts';

/** Everything that the features share. One per window; lives as long as its owner. */
export interface AppState {
  host: Host;
  client: IpcClient;
  auth: Accessor<AuthState | undefined>;
  connection: Accessor<ConnectionStatus | undefined>;
  /** Telegram can be reached. */
  online: Accessor<boolean>;
  peers: Peers;
  actions: ChatActions;
  uploads: Uploads;
  navigation: Navigation;
  info: InfoPanel;
  settings: Settings;
  spelling: SpellingControl;
  player: Player;
  proxies: Proxies;
  folders: Folders;
  effects: Effects;
  chatLinks: ChatLinks;
  emoji: EmojiState;
  frozen: FrozenState;
  layout: Layout;
  /** The language of the interface. */
  language: Accessor<LanguageState>;
  keys: KeyMap;
  shortcuts: Shortcuts;
  layers: Layers;
  /** The present, unix ms, every 20 s. */
  now: Accessor<number>;
  /** A person is looking at this window. */
  active: Accessor<boolean>;
}

/** @param choices what the person has chosen for all windows */
export function createAppState(host: Host, client: IpcClient, choices: WindowChoices): AppState {
  const connection = createTopic(client, 'connection.status', {});
  reportOnline(client, window);
  reportTimeZone(client, window);
  const proxies = createProxies(client);
  const folders = createFolders(client);
  const frozen = createFrozen(client);
  const layers = createLayers(client, frozen);
  const keys = createKeyMap(choices, keyPlatform(navigator));
  const navigation = createNavigation();
  const peers = createPeers(client);
  const layout = createLayout(choices, document.documentElement, host);
  const chatLinks = createChatLinks(client, peers, navigation, layers);
  followOutsideLinks(client, [proxies, folders, chatLinks], layers);
  return {
    host,
    client,
    auth: createTopic(client, 'auth.state', {}),
    connection,
    online: createMemo(() => connection()?.kind === 'ready' || connection()?.kind === 'updating'),
    peers,
    actions: createChatActions(client),
    uploads: createUploads(client),
    navigation,
    info: createInfoPanel(navigation, layout),
    settings: createSettings(document),
    spelling: createSpelling(client, host),
    player: createPlayer({ client, host, peers, layers, choices }),
    proxies,
    folders,
    effects: createEffects(client),
    chatLinks,
    emoji: createEmoji(client),
    frozen,
    layout,
    language: followLanguage(client, document.documentElement),
    keys,
    shortcuts: createShortcuts(keys, document),
    layers,
    now: createClock(document),
    active: createActive(client, window),
  };
}

const AppContext = createContext<AppState>();

export function AppProvider(props: { state: AppState; children: JSX.Element }): JSX.Element {
  return <AppContext.Provider value={props.state}>{props.children}</AppContext.Provider>;
}

export function useApp(): AppState {
  const state = useContext(AppContext);
  invariant(state, 'useApp is called below AppProvider');
  return state;
}
