import EllipsisVertical from 'lucide-solid/icons/ellipsis-vertical';
import GripVertical from 'lucide-solid/icons/grip-vertical';
import type { JSX } from 'solid-js';
import type { ProxyEntry } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { ChoiceRow } from '../../ui/Choices.tsx';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import s from './ProxyRow.module.css';
import { proxyAddress, proxyStateText } from './proxy-text.ts';

const words = t.proxies;

/** A proxy of the list: chosen by a press, moved by its handle or Alt and the arrow keys, everything else in its menu. */
export function ProxyRow(props: {
  entry: ProxyEntry;
  chosen: boolean;
  dragged: boolean;
  /** How far the row is from its place while one is dragged, px. */
  offset: number;
  onChoose(): void;
  onMenu(at: DOMRect): void;
  onStep(by: 1 | -1): void;
  onRemove(): void;
  onGrip(event: PointerEvent): void;
}): JSX.Element {
  const state = () => props.entry.state;
  return (
    <div
      class={cls(s.row, props.dragged && s.dragged)}
      style={{ transform: props.offset === 0 ? undefined : `translateY(${props.offset}px)` }}
      data-testid={`proxy:${props.entry.id}`}
      data-proxy-row={props.entry.id}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(new DOMRect(event.clientX, event.clientY, 0, 0));
      }}
    >
      <ChoiceRow
        class={s.choice}
        chosen={props.chosen}
        onChoose={props.onChoose}
        keyShortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        title={<bdi dir="ltr">{proxyAddress(props.entry.proxy)}</bdi>}
        note={
          <>
            {words.kinds[props.entry.proxy.kind]}
            <span data-state={state().kind} />
            <span class={s.state}>{proxyStateText(state())}</span>
          </>
        }
        onKeyDown={(event) => {
          const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
          if (event.altKey && by !== 0) props.onStep(by);
          else if (event.key === 'Delete' && !event.altKey) props.onRemove();
          else return;
          event.preventDefault();
        }}
      />
      <span class={s.grip} aria-hidden="true" data-testid="proxy-grip" onPointerDown={(event) => props.onGrip(event)}>
        <GripVertical />
      </span>
      <IconButton
        class={s.more}
        label={words.actions.menuOf(proxyAddress(props.entry.proxy))}
        aria-haspopup="menu"
        onClick={(event) => props.onMenu(event.currentTarget.getBoundingClientRect())}
      >
        <EllipsisVertical />
      </IconButton>
    </div>
  );
}
