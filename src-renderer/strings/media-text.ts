import { assertNever } from '#shared/assert.ts';
import type { Document, Media } from '#shared/model/index.ts';
import { t } from './index.ts';

function documentLabel(document: Document): string {
  switch (document.kind) {
    case 'file':
      return document.fileName || t.media.file;
    case 'sticker':
      return t.media.sticker(document.emoji);
    case 'audio':
      return document.title ? [document.performer, document.title].filter(Boolean).join(' – ') : document.fileName || t.media.audio;
    default:
      return t.media[document.kind];
  }
}

/** What a message's media is, in words: for rows, reply bars and accessible names. Nothing for link previews. */
export function mediaLabel(media: Media | undefined): string | undefined {
  if (!media) return undefined;
  switch (media.kind) {
    case 'photo':
      return t.media.photo;
    case 'document':
      return documentLabel(media.document);
    case 'webPage':
      return undefined;
    case 'poll':
      return media.poll.quiz ? t.cards.poll.quizNamed(media.poll.question.text) : t.cards.poll.named(media.poll.question.text);
    case 'checklist':
      return t.cards.checklist.named(media.checklist.title.text);
    case 'location':
      return t.cards.location;
    case 'liveLocation':
      return t.cards.live.title;
    case 'venue':
      return t.cards.venue(media.venue.title);
    case 'contact':
      return t.cards.contact.named([media.contact.firstName, media.contact.lastName].filter(Boolean).join(' ') || media.contact.phone);
    case 'dice':
      return t.cards.dice(media.dice.emoji, media.dice.value);
    case 'game':
      return t.cards.game.named(media.game.title);
    case 'invoice':
      return t.cards.invoice.named(media.invoice.title);
    case 'story':
      return t.cards.story.title;
    case 'giveaway':
      return t.cards.giveaway.title;
    case 'giveawayResults':
      return t.cards.giveaway.results;
    case 'paidMedia':
      return t.cards.paid.named;
    case 'other':
      return media.label;
    default:
      return assertNever(media, 'media');
  }
}
