import type { tl } from '#tl';
import { channelPeerId, userPeerId } from '#shared/model/index.ts';
import type { PeerId, ServiceNote } from '#shared/model/index.ts';
import { mapPeerId } from './ids.ts';
import { clock, count, list, period, sentence, shorten } from './sentence.ts';
import type { MapContext, Piece } from './sentence.ts';

const UNKNOWN = 'Something happened that this version cannot show';

/** A service message, as far as its sentence depends on it. */
export interface ServiceFacts {
  peerId: PeerId;
  /** Who did it; the chat itself in channels. */
  actorId: PeerId;
  out: boolean;
  action: tl.MessageAction;
}

/** The sentence of a service message (core.telegram.org/type/MessageAction). Unknown actions get a neutral one. */
export function mapService(facts: ServiceFacts, context: MapContext): ServiceNote {
  return sentence(context, pieces(facts, context));
}

function pieces(facts: ServiceFacts, context: MapContext): Piece[] {
  const actor: Piece = { peerId: facts.actorId };
  return (
    membership(facts, actor, context) ??
    chatSettings(facts, actor, context) ??
    calls(facts, actor) ??
    moneyAndGifts(facts, actor) ??
    small(facts, actor) ?? [UNKNOWN]
  );
}

function membership({ action, actorId, peerId }: ServiceFacts, actor: Piece, context: MapContext): Piece[] | undefined {
  switch (action._) {
    case 'messageActionChatCreate':
      return [actor, ` created the group “${action.title}”`];
    case 'messageActionChannelCreate':
      return context.isBroadcast(peerId) ? ['Channel created'] : [actor, ` created the group “${action.title}”`];
    case 'messageActionChatAddUser': {
      const users = action.users.map(userPeerId);
      if (users.length === 1 && users[0] === actorId) return [actor, ' joined the group'];
      return [actor, ' added ', ...list(users)];
    }
    case 'messageActionChatDeleteUser': {
      const user = userPeerId(action.userId);
      return user === actorId ? [actor, ' left the group'] : [actor, ' removed ', { peerId: user }];
    }
    case 'messageActionChatJoinedByLink':
      return [actor, ' joined the group by an invite link'];
    case 'messageActionChatJoinedByRequest':
      return context.isBroadcast(peerId)
        ? [actor, '’s request to join the channel was accepted']
        : [actor, '’s request to join the group was accepted'];
    case 'messageActionChatMigrateTo':
      return ['This group was upgraded to a supergroup'];
    case 'messageActionChannelMigrateFrom':
      return ['This supergroup was made from a group'];
    case 'messageActionContactSignUp':
      return [actor, ' joined Telegram'];
    case 'messageActionNewCreatorPending':
      return [{ peerId: userPeerId(action.newCreatorId) }, ' will become the owner if ', actor, ' does not come back'];
    case 'messageActionChangeCreator':
      return [{ peerId: userPeerId(action.newCreatorId) }, ' is the owner now'];
    case 'messageActionManagedBotCreated':
      return [actor, ' created the bot ', { peerId: userPeerId(action.botId) }];
    default:
      return undefined;
  }
}

function chatSettings({ action, peerId }: ServiceFacts, actor: Piece, context: MapContext): Piece[] | undefined {
  const broadcast = context.isBroadcast(peerId);
  switch (action._) {
    case 'messageActionChatEditTitle':
      if (broadcast) return [`The channel is now called “${action.title}”`];
      return [actor, ` changed the group name to “${action.title}”`];
    case 'messageActionChatEditPhoto':
      return broadcast ? ['Channel photo changed'] : [actor, ' changed the group photo'];
    case 'messageActionChatDeletePhoto':
      return broadcast ? ['Channel photo removed'] : [actor, ' removed the group photo'];
    case 'messageActionPinMessage':
      return broadcast ? ['A message was pinned'] : [actor, ' pinned a message'];
    case 'messageActionHistoryClear':
      return ['History was cleared'];
    case 'messageActionSetMessagesTTL':
      if (action.period === 0) return [actor, ' turned off automatic deletion of messages'];
      return [actor, ` set messages to be deleted after ${period(action.period)}`];
    case 'messageActionSetChatTheme':
      if (themeEmoji(action.theme) === '') return [actor, ' turned off the chat theme'];
      return [actor, ` changed the chat theme to ${themeEmoji(action.theme)}`];
    case 'messageActionSetChatWallPaper':
      return [actor, action.same === true ? ' set the same wallpaper for this chat' : ' set a new wallpaper for this chat'];
    case 'messageActionTopicCreate':
      return [actor, ` created the topic “${action.title}”`];
    case 'messageActionTopicEdit':
      return topicEdit(action, actor);
    case 'messageActionNoForwardsToggle':
      return [actor, action.newValue ? ' turned off copying and forwarding' : ' allowed copying and forwarding'];
    case 'messageActionNoForwardsRequest':
      return [actor, action.newValue ? ' asks to turn off copying and forwarding' : ' asks to allow copying and forwarding'];
    case 'messageActionBoostApply':
      return [actor, action.boosts === 1 ? ' boosted the group' : ` boosted the group ${action.boosts} times`];
    default:
      return undefined;
  }
}

function topicEdit(action: tl.messageActionTopicEdit, actor: Piece): Piece[] {
  if (action.title !== undefined) return [actor, ` renamed the topic to “${action.title}”`];
  if (action.closed !== undefined) return [actor, action.closed ? ' closed the topic' : ' reopened the topic'];
  if (action.hidden !== undefined) return [actor, action.hidden ? ' hid the topic' : ' showed the topic again'];
  return [actor, ' changed the topic’s icon'];
}

function themeEmoji(theme: tl.ChatTheme): string {
  return theme._ === 'chatTheme' ? theme.emoticon : '🎁';
}

function calls({ action, out, peerId }: ServiceFacts, actor: Piece): Piece[] | undefined {
  switch (action._) {
    case 'messageActionPhoneCall':
      return [phoneCall(action, out)];
    case 'messageActionConferenceCall':
      if (action.missed === true) return [out ? 'Cancelled group call' : 'Missed group call'];
      return [action.duration === undefined ? 'Group call' : `Group call, ${clock(action.duration)}`];
    case 'messageActionGroupCall':
      if (action.duration === undefined) return [actor, ' started a video chat'];
      return [`Video chat ended after ${clock(action.duration)}`];
    case 'messageActionGroupCallScheduled':
      return [actor, ' scheduled a video chat'];
    case 'messageActionInviteToGroupCall':
      return [actor, ' invited ', ...list(action.users.map(userPeerId)), ' to the video chat'];
    case 'messageActionScreenshotTaken':
      return [actor, ' took a screenshot'];
    case 'messageActionGeoProximityReached':
      return [
        { peerId: mapPeerId(action.fromId) },
        ` is within ${distance(action.distance)} of `,
        { peerId: mapPeerId(action.toId) },
      ];
    case 'messageActionCustomAction':
      return [shorten(action.message, 200) || UNKNOWN];
    case 'messageActionEmpty':
      return [peerId > 0 ? 'Conversation started' : 'Chat started'];
    default:
      return undefined;
  }
}

function phoneCall(action: tl.messageActionPhoneCall, out: boolean): string {
  const what = action.video === true ? 'video call' : 'call';
  const reason = action.reason?._;
  if (reason === 'phoneCallDiscardReasonMissed') return out ? `Cancelled ${what}` : `Missed ${what}`;
  if (reason === 'phoneCallDiscardReasonBusy') return out ? `Declined ${what}, the line was busy` : `Declined ${what}`;
  const direction = out ? `Outgoing ${what}` : `Incoming ${what}`;
  return action.duration === undefined || action.duration === 0 ? direction : `${direction}, ${clock(action.duration)}`;
}

function distance(meters: number): string {
  return meters < 1000 ? count(meters, 'meter') : `${(meters / 1000).toFixed(1)} km`;
}

function moneyAndGifts({ action }: ServiceFacts, actor: Piece): Piece[] | undefined {
  switch (action._) {
    case 'messageActionPaymentSent':
    case 'messageActionPaymentSentMe':
      return [actor, ` paid ${money(action.totalAmount, action.currency)}`];
    case 'messageActionPaymentRefunded':
      return [{ peerId: mapPeerId(action.peer) }, ` got ${money(action.totalAmount, action.currency)} back`];
    case 'messageActionGiftPremium':
      return [actor, ` gave Telegram Premium for ${count(action.days, 'day')}`];
    case 'messageActionGiftCode':
      return [action.viaGiveaway === true ? 'A gift code was won in a giveaway' : 'A gift code was received'];
    case 'messageActionGiveawayLaunch':
      return [actor, ' started a giveaway'];
    case 'messageActionGiveawayResults':
      return [`The giveaway ended with ${count(action.winnersCount, 'winner')}`];
    case 'messageActionGiftStars':
      return [actor, ` gave ${stars(action.stars)}`];
    case 'messageActionPrizeStars':
      return [`A prize of ${stars(action.stars)} was won`];
    case 'messageActionGiftTon':
      return [actor, ' gave Toncoin'];
    case 'messageActionStarGift':
      return action.refunded === true ? ['A gift was refunded'] : [actor, ' sent a gift'];
    case 'messageActionStarGiftUnique':
      if (action.upgrade === true) return [actor, ' upgraded a gift'];
      return action.transferred === true ? [actor, ' passed on a unique gift'] : [actor, ' sent a unique gift'];
    case 'messageActionStarGiftPurchaseOffer':
      if (action.accepted === true) return [actor, '’s offer for a gift was accepted'];
      return action.declined === true ? [actor, '’s offer for a gift was declined'] : [actor, ' made an offer for a gift'];
    case 'messageActionStarGiftPurchaseOfferDeclined':
      return [action.expired === true ? 'An offer for a gift expired' : 'An offer for a gift was declined'];
    case 'messageActionPaidMessagesRefunded':
      return [actor, ` returned ${stars(action.stars)} for ${count(action.count, 'message')}`];
    case 'messageActionPaidMessagesPrice':
      return [action.stars === 0n ? 'Messages are free now' : `The price of a message is now ${stars(action.stars)}`];
    case 'messageActionSuggestedPostApproval':
      return [actor, action.rejected === true ? ' rejected the suggested post' : ' approved the suggested post'];
    case 'messageActionSuggestedPostSuccess':
      return ['The suggested post was paid for'];
    case 'messageActionSuggestedPostRefund':
      return ['The payment for the suggested post was returned'];
    default:
      return undefined;
  }
}

function stars(amount: bigint): string {
  return `${amount} ${amount === 1n ? 'Star' : 'Stars'}`;
}

function money(amount: bigint, currency: string): string {
  if (currency === 'XTR') return stars(amount);
  const value = Number(amount) / 100;
  return `${value.toFixed(2)} ${currency}`;
}

function small({ action }: ServiceFacts, actor: Piece): Piece[] | undefined {
  switch (action._) {
    case 'messageActionGameScore':
      return [actor, ` scored ${action.score}`];
    case 'messageActionBotAllowed':
      if (action.domain !== undefined) return [`You allowed this bot to write to you when you signed in on ${action.domain}`];
      return ['You allowed this bot to write to you'];
    case 'messageActionSecureValuesSent':
    case 'messageActionSecureValuesSentMe':
      return [actor, ' sent identity documents'];
    case 'messageActionWebViewDataSent':
    case 'messageActionWebViewDataSentMe':
      return [`Data from the button “${shorten(action.text)}” was sent to the bot`];
    case 'messageActionSuggestProfilePhoto':
      return [actor, ' suggests a profile photo'];
    case 'messageActionSuggestBirthday':
      return [actor, ' suggests a birthday'];
    case 'messageActionRequestedPeer':
      return [actor, ' shared ', ...list(action.peers.map(mapPeerId)), ' with the bot'];
    case 'messageActionRequestedPeerSentMe':
      return [actor, ' shared ', ...list(action.peers.map(requestedPeer)), ' with the bot'];
    case 'messageActionTodoCompletions':
      if (action.completed.length === 0) return [actor, ` marked ${count(action.incompleted.length, 'task')} as not done`];
      return [actor, ` marked ${count(action.completed.length, 'task')} as done`];
    case 'messageActionTodoAppendTasks':
      return [actor, ` added ${count(action.list.length, 'task')} to the checklist`];
    case 'messageActionPollAppendAnswer':
      return [actor, ' added an answer to the poll'];
    case 'messageActionPollDeleteAnswer':
      return [actor, ' removed an answer from the poll'];
    default:
      return undefined;
  }
}

function requestedPeer(peer: tl.RequestedPeer): PeerId {
  if (peer._ === 'requestedPeerUser') return userPeerId(peer.userId);
  return peer._ === 'requestedPeerChannel' ? channelPeerId(peer.channelId) : mapPeerId({ _: 'peerChat', chatId: peer.chatId });
}

/** Users and chats that an action names. */
export function actionPeers(action: tl.MessageAction): PeerId[] {
  switch (action._) {
    case 'messageActionChatCreate':
    case 'messageActionChatAddUser':
    case 'messageActionInviteToGroupCall':
      return action.users.map(userPeerId);
    case 'messageActionChatDeleteUser':
      return [userPeerId(action.userId)];
    case 'messageActionChatJoinedByLink':
      return [userPeerId(action.inviterId)];
    case 'messageActionGeoProximityReached':
      return [mapPeerId(action.fromId), mapPeerId(action.toId)];
    case 'messageActionRequestedPeer':
      return action.peers.map(mapPeerId);
    case 'messageActionNewCreatorPending':
    case 'messageActionChangeCreator':
      return [userPeerId(action.newCreatorId)];
    case 'messageActionManagedBotCreated':
      return [userPeerId(action.botId)];
    case 'messageActionChatMigrateTo':
      return [channelPeerId(action.channelId)];
    default:
      return [];
  }
}
