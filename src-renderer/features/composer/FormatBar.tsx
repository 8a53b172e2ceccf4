import Bold from 'lucide-solid/icons/bold';
import Code from 'lucide-solid/icons/code';
import EyeOff from 'lucide-solid/icons/eye-off';
import Italic from 'lucide-solid/icons/italic';
import Link from 'lucide-solid/icons/link';
import Quote from 'lucide-solid/icons/quote';
import RemoveFormatting from 'lucide-solid/icons/remove-formatting';
import Strikethrough from 'lucide-solid/icons/strikethrough';
import Underline from 'lucide-solid/icons/underline';
import { createMemo, For, onMount, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { TextEntityType } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { styles, type StyleCommand } from './format-commands.ts';
import s from './FormatBar.module.css';

const icons: Record<StyleCommand, Component> = {
  bold: Bold,
  italic: Italic,
  underline: Underline,
  strike: Strikethrough,
  code: Code,
  spoiler: EyeOff,
  quote: Quote,
  link: Link,
  clear: RemoveFormatting,
};

const MARGIN = 8;
const WIDTH = 9 * 36 + 8;

/** The styles of the selection, above it. It never takes the focus by pointer: the selection would be lost with it. */
export function FormatBar(props: { at: DOMRect; styles: ReadonlySet<TextEntityType>; onCommand(command: StyleCommand): void }): JSX.Element {
  const { keys } = useApp();
  const left = createMemo(() => {
    const middle = props.at.left + props.at.width / 2 - WIDTH / 2;
    return Math.max(MARGIN, Math.min(middle, window.innerWidth - WIDTH - MARGIN));
  });
  let bar!: HTMLDivElement;
  // The top layer: a dialog around the field would lie over anything else.
  onMount(() => bar.showPopover?.());
  return (
    <div
      ref={bar}
      popover="manual"
      class={s.bar}
      role="toolbar"
      aria-label={t.chat.format.bar}
      style={{ left: `${left()}px`, top: `${props.at.top - MARGIN}px` }}
      onMouseDown={(event) => event.preventDefault()}
    >
      <For each={styles}>
        {({ command, type }) => (
          <IconButton
            class={s.button}
            label={t.chat.format[command]}
            shortcut={keys.text(`text.${command}`)}
            aria-pressed={type === undefined ? undefined : props.styles.has(type)}
            onClick={() => props.onCommand(command)}
          >
            <Dynamic component={icons[command]} />
          </IconButton>
        )}
      </For>
    </div>
  );
}
