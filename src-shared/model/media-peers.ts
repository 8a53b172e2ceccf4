import type { PeerId } from './ids.ts';
import type { Media } from './message.ts';

/** Everyone whom media names. */
export function mediaPeers(media: Media | undefined): PeerId[] {
  switch (media?.kind) {
    case 'contact':
      return media.contact.userId === undefined ? [] : [media.contact.userId];
    case 'poll': {
      const { recentVoters, answers } = media.poll;
      return [...recentVoters, ...answers.flatMap((one) => [...(one.recentVoters ?? []), ...(one.addedBy === undefined ? [] : [one.addedBy])])];
    }
    case 'checklist':
      return media.checklist.tasks.flatMap((task) => task.doneBy ?? []);
    case 'story':
      return [media.story.peerId];
    case 'giveaway':
      return media.giveaway.channelIds;
    case 'giveawayResults':
      return [media.results.channelId, ...media.results.winners];
    default:
      return [];
  }
}
