import Bell from 'lucide-solid/icons/bell';
import Book from 'lucide-solid/icons/book';
import Bot from 'lucide-solid/icons/bot';
import Briefcase from 'lucide-solid/icons/briefcase';
import Cat from 'lucide-solid/icons/cat';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Coins from 'lucide-solid/icons/coins';
import Crown from 'lucide-solid/icons/crown';
import Flower from 'lucide-solid/icons/flower';
import Folder from 'lucide-solid/icons/folder';
import Gamepad from 'lucide-solid/icons/gamepad-2';
import GraduationCap from 'lucide-solid/icons/graduation-cap';
import Heart from 'lucide-solid/icons/heart';
import House from 'lucide-solid/icons/house';
import Lightbulb from 'lucide-solid/icons/lightbulb';
import Megaphone from 'lucide-solid/icons/megaphone';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import Music from 'lucide-solid/icons/music';
import Palette from 'lucide-solid/icons/palette';
import Plane from 'lucide-solid/icons/plane';
import Star from 'lucide-solid/icons/star';
import User from 'lucide-solid/icons/user';
import Users from 'lucide-solid/icons/users';
import Volleyball from 'lucide-solid/icons/volleyball';
import type { Component, JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { FolderRules } from '#shared/model/index.ts';

const icons: Record<string, Component> = {
  '📁': Folder, '💬': MessagesSquare, '✅': CircleCheck, '🔔': Bell, '🤖': Bot, '📢': Megaphone, '👥': Users, '👤': User, '⭐': Star, '❤️': Heart,
  '💼': Briefcase, '🏠': House, '🎓': GraduationCap, '✈️': Plane, '🎮': Gamepad, '⚽': Volleyball, '🎵': Music, '🎨': Palette, '💡': Lightbulb,
  '💰': Coins, '📕': Book, '🐱': Cat, '👑': Crown, '🌹': Flower,
};
const bare = (emoji: string): string => emoji.replaceAll('\u{fe0f}', '');
const byBareEmoji = new Map(Object.entries(icons).map(([emoji, icon]) => [bare(emoji), icon]));

/** The emoji that a folder's icon can be. */
export const folderIcons: readonly string[] = Object.keys(icons);

/** The icon that fits what a folder holds, when none was chosen. */
export function fittingIcon({ flags, included, pinned }: Pick<FolderRules, 'flags' | 'included' | 'pinned'>): string {
  if (included.length + pinned.length > 0) return '📁';
  const kinds = flags.filter((flag) => !flag.startsWith('exclude'));
  if (flags.includes('excludeRead')) return '✅';
  if (kinds.length > 0 && kinds.every((kind) => kind === 'contacts' || kind === 'nonContacts')) return '👤';
  if (kinds.length === 1) return { groups: '👥', channels: '📢', bots: '🤖' }[kinds[0] as 'groups' | 'channels' | 'bots'] ?? '📁';
  return flags.includes('excludeMuted') ? '🔔' : '📁';
}

/** A folder's icon, told by its emoji. */
export function FolderIcon(props: { emoticon: string }): JSX.Element {
  const known = () => byBareEmoji.get(bare(props.emoticon));
  return <Dynamic component={known() ?? Folder} />;
}
