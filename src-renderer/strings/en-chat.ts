import { formatNumber, plural } from './format.ts';

/** The strings of an open chat: history, bubbles, composer. */
export const enChat = {
  history: 'Messages',
  empty: 'No messages here yet',
  emptyText: 'Say hello: write the first message below.',
  loading: 'Loading messages',
  loadFailed: 'Try again',
  unread: 'Unread messages',
  scrollDown: (unread: number) =>
    unread > 0 ? `Go to the newest message, ${plural(unread, { one: '# unread', other: '# unread' })}` : 'Go to the newest message',
  goneMessage: 'This message was deleted, or is not available to you.',
  edited: 'edited',
  views: (count: number) => plural(count, { one: '# view', other: '# views' }),
  forwardedFrom: 'Forwarded from',
  replyTo: (name: string) => `Reply to ${name}`,
  deletedMessage: 'Deleted message',
  hiddenMessage: 'Message',
  you: 'You',
  copyCode: 'Copy code',
  copied: 'Copied.',
  revealSpoiler: 'Show hidden text',
  /** Stands for it where a message is read out. */
  hiddenText: '(hidden text)',
  openPhoto: 'Open photo',
  photoOf: (name: string) => `Photo from ${name}`,
  photoFailed: 'The photo could not be loaded.',
  saveFile: (name: string) => `Save ${name}`,
  unsupported: (label: string) => `${label}: this version of Petrel cannot show it yet.`,
  bytes: (count: number) => {
    const units = ['B', 'KB', 'MB', 'GB'];
    let value = count;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return `${formatNumber(unit === 0 ? value : Math.round(value * 10) / 10)} ${units[unit]}`;
  },
  status: { pending: 'sending', sent: 'sent', read: 'read', failed: 'not sent' },
  menu: {
    of: 'Actions for this message',
    reply: 'Reply',
    edit: 'Edit',
    copy: 'Copy text',
    copySelected: 'Copy selected text',
    forward: 'Forward',
    delete: 'Delete',
    retry: 'Send again',
    cancelSending: 'Do not send',
  },
  save: {
    here: 'Save to Downloads',
    elsewhere: 'Save as…',
    file: 'file',
    protected: 'Files of this chat cannot be saved',
    done: (name: string) => `Saved as “${name}” in Downloads.`,
  },
  deleting: {
    title: (count: number) => plural(count, { one: 'Delete this message?', other: 'Delete # messages?' }),
    text: 'It cannot be brought back.',
    forSelf: 'Delete for me',
    forEveryone: 'Delete for everyone',
  },
  forwarding: {
    title: 'Forward to…',
    search: 'Search chats',
    nothing: 'No chat matches.',
    done: (title: string) => `Forwarded to ${title}.`,
    open: 'Open',
  },
  notSent: 'Not sent.',
  retryNow: 'Send again',
  discardEdit: 'Discard the change',
  waitingFor: (time: string) => `Telegram asks to wait ${time} before this is sent.`,
  format: {
    bar: 'Formatting',
    bold: 'Bold',
    italic: 'Italic',
    underline: 'Underline',
    strike: 'Strikethrough',
    code: 'Monospace',
    spoiler: 'Spoiler',
    quote: 'Quote',
    link: 'Link',
    clear: 'Clear formatting',
    linkTitle: 'Link',
    address: 'Address',
    saveLink: 'Save',
    removeLink: 'Remove link',
    badAddress: 'This is not an address on the web. Try one like example.com.',
  },
  composer: {
    label: 'Message',
    placeholder: 'Message',
    placeholderChannel: 'Broadcast',
    send: 'Send message',
    save: 'Save changes',
    editing: 'Edit message',
    cancelReply: 'Cancel reply',
    cancelEdit: 'Cancel editing',
    joinFirst: 'You are not a member of this chat.',
    readOnly: 'You cannot write here.',
    mute: 'Mute',
    unmute: 'Unmute',
    draftElsewhere: 'There is a draft from another device.',
    useDraft: 'Use it',
    changedTitle: 'Discard your changes?',
    changedText: 'The message keeps its old text.',
    discard: 'Discard',
    keepEditing: 'Keep editing',
    tooLong: (over: number) => `-${formatNumber(over)}`,
  },
  header: {
    actions: 'Chat menu',
  },
};
