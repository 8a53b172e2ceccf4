import { createSignal } from 'solid-js';
import type { FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';

export interface Translations {
  of(id: MessageId): FormattedText | 'working' | undefined;
  show(id: MessageId): void;
  hide(id: MessageId): void;
}

/** The language that texts are translated into: that of the system. */
export const ownLanguage = (): string => navigator.language.split('-')[0]?.toLowerCase() ?? 'en';

/** Which messages of an open chat are shown in another language. */
export function createTranslations(app: AppState, peerId: PeerId): Translations {
  const [shown, setShown] = createSignal<ReadonlyMap<MessageId, FormattedText | 'working'>>(new Map());
  const put = (id: MessageId, value: FormattedText | 'working' | undefined) => {
    const next = new Map(shown());
    if (value === undefined) next.delete(id);
    else next.set(id, value);
    setShown(next);
  };
  return {
    of: (id) => shown().get(id),
    hide: (id) => put(id, undefined),
    show(id) {
      put(id, 'working');
      app.client
        .call('tools.translate', { peerId, ids: [id], to: ownLanguage() })
        .then(([text]) => put(id, text))
        .catch((error: unknown) => {
          put(id, undefined);
          app.layers.showError(error);
        });
    },
  };
}
