import { assertNever } from '#shared/assert.ts';
import type { Document, Media } from '#shared/model/index.ts';

/** Media in a few words: for replies and notifications. The renderer has words of its own, in the language of the interface. */
export function mediaWords(media: Media): string {
  switch (media.kind) {
    case 'photo':
      return 'Photo';
    case 'document':
      return documentWords(media.document);
    case 'webPage':
      return media.page.title ?? media.page.displayUrl;
    case 'poll':
      return `${media.poll.quiz === true ? 'Quiz' : 'Poll'}: ${media.poll.question.text}`;
    case 'checklist':
      return `Checklist: ${media.checklist.title.text}`;
    case 'location':
      return 'Location';
    case 'liveLocation':
      return 'Live location';
    case 'venue':
      return media.venue.title === '' ? 'Venue' : `Venue: ${media.venue.title}`;
    case 'contact':
      return `Contact: ${[media.contact.firstName, media.contact.lastName].filter((part) => part !== '').join(' ') || media.contact.phone}`;
    case 'dice':
      return media.dice.value === 0 ? media.dice.emoji : `${media.dice.emoji} ${media.dice.value}`;
    case 'game':
      return `Game: ${media.game.title}`;
    case 'invoice':
      return `Invoice: ${media.invoice.title}`;
    case 'story':
      return 'Story';
    case 'giveaway':
      return 'Giveaway';
    case 'giveawayResults':
      return 'Giveaway results';
    case 'paidMedia':
      return 'Paid media';
    case 'other':
      return media.label;
    default:
      return assertNever(media, 'media');
  }
}

function documentWords(document: Document): string {
  switch (document.kind) {
    case 'file':
      return document.fileName === '' ? 'File' : document.fileName;
    case 'video':
      return 'Video';
    case 'gif':
      return 'GIF';
    case 'audio':
      return document.title ?? (document.fileName === '' ? 'Audio' : document.fileName);
    case 'voice':
      return 'Voice message';
    case 'roundVideo':
      return 'Video message';
    case 'sticker':
      return document.emoji === undefined ? 'Sticker' : `${document.emoji} Sticker`;
  }
}
