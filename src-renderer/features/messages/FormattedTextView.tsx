import Copy from 'lucide-solid/icons/copy';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { TextEntity } from '#shared/model/index.ts';
import { textRuns, type TextRun } from '#shared/text/edit.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { SEARCH_IN_CHAT_EVENT } from '../shell/shortcuts.ts';
import styles from '../../ui/TextStyles.module.css';
import s from './FormattedTextView.module.css';

type Block = { kind: 'inline'; runs: TextRun[] } | { kind: 'quote'; runs: TextRun[] } | { kind: 'pre'; language: string; text: string };

/** Puts runs into blocks: fenced code, quotes, and everything else. Line breaks beside a block belong to the block. */
function blocksOf(runs: TextRun[]): Block[] {
  const blocks: Block[] = [];
  for (const run of runs) {
    const pre = run.entities.find((entity) => entity.type === 'pre');
    const kind = pre ? 'pre' : run.entities.some((entity) => entity.type === 'blockquote') ? 'quote' : 'inline';
    const last = blocks.at(-1);
    if (kind === 'pre') {
      if (last?.kind === 'pre') last.text += run.text;
      else blocks.push({ kind, language: pre?.type === 'pre' ? pre.language : '', text: run.text });
    } else if (last?.kind === kind) {
      last.runs.push(run);
    } else {
      blocks.push({ kind, runs: [run] });
    }
  }
  return blocks.map((block, index) => {
    if (block.kind !== 'inline') return block;
    const runs = [...block.runs];
    const head = runs[0];
    const tail = runs.at(-1);
    if (index > 0 && head?.text.startsWith('\n')) runs[0] = { ...head, text: head.text.slice(1) };
    const end = runs.at(-1);
    if (index < blocks.length - 1 && tail && end?.text.endsWith('\n')) runs[runs.length - 1] = { ...end, text: end.text.slice(0, -1) };
    return { kind: 'inline', runs };
  });
}

/** A text with its entities (core.telegram.org/api/entities). Content is only ever text: no range becomes markup of its own. */
export function FormattedTextView(props: { text: string; entities: readonly TextEntity[] }): JSX.Element {
  const blocks = createMemo(() => blocksOf(textRuns({ text: props.text, entities: [...props.entities] })));
  const [revealed, setRevealed] = createSignal(false);
  return (
    <For each={blocks()}>
      {(block) => {
        if (block.kind === 'pre') return <CodeBlock language={block.language} text={block.text} />;
        const runs = <For each={block.runs}>{(run) => <Run run={run} revealed={revealed()} onReveal={() => setRevealed(true)} />}</For>;
        return block.kind === 'quote' ? <blockquote class={s.quote}>{runs}</blockquote> : runs;
      }}
    </For>
  );
}

const styleClasses: Partial<Record<TextEntity['type'], string | undefined>> = {
  bold: styles.bold,
  italic: styles.italic,
  underline: styles.underline,
  strike: styles.strike,
  code: s.code,
};

function Run(props: { run: TextRun; revealed: boolean; onReveal(): void }): JSX.Element {
  const app = useApp();
  const { run } = props;
  const classes = run.entities.map((entity) => styleClasses[entity.type]);
  const target = run.entities.map((entity) => linkOf(entity, run.text)).find((link) => link !== undefined);
  const hidden = run.entities.some((entity) => entity.type === 'spoiler');

  // Web addresses are the host's business: it opens them in the system's browser, after a check. Links to proxies are ours.
  const follow = (event: Event) => {
    if (!target) return;
    if (target.kind === 'url') {
      if (app.proxies.offer(target.url) || app.folders.offer(target.url)) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (target.kind === 'hashtag') {
      const chat = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest('[data-chat]') : null;
      chat?.dispatchEvent(new CustomEvent(SEARCH_IN_CHAT_EVENT, { detail: run.text }));
    } else if (target.kind === 'peer') app.navigation.open(target.peerId);
    else {
      app.client
        .call('peers.resolve', { username: target.username })
        .then((peer) => {
          app.peers.put([peer]);
          app.navigation.open(peer.id);
        })
        .catch(app.layers.showError);
    }
  };

  const content = target ? (
    <a class={cls(s.link, ...classes)} href={target.kind === 'url' ? target.url : '#'} title={target.kind === 'url' && target.url !== run.text ? target.url : undefined} target={target.kind === 'url' ? '_blank' : undefined} onClick={follow} rel="noreferrer noopener">
      {run.text}
    </a>
  ) : classes.some(Boolean) ? (
    <span class={cls(...classes)}>{run.text}</span>
  ) : (
    run.text
  );
  return (
    <Show when={hidden && !props.revealed} fallback={content}>
      <button type="button" class={s.spoiler} onClick={props.onReveal}>
        <span role="img" aria-label={t.chat.revealSpoiler} />
        <span aria-hidden="true">{run.text}</span>
      </button>
    </Show>
  );
}

type Link = { kind: 'url'; url: string } | { kind: 'peer'; peerId: Extract<TextEntity, { type: 'mentionName' }>['userId'] } | { kind: 'username'; username: string } | { kind: 'hashtag' };

const webAddress = /^(https?|tg|mailto|tel):/i;

function linkOf(entity: TextEntity, text: string): Link | undefined {
  switch (entity.type) {
    case 'url':
      return { kind: 'url', url: webAddress.test(text) ? text : `https://${text}` };
    case 'textUrl':
      return { kind: 'url', url: webAddress.test(entity.url) ? entity.url : `https://${entity.url}` };
    case 'email':
      return { kind: 'url', url: `mailto:${text}` };
    case 'phone':
      return { kind: 'url', url: `tel:${text.replace(/[^\d+]/g, '')}` };
    case 'mention':
      return /^@[A-Za-z0-9_]{3,32}$/.test(text) ? { kind: 'username', username: text.slice(1) } : undefined;
    case 'hashtag':
    case 'cashtag':
      return { kind: 'hashtag' };
    case 'mentionName':
      return { kind: 'peer', peerId: entity.userId };
    default:
      return undefined;
  }
}

function CodeBlock(props: { language: string; text: string }): JSX.Element {
  const app = useApp();
  return (
    <span class={s.codeBlock}>
      <span class={s.codeHead}>
        <span class={s.codeLanguage}>{props.language}</span>
        <IconButton
          class={s.codeCopy}
          label={t.chat.copyCode}
          onClick={() => {
            navigator.clipboard.writeText(props.text).then(() => app.layers.toast(t.chat.copied), app.layers.showError);
          }}
        >
          <Copy />
        </IconButton>
      </span>
      <code class={s.codeText} dir="ltr" tabindex="0">
        {props.text}
      </code>
    </span>
  );
}
