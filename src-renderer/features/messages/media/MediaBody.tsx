import { Match, Show, Switch, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Media, Message } from '#shared/model/index.ts';
import { t } from '../../../strings/index.ts';
import { trackOf } from '../../../state/player.ts';
import { SoundRow } from '../../player/SoundRow.tsx';
import { ChecklistBody } from '../../cards/ChecklistBody.tsx';
import { ContactBody } from '../../cards/ContactBody.tsx';
import { DiceBody, GameBody, GiveawayBody, GiveawayResultsBody, InvoiceBody, StoryBody } from '../../cards/OfferBodies.tsx';
import { PaidMediaBody } from '../../cards/PaidMediaBody.tsx';
import { LiveLocationBody, LocationBody, VenueBody } from '../../cards/PlaceBodies.tsx';
import { PollBody } from '../../polls/PollBody.tsx';
import { DocumentRow } from '../DocumentRow.tsx';
import { visualOf } from '../visual.ts';
import s from './MediaBody.module.css';

/** What a body of this kind is given: the media, and the message that holds it. */
export interface MediaProps<K extends Media['kind']> {
  media: Extract<Media, { kind: K }>;
  message: Message;
}

/** How each kind of media is shown in a bubble. The bubble itself lays out pictures, which form albums, and the previews of links. */
const bodies: { readonly [K in Media['kind']]?: (props: MediaProps<K>) => JSX.Element } = {
  document: (props) => (
    <Switch fallback={<DocumentRow document={props.media.document} message={props.message} />}>
      <Match when={visualOf(props.media)}>{undefined}</Match>
      <Match when={trackOf(props.message)}>
        <SoundRow document={props.media.document} message={props.message} />
      </Match>
    </Switch>
  ),
  poll: (props) => <PollBody poll={props.media.poll} message={props.message} />,
  checklist: (props) => <ChecklistBody checklist={props.media.checklist} message={props.message} />,
  location: (props) => <LocationBody point={props.media.point} />,
  liveLocation: (props) => <LiveLocationBody live={props.media.live} message={props.message} />,
  venue: (props) => <VenueBody venue={props.media.venue} />,
  contact: (props) => <ContactBody contact={props.media.contact} />,
  dice: (props) => <DiceBody dice={props.media.dice} />,
  game: (props) => <GameBody game={props.media.game} />,
  invoice: (props) => <InvoiceBody invoice={props.media.invoice} />,
  story: (props) => <StoryBody story={props.media.story} />,
  giveaway: (props) => <GiveawayBody giveaway={props.media.giveaway} />,
  giveawayResults: (props) => <GiveawayResultsBody results={props.media.results} />,
  paidMedia: (props) => <PaidMediaBody paid={props.media.paid} message={props.message} />,
  other: (props) => <p class={s.unsupported}>{t.chat.unsupported(props.media.label)}</p>,
};

/** Whether media of this kind, and not the text of the message, leaves the room for the time at its end. */
export const endsWithRoom = (media: Media | undefined): boolean => media?.kind === 'document' && visualOf(media) === undefined;

/** The media of one message of a bubble; nothing for what the bubble lays out. */
export function MediaBody(props: { message: Message }): JSX.Element {
  // The table pairs each kind with its own component, which types cannot follow through an index.
  const body = () => props.message.media && (bodies[props.message.media.kind] as ((own: { media: Media; message: Message }) => JSX.Element) | undefined);
  return (
    <Show when={props.message.media && body()}>
      <Dynamic component={body()} media={props.message.media as Media} message={props.message} />
    </Show>
  );
}
