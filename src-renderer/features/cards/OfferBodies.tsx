import { For, Show, type JSX } from 'solid-js';
import type { Dice, Game, Giveaway, GiveawayResults, Invoice, Photo, StoryCard } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { countryName, formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { useChat } from '../messages/chat-context.ts';
import { bestSize } from '../messages/photo-layout.ts';
import { PeerChips } from './PeerChips.tsx';
import { priceText } from './price.ts';
import s from './Cards.module.css';

/** An emoji that was thrown, with what it shows. */
export function DiceBody(props: { dice: Dice }): JSX.Element {
  return (
    <div class={s.dice} data-dice={props.dice.value}>
      <span class={s.diceSign}>{props.dice.emoji}</span>
      <Show when={props.dice.value > 0} fallback={<span class={s.note}>…</span>}>
        <span class={s.diceValue}>{props.dice.value}</span>
      </Show>
    </div>
  );
}

function Picture(props: { photo: Photo | undefined }): JSX.Element {
  const size = () => props.photo && bestSize(props.photo, { width: 320, height: 180 }, window.devicePixelRatio || 1);
  return <Show when={size()}>{(known) => <MediaImage class={s.picture} path={known().url} alt="" loading="lazy" decoding="async" />}</Show>;
}

export function GameBody(props: { game: Game }): JSX.Element {
  return (
    <div class={s.card}>
      <Picture photo={props.game.photo} />
      <p class={s.kind}>{t.cards.game.title}</p>
      <p class={s.title} dir="auto">
        {props.game.title}
      </p>
      <p dir="auto">{props.game.description}</p>
    </div>
  );
}

export function InvoiceBody(props: { invoice: Invoice }): JSX.Element {
  const chat = useChat();
  return (
    <div class={s.card}>
      <Show when={props.invoice.picture}>{(path) => <MediaImage class={s.picture} path={path()} alt="" loading="lazy" decoding="async" />}</Show>
      <p class={s.kind}>{props.invoice.isTest ? t.cards.invoice.test : t.cards.invoice.title}</p>
      <p class={s.title} dir="auto">
        {props.invoice.title}
      </p>
      <p dir="auto">{props.invoice.description}</p>
      <p class={s.price}>
        {priceText(props.invoice.amount, props.invoice.currency)}
        <Show when={props.invoice.receiptId}>
          {(receipt) => (
            <button type="button" class={s.action} onClick={() => chat.jumpTo(receipt())}>
              {t.cards.invoice.paid}
            </button>
          )}
        </Show>
      </p>
    </div>
  );
}

export function StoryBody(props: { story: StoryCard }): JSX.Element {
  const app = useApp();
  const name = () => app.peers.get(props.story.peerId)?.title ?? '';
  return (
    <div class={s.card}>
      <Picture photo={props.story.expired ? undefined : props.story.photo} />
      <p class={s.kind}>{t.cards.story.title}</p>
      <button type="button" class={s.title} dir="auto" onClick={() => app.info.open(props.story.peerId)}>
        {props.story.mentionsMe ? t.cards.story.mentions(name()) : t.cards.story.of(name())}
      </button>
      <Show when={props.story.expired} fallback={<p dir="auto">{props.story.caption}</p>}>
        <p class={s.note}>{t.cards.story.expired}</p>
      </Show>
    </div>
  );
}

const prizeOf = (quantity: number, { months, stars }: { months?: number; stars?: string }): string =>
  stars === undefined ? t.cards.giveaway.premium(quantity, months ?? 0) : t.cards.giveaway.stars(Number(stars), quantity);

export function GiveawayBody(props: { giveaway: Giveaway }): JSX.Element {
  const words = t.cards.giveaway;
  const countries = () => props.giveaway.countries.map((iso2) => countryName(iso2) ?? iso2);
  const who = () => (props.giveaway.onlyNew ? words.fresh : words.all)(props.giveaway.channelIds.length);
  return (
    <div class={s.card}>
      <p class={s.title}>🎁 {words.title}</p>
      <p>{prizeOf(props.giveaway.quantity, props.giveaway)}</p>
      <Show when={props.giveaway.prize}>{(prize) => <p dir="auto">{words.also(prize())}</p>}</Show>
      <p class={s.kind}>{words.participants}</p>
      <p>{countries().length === 0 ? who() : `${who()} ${words.countries(countries())}`}</p>
      <PeerChips ids={props.giveaway.channelIds} />
      <p class={s.kind}>{words.date}</p>
      <p>{formatFull(props.giveaway.until)}</p>
    </div>
  );
}

export function GiveawayResultsBody(props: { results: GiveawayResults }): JSX.Element {
  const words = t.cards.giveaway;
  const others = () => props.results.winnersCount - props.results.winners.length;
  return (
    <div class={s.card}>
      <p class={s.title}>🏆 {words.results}</p>
      <For each={[words.winners(props.results.winnersCount), prizeOf(props.results.winnersCount, props.results)]}>{(line) => <p>{line}</p>}</For>
      <PeerChips ids={props.results.winners} />
      <Show when={others() > 0 && props.results.winners.length > 0}>
        <p class={s.note}>{words.moreWinners(others())}</p>
      </Show>
      <Show when={props.results.unclaimedCount > 0}>
        <p class={s.note}>{words.unclaimed(props.results.unclaimedCount)}</p>
      </Show>
      <Show when={props.results.refunded}>
        <p class={s.note}>{words.refunded}</p>
      </Show>
    </div>
  );
}
