import type { PeerId, ServiceNote } from '#shared/model/index.ts';

/** What the mapping may ask about peers; names are those at the time of mapping. */
export interface MapContext {
  selfId: PeerId | undefined;
  /** The name to show for a peer; undefined when it is unknown. */
  title(peerId: PeerId): string | undefined;
  /** A channel in which only admins post, as opposed to a group. */
  isBroadcast(peerId: PeerId): boolean;
}

/** Part of a sentence: plain text, or a peer by its name. */
export type Piece = string | { peerId: PeerId };

/** Puts a sentence together and notes where it names peers. This account is "you", at the beginning "You". */
export function sentence(context: MapContext, pieces: readonly Piece[]): ServiceNote {
  const note: ServiceNote = { text: '', mentions: [] };
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      note.text += piece;
      continue;
    }
    const name = nameOf(context, piece.peerId, note.text === '');
    note.mentions.push({ offset: note.text.length, length: name.length, peerId: piece.peerId });
    note.text += name;
  }
  return note;
}

function nameOf(context: MapContext, peerId: PeerId, first: boolean): string {
  if (peerId === context.selfId) return first ? 'You' : 'you';
  return context.title(peerId) ?? (first ? 'Someone' : 'someone');
}

/** "Anna, Ben and Carl" */
export function list(peerIds: readonly PeerId[]): Piece[] {
  return peerIds.flatMap((peerId, index): Piece[] => {
    if (index === 0) return [{ peerId }];
    return [index === peerIds.length - 1 ? ' and ' : ', ', { peerId }];
  });
}

/** "1 day", "2 weeks", "45 seconds" */
export function period(seconds: number): string {
  const units: [number, string][] = [
    [31_536_000, 'year'],
    [2_592_000, 'month'],
    [604_800, 'week'],
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  for (const [size, name] of units) {
    if (seconds >= size && seconds % size === 0) return count(seconds / size, name);
  }
  return seconds > 86_400 ? count(Math.round(seconds / 86_400), 'day') : count(seconds, 'second');
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** "3:07" */
export function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** Drops a leading part of a text that is too long for a note. */
export function shorten(text: string, limit = 60): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').trim()];
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit).join('')}…`;
}
