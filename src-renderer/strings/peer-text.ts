import type { ChatAction, Peer } from '#shared/model/index.ts';
import { daysBetween, formatFull, formatTime } from './format.ts';
import { t } from './index.ts';

/** The title that a chat is shown under: one's own account is "Saved Messages". */
export const chatTitle = (peer: Peer): string => (peer.isSelf ? t.presence.savedMessages : peer.title);

/** Whether a person is online at `now` (unix ms). */
export const isOnline = (peer: Peer, now: number): boolean =>
  peer.kind === 'user' && !peer.isSelf && peer.status?.kind === 'online' && peer.status.expires * 1000 > now;

function lastSeen(seconds: number, now: number): string {
  const minutes = Math.floor((now / 1000 - seconds) / 60);
  if (minutes < 1) return t.presence.justNow;
  if (minutes < 60) return t.presence.minutesAgo(minutes);
  const days = daysBetween(seconds * 1000, now);
  if (days === 0) return t.presence.todayAt(formatTime(seconds));
  if (days === 1) return t.presence.yesterdayAt(formatTime(seconds));
  return t.presence.on(formatFull(seconds));
}

/** The line under a chat's title: when the person was last seen, or how many members there are. `now` in unix ms. */
export function presenceText(peer: Peer, now: number, onlineCount?: number): string {
  if (peer.isSelf) return '';
  switch (peer.kind) {
    case 'bot':
      return t.presence.bot;
    case 'channel':
      return peer.memberCount === undefined ? '' : t.presence.subscribers(peer.memberCount);
    case 'group':
    case 'supergroup': {
      if (peer.memberCount === undefined) return '';
      const members = t.presence.members(peer.memberCount);
      return onlineCount !== undefined && onlineCount > 1 ? `${members}, ${t.presence.onlineMembers(onlineCount)}` : members;
    }
    case 'user':
      return userPresence(peer, now);
  }
}

function userPresence(peer: Peer, now: number): string {
  if (peer.id === 777_000) return t.presence.serviceNotifications;
  if (peer.isSupport) return t.presence.support;
  const status = peer.status;
  if (!status) return t.presence.unknown;
  switch (status.kind) {
    case 'online':
      return status.expires * 1000 > now ? t.presence.online : lastSeen(status.expires, now);
    case 'offline':
      return lastSeen(status.wasOnline, now);
    case 'recently':
    case 'lastWeek':
    case 'lastMonth':
    case 'unknown':
      return t.presence[status.kind];
  }
}

/** "typing", "Anna is typing", "Anna and Ben are typing": what people do in a chat, without the moving dots. */
export function actionsText(actions: readonly ChatAction[], inGroup: boolean): string | undefined {
  const first = actions[0];
  if (!first) return undefined;
  if (!inGroup) return t.actions[`${first.action}Alone`];
  if (actions.length === 1) return `${first.userName} ${t.actions[first.action]}`;
  if (actions.length === 2) return t.actions.severalTyping(actions.map((action) => action.userName));
  return t.actions.manyTyping(actions.length);
}
