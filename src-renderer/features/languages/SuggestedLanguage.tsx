import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { Button } from '../../ui/Button.tsx';

/** Offers, in that language, to go on in the one that Telegram suggests for where the person is. */
export function SuggestedLanguage(): JSX.Element {
  const { client, language, layers } = useApp();
  return (
    <Show when={language().suggested}>
      {(suggested) => (
        <Button look="quiet" onClick={() => void client.call('languages.choose', { code: suggested().code }).catch(layers.showError)}>
          <bdi>{suggested().offer}</bdi>
        </Button>
      )}
    </Show>
  );
}
