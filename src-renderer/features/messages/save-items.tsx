import Download from 'lucide-solid/icons/download';
import FolderDown from 'lucide-solid/icons/folder-down';
import type { Message } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';

/** The file of a message, with a name to save it under; undefined when it has none. */
export function fileOf({ media, date }: Pick<Message, 'media' | 'date'>): { path: string; name: string } | undefined {
  if (media?.kind === 'document') return { path: media.document.url, name: media.document.fileName || (mediaLabel(media) ?? t.chat.save.file) };
  const largest = media?.kind === 'photo' ? media.photo.sizes.at(-1) : undefined;
  if (largest === undefined) return undefined;
  // Local time, in the form that sorts.
  const at = new Date(date * 1000 - new Date(date * 1000).getTimezoneOffset() * 60_000);
  return { path: largest.url, name: `photo ${at.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '-')}.jpg` };
}

/** Keeps the photo or file of a message: in the folder for downloads, or where the person says. */
export function saveItems(app: AppState, message: Message): MenuItem[] {
  const file = fileOf(message);
  if (file === undefined) return [];
  const save = () => {
    app.client.call('files.save', file).then(({ name }) => app.layers.toast(t.chat.save.done(name)), app.layers.showError);
  };
  return [
    { id: 'save', label: t.chat.save.here, icon: () => <Download />, onSelect: save },
    { id: 'save-as', label: t.chat.save.elsewhere, icon: () => <FolderDown />, onSelect: () => app.host.saveAs(file.path, file.name) },
  ];
}
