import type { MessageCapabilities } from '#shared/ipc/messages.ts';
import type { Message, Peer } from '#shared/model/index.ts';
import type { Limits } from '../configuration/index.ts';

/** A message with what its rules depend on. `now` is server time, unix seconds. */
export interface CapabilityCase {
  message: Message;
  peer: Peer;
  limits: Limits;
  now: number;
}

const none: MessageCapabilities = {
  reply: false, edit: false, copy: false, forward: false, pin: false, link: false, report: false, react: false, translate: false,
  save: false, deleteForSelf: false, deleteForEveryone: false, retry: false,
};

/** What may be done with a message: the one rule that menus and keys go by (spec 30 §7, 80 D4). */
export function capabilitiesOf(subject: CapabilityCase): MessageCapabilities {
  const { message, peer } = subject;
  const isProtected = message.noForwards === true || peer.noForwards === true;
  const copy = message.text !== '' && !isProtected && message.service === undefined;
  if (message.id < 0) {
    const failed = message.sending?.state === 'failed' ? message.sending : undefined;
    return { ...none, copy, deleteForSelf: true, retry: failed?.canRetry === true };
  }
  const readers = readersOf(subject);
  return {
    ...none,
    copy,
    reply: peer.rights.send && peer.isLeft !== true,
    edit: mayEdit(subject),
    forward: !isProtected && message.service === undefined,
    pin: message.service === undefined && peer.rights.pin && peer.isLeft !== true,
    link: isChannel(peer),
    report: !message.out && message.service === undefined && peer.isSelf !== true && peer.id !== SERVICE_NOTIFICATIONS,
    react: message.service === undefined && (peer.isLeft !== true || peer.kind === 'channel'),
    translate: message.text !== '' && message.service === undefined,
    save: !isProtected && (message.media?.kind === 'photo' || message.media?.kind === 'document'),
    deleteForSelf: !isChannel(peer),
    deleteForEveryone: mayRevoke(subject),
    ...(readers === undefined ? {} : { readers }),
  };
}

/** Where Telegram itself writes. */
const SERVICE_NOTIFICATIONS = 777_000;

const isChannel = (peer: Peer): boolean => peer.kind === 'channel' || peer.kind === 'supergroup';

/** Whether this account may still edit the message (core.telegram.org/method/messages.editMessage). */
export function mayEdit({ message, peer, limits, now }: CapabilityCase): boolean {
  if (message.id < 0 || message.service !== undefined || message.forward !== undefined || message.viaBotId !== undefined) {
    return false;
  }
  if (peer.isLeft === true || !hasEditableContent(message)) return false;
  if (peer.isSelf === true) return true;
  if (!message.out) return false;
  return peer.kind === 'channel' || now - message.date < limits.editTimeLimit;
}

/** What can be asked of those who have read a message: when the other person did, or which members did (core.telegram.org/api/config). */
export function readersOf({ message, peer, limits, now }: CapabilityCase): MessageCapabilities['readers'] {
  if (message.id < 0 || !message.out || message.service !== undefined || peer.isSelf === true || peer.isLeft === true) return undefined;
  const age = now - message.date;
  switch (peer.kind) {
    case 'user':
      return peer.isSupport !== true && peer.isDeleted !== true && age < limits.readDatePeriod ? 'date' : undefined;
    case 'group':
    case 'supergroup':
      return (peer.memberCount ?? Infinity) <= limits.readersGroupMax && age < limits.readersPeriod ? 'members' : undefined;
    default:
      return undefined;
  }
}

function hasEditableContent(message: Message): boolean {
  const media = message.media;
  if (media === undefined || media.kind === 'photo' || media.kind === 'webPage') return true;
  return media.kind === 'document' && media.document.kind !== 'sticker' && media.document.kind !== 'roundVideo';
}

function mayRevoke({ message, peer, limits, now }: CapabilityCase): boolean {
  if (peer.isSelf === true) return false;
  const age = now - message.date;
  switch (peer.kind) {
    case 'user':
    case 'bot':
      return (message.out || limits.revokePmInbox) && age <= limits.revokePmTimeLimit;
    case 'group':
      return (message.out || peer.rights.deleteOthers) && age <= limits.revokeTimeLimit;
    case 'supergroup':
    case 'channel':
      return peer.rights.deleteOthers || (
        message.out && peer.isLeft !== true && (peer.kind === 'supergroup' || peer.rights.send)
      );
  }
}
