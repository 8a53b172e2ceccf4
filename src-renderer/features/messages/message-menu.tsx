import AtSign from 'lucide-solid/icons/at-sign';
import Bookmark from 'lucide-solid/icons/bookmark';
import CheckCheck from 'lucide-solid/icons/check-check';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Copy from 'lucide-solid/icons/copy';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import Flag from 'lucide-solid/icons/flag';
import Forward from 'lucide-solid/icons/forward';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import Languages from 'lucide-solid/icons/languages';
import Link from 'lucide-solid/icons/link';
import Pencil from 'lucide-solid/icons/pencil';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Quote from 'lucide-solid/icons/quote';
import Reply from 'lucide-solid/icons/reply';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import FaceSlightlySmilingPlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import Trash from 'lucide-solid/icons/trash';
import type { JSX } from 'solid-js';
import type { MessageCapabilities } from '#shared/ipc/messages.ts';
import type { Message } from '#shared/model/index.ts';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import type { SelectedText } from './selected-text.ts';

/** What a menu of a message depends on. */
export interface MenuCase {
  message: Message;
  can: MessageCapabilities;
  /** The part of its text that is selected on the screen. */
  selected: SelectedText | undefined;
  /** The link that the pointer is on. */
  link: { kind: string; text: string; url: string } | undefined;
  /** It is shown in another language. */
  isTranslated: boolean;
  /** Other messages are selected. */
  isSelecting: boolean;
  /** Answers to it, or other answers beside it, can be shown as a thread. */
  hasThread: boolean;
  /** Who has read it, or when: a line that leads to the list, or just says so. */
  readers: { label: string; onSelect?: () => void } | undefined;
}

/** Ids of everything that a menu can hold, in its order; each does one thing. */
export type MenuAction =
  | 'copyLinked' | 'readers' | 'reactions' | 'retry' | 'thread' | 'reply' | 'quote' | 'replyElsewhere' | 'edit' | 'pin' | 'unpin' | 'copySelected' | 'copy'
  | 'copyFormatted' | 'translate' | 'original' | 'save' | 'link' | 'forward' | 'notes' | 'delete' | 'report' | 'select' | 'selectUpTo' | 'clearSelection';

/** Which actions a message has, in order; what may not be done is absent (spec 80 D4). */
export function menuActions(subject: MenuCase): MenuAction[] {
  const { message, can, selected, link, isTranslated, isSelecting, hasThread, readers } = subject;
  const { reactions } = message;
  const wanted: [MenuAction, boolean][] = [
    ['readers', readers !== undefined],
    ['reactions', reactions?.canSeeList === true && reactions.counts.length > 0],
    ['copyLinked', link !== undefined && can.copy],
    ['retry', can.retry],
    ['reply', can.reply],
    ['thread', hasThread],
    ['quote', can.reply && selected !== undefined],
    ['replyElsewhere', can.forward],
    ['edit', can.edit],
    ['pin', can.pin && message.pinned !== true],
    ['unpin', can.pin && message.pinned === true],
    ['copySelected', can.copy && selected !== undefined],
    ['copy', can.copy && selected === undefined],
    ['copyFormatted', can.copy && message.entities.length > 0],
    ['translate', can.translate && !isTranslated],
    ['original', isTranslated],
    ['save', can.save],
    ['link', can.link],
    ['forward', can.forward],
    ['notes', can.forward],
    ['delete', can.deleteForSelf || can.deleteForEveryone],
    ['report', can.report],
    ['select', message.id > 0 && message.service === undefined && !isSelecting],
    ['selectUpTo', message.id > 0 && isSelecting],
    ['clearSelection', isSelecting],
  ];
  return wanted.filter(([, fits]) => fits).map(([action]) => action);
}

const icons: Record<Exclude<MenuAction, 'save'>, () => JSX.Element> = {
  copyLinked: () => <AtSign />,
  readers: () => <CheckCheck />,
  thread: () => <MessagesSquare />,
  reactions: () => <FaceSlightlySmilingPlus />,
  retry: () => <RotateCw />,
  reply: () => <CornerUpLeft />,
  quote: () => <Quote />,
  replyElsewhere: () => <Reply />,
  edit: () => <Pencil />,
  pin: () => <Pin />,
  unpin: () => <PinOff />,
  copySelected: () => <Copy />,
  copy: () => <Copy />,
  copyFormatted: () => <Copy />,
  translate: () => <Languages />,
  original: () => <Languages />,
  link: () => <Link />,
  forward: () => <Forward />,
  notes: () => <Bookmark />,
  delete: () => <Trash />,
  report: () => <Flag />,
  select: () => <CircleCheck />,
  selectUpTo: () => <CircleCheck />,
  clearSelection: () => <CircleCheck />,
};

const linkedLabels = { username: 'copyMention', search: 'copyHashtag', card: 'copyCard' } as const;
const isLabelled = (kind: string | undefined): kind is keyof typeof linkedLabels => kind !== undefined && kind in linkedLabels;

function labelOf(action: Exclude<MenuAction, 'save'>, { message, link, selected, readers }: MenuCase): string {
  const { view, chat } = t;
  switch (action) {
    case 'copyLinked':
      if (link?.url.startsWith('mailto:')) return view.menu.copyEmail;
      if (link?.url.startsWith('tel:')) return view.menu.copyPhone;
      return view.menu[isLabelled(link?.kind) ? linkedLabels[link.kind] : 'copyAddress'];
    case 'readers':
      return readers?.label ?? '';
    case 'reactions':
      return view.reactions.seeWho((message.reactions?.counts ?? []).reduce((sum, one) => sum + one.count, 0));
    case 'thread':
      if (message.replies?.discussionId !== undefined) return t.threads.viewComments;
      return message.replies?.count ? t.threads.viewReplies(message.replies.count) : t.threads.view;
    case 'link':
      return message.isPost ? view.menu.copyPostLink : view.menu.copyLink;
    case 'delete':
      return message.sending ? chat.menu.cancelSending : chat.menu.delete;
    case 'copySelected':
      return selected?.text === message.text ? chat.menu.copy : chat.menu.copySelected;
    case 'translate':
      return view.menu.translate;
    case 'original':
      return view.menu.showOriginal;
    case 'notes':
      return view.menu.saveToNotes;
    case 'retry':
    case 'reply':
    case 'edit':
    case 'copy':
    case 'forward':
      return chat.menu[action];
    default:
      return view.menu[action];
  }
}

/** The items of a message's menu. `run` does what was chosen; `saving` are the ways to keep its file. */
export function messageMenu(subject: MenuCase, saving: MenuItem[], run: (action: MenuAction) => void): MenuItem[] {
  const actions = menuActions(subject);
  return actions.flatMap((action, index): MenuItem[] => {
    if (action === 'save') return saving;
    const begins = action === 'delete' || action === 'select' || action === 'selectUpTo' || actions[index - 1] === 'readers';
    return [
      {
        id: action,
        label: labelOf(action, subject),
        icon: icons[action],
        ...(action === 'delete' ? { danger: true } : {}),
        ...(begins && index > 0 ? { separated: true } : {}),
        ...(action === 'readers' && subject.readers?.onSelect === undefined ? { disabled: true } : {}),
        onSelect: () => run(action),
      },
    ];
  });
}
