import Link2 from 'lucide-solid/icons/link-2';
import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal';
import X from 'lucide-solid/icons/x';
import { createMemo, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import s from './LinkPreviewBar.module.css';
import type { PreviewControl } from './preview-control.ts';

/** What the link in the text will show, above the field, with what can be done about it. */
export function LinkPreviewBar(props: { control: PreviewControl; onDone(): void }): JSX.Element {
  const app = useApp();
  const page = createMemo(() => {
    const shown = props.control.shown();
    return shown?.state === 'ready' ? shown.page : undefined;
  });
  const picture = () => {
    const photo = page()?.photo ?? page()?.document?.thumbnail;
    return photo?.sizes.find((size) => Math.min(size.width, size.height) >= 64) ?? photo?.sizes.at(-1);
  };

  function openMenu(at: DOMRect): void {
    const { control } = props;
    const choice = (id: string, label: string, checked: boolean, act: () => void, separated = false): MenuItem => ({
      id,
      label,
      checked,
      separated,
      onSelect() {
        act();
        props.onDone();
      },
    });
    const links = control.links();
    const current = control.shown()?.url;
    app.layers.openMenu({
      label: t.preview.options,
      at,
      items: [
        ...(picture()
          ? [
              choice('large', t.preview.larger, control.size() === 'large', () => control.setSize('large')),
              choice('small', t.preview.smaller, control.size() === 'small', () => control.setSize('small')),
            ]
          : []),
        choice('above', t.preview.above, control.above(), () => control.setAbove(true), picture() !== undefined),
        choice('below', t.preview.below, !control.above(), () => control.setAbove(false)),
        ...(links.length < 2 ? [] : links.map((url, index) => choice(`link ${url}`, t.preview.of(url), url === current, () => control.choose(url), index === 0))),
      ],
    });
  }

  return (
    <Show when={props.control.shown()}>
      {(shown) => (
        <div class={s.bar} role="group" aria-label={t.preview.label}>
          <Show when={picture()} fallback={<Link2 class={s.icon} aria-hidden="true" />}>
            {(size) => <MediaImage class={s.picture} path={size().url} alt="" decoding="async" />}
          </Show>
          <span class={s.words}>
            <span class={s.site} dir="auto">
              {page()?.siteName ?? page()?.displayUrl ?? t.preview.label}
            </span>
            <span class={s.line} dir="auto">
              {shown().state === 'pending' ? t.preview.pending : [page()?.title, page()?.description].filter(Boolean).join(' · ') || page()?.displayUrl}
            </span>
          </span>
          <IconButton label={t.preview.options} aria-haspopup="menu" onClick={(event) => openMenu(event.currentTarget.getBoundingClientRect())}>
            <SlidersHorizontal />
          </IconButton>
          <IconButton
            label={t.preview.remove}
            onClick={() => {
              props.control.remove();
              props.onDone();
            }}
          >
            <X />
          </IconButton>
        </div>
      )}
    </Show>
  );
}
