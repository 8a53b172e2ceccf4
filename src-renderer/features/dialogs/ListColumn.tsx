import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { WaitLine } from '../shell/WaitLine.tsx';
import { ChatList } from './ChatList.tsx';
import s from './ListColumn.module.css';
import { ListHeader } from './ListHeader.tsx';
import { Warnings } from './Warnings.tsx';

/** The chat list with its header; the archive replaces it while it is shown. */
export function ListColumn(props: { narrow: boolean }): JSX.Element {
  const { layout, navigation, settings } = useApp();
  const unseen = () => settings.page() !== undefined || (layout.oneColumn() && navigation.openPeer() !== undefined);
  return (
    <div class={s.column}>
      <ListHeader narrow={props.narrow} />
      <Show when={navigation.folder()} keyed>
        {(folder) => <ChatList folder={folder} narrow={props.narrow} />}
      </Show>
      <WaitLine narrow={props.narrow} unseen={unseen()} />
      <Warnings narrow={props.narrow} />
    </div>
  );
}
