import { Match, Switch, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import type { FolderBox } from '../../state/folders.ts';
import { FolderEditor } from './FolderEditor.tsx';
import { JoinFolderDialog } from './JoinFolderDialog.tsx';
import { LeaveFolderDialog, RemoveFolderDialog } from './RemoveFolderDialog.tsx';
import { ShareFolderDialog } from './ShareFolderDialog.tsx';

/** The box about folders that is open, if one is. */
export function FolderLayer(): JSX.Element {
  const { folders } = useApp();
  const of = <Kind extends FolderBox['kind']>(kind: Kind) => {
    const box = folders.box();
    return box?.kind === kind ? (box as FolderBox & { kind: Kind }) : undefined;
  };
  return (
    <Switch>
      <Match when={of('edit')} keyed>
        {(box) => <FolderEditor id={box.id} suggestion={box.suggestion} onClose={folders.closeBox} />}
      </Match>
      <Match when={of('share')} keyed>
        {(box) => <ShareFolderDialog id={box.id} onClose={folders.closeBox} />}
      </Match>
      <Match when={of('leave')} keyed>
        {(box) => <LeaveFolderDialog id={box.id} onClose={folders.closeBox} />}
      </Match>
      <Match when={of('remove')} keyed>
        {(box) => <RemoveFolderDialog id={box.id} onClose={folders.closeBox} />}
      </Match>
      <Match when={of('link')} keyed>
        {(box) => <JoinFolderDialog slug={box.slug} onClose={folders.closeBox} />}
      </Match>
    </Switch>
  );
}
