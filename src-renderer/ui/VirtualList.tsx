import { splitProps, type Accessor, type JSX } from 'solid-js';
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid';
import s from './VirtualList.module.css';

export type { VirtualizerHandle };

type Props<Item> = Omit<JSX.HTMLAttributes<HTMLDivElement>, 'children' | 'ref'> & {
  items: readonly Item[];
  children: (item: Item, index: Accessor<number>) => JSX.Element;
  /** Height of a row that was not measured yet, px. */
  itemSize?: number;
  /** Px kept ready before and after what is visible. */
  buffer?: number;
  /** Items changed only at the beginning (see virtua): what is visible stays where it is. */
  shift?: boolean;
  /** Rows that stay mounted wherever they are, like the focused one. */
  keepMounted?: readonly number[];
  onHandle?: (handle: VirtualizerHandle | undefined) => void;
  /** The scroll position or what is visible changed. */
  onScrolled?: (offset: number) => void;
  onScrollEnd?: () => void;
  scroller?: (element: HTMLDivElement) => void;
};

/** A scrolling column that mounts only the rows on the screen. Items are keys (numbers, strings) or objects that keep identity. */
export function VirtualList<Item>(props: Props<Item>): JSX.Element {
  const [own, rest] = splitProps(props, [
    'items',
    'children',
    'itemSize',
    'buffer',
    'shift',
    'keepMounted',
    'onHandle',
    'onScrolled',
    'onScrollEnd',
    'scroller',
    'class',
  ]);
  let element: HTMLDivElement | undefined;
  return (
    <div
      {...rest}
      ref={(made) => {
        element = made;
        own.scroller?.(made);
      }}
      class={own.class === undefined ? s.scroller : `${s.scroller} ${own.class}`}
    >
      <Virtualizer
        ref={(handle) => own.onHandle?.(handle)}
        data={own.items}
        scrollRef={element}
        itemSize={own.itemSize}
        bufferSize={own.buffer}
        shift={own.shift}
        keepMounted={own.keepMounted}
        onScroll={own.onScrolled}
        onScrollEnd={own.onScrollEnd}
      >
        {own.children}
      </Virtualizer>
    </div>
  );
}
