import Copy from 'lucide-solid/icons/copy';
import { createResource, For, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import type { TokenKind } from './code-tokens.ts';
import s from './CodeBlock.module.css';

/** Longer code stays plain: colouring it would hold up the scrolling. */
const MOST = 20_000;

const classes: Record<TokenKind, string | undefined> = {
  plain: undefined,
  comment: s.comment,
  string: s.string,
  number: s.number,
  keyword: s.keyword,
  name: s.name,
};

/** A block of code: its language, a button that copies it, and colours, which come a moment later. */
export function CodeBlock(props: { language: string; text: string }): JSX.Element {
  const app = useApp();
  const [tokens] = createResource(
    () => (props.language !== '' && props.text.length <= MOST ? { language: props.language, text: props.text } : undefined),
    async ({ language, text }) => (await import('./code-tokens.ts')).tokensOf(language, text),
  );
  return (
    <span class={s.block}>
      <span class={s.head}>
        <span class={s.language}>{props.language}</span>
        <IconButton
          class={s.copy}
          label={t.chat.copyCode}
          onClick={() => {
            navigator.clipboard.writeText(props.text).then(() => app.layers.toast(t.chat.copied), app.layers.showError);
          }}
        >
          <Copy />
        </IconButton>
      </span>
      <code class={s.text} dir="ltr" tabindex="0">
        <Show when={tokens.latest} fallback={props.text}>
          {(known) => <For each={known()}>{(token) => (classes[token.kind] ? <span class={classes[token.kind]}>{token.text}</span> : token.text)}</For>}
        </Show>
      </code>
    </span>
  );
}
