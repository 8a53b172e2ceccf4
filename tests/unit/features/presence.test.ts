import { describe, expect, it } from 'vitest';
import type { ChatAction, MessageId, PeerId } from '#shared/model/index.ts';
import { OnlineReporter } from '../../../src-main/features/presence/online-reporter.ts';
import { TypingSender } from '../../../src-main/features/presence/typing-sender.ts';
import { TypingTracker } from '../../../src-main/features/presence/typing-tracker.ts';
import { FakeClock } from './fake-clock.ts';

const chat = -5 as PeerId;
const anna = 1 as PeerId;
const boris = 2 as PeerId;

function trackerWithLog() {
  const clock = new FakeClock();
  const log: { peerId: PeerId; actions: ChatAction[] }[] = [];
  const names = new Map([[anna, 'Anna'], [boris, 'Boris']]);
  const tracker =
    new TypingTracker({ clock, nameOf: (id) => names.get(id), changed: (peerId, actions) => log.push({ peerId, actions }) });
  return { clock, log, tracker };
}

describe('typing of others', () => {
  it('ends after six seconds without renewal', () => {
    const { clock, log, tracker } = trackerWithLog();
    tracker.begin(chat, anna, 'typing');
    clock.advance(5_000);
    tracker.begin(chat, anna, 'typing');
    clock.advance(5_999);
    expect(tracker.actions(chat)).toEqual([{ userId: anna, userName: 'Anna', action: 'typing' }]);
    clock.advance(1);
    expect(log.map((event) => event.actions.length)).toEqual([1, 0]);
  });

  it('ends for one sender when their message comes, not for others', () => {
    const { tracker } = trackerWithLog();
    tracker.begin(chat, anna, 'typing');
    tracker.begin(chat, boris, 'recordingVoice');
    tracker.end(chat, anna);
    expect(tracker.actions(chat).map((action) => action.userName)).toEqual(['Boris']);
  });

  it('in a thread is apart from the chat, and ends there', () => {
    const { tracker } = trackerWithLog();
    const thread = 40 as MessageId;
    tracker.begin(chat, anna, 'typing');
    tracker.begin(chat, anna, 'typing', thread);
    tracker.end(chat, anna);
    expect(tracker.actions(chat)).toEqual([{ userId: anna, userName: 'Anna', action: 'typing', threadId: thread }]);
    tracker.end(chat, anna, thread);
    expect(tracker.chats()).toEqual([]);
  });

  it('of strangers is ignored, and nothing is left running after disposal', () => {
    const { clock, log, tracker } = trackerWithLog();
    tracker.begin(chat, 99 as PeerId, 'typing');
    expect(log).toEqual([]);
    tracker.begin(chat, anna, 'typing');
    tracker.dispose();
    expect(clock.pending).toBe(0);
  });
});

describe('typing of this account', () => {
  it('is told at most every five seconds per chat, and taken back once', () => {
    const clock = new FakeClock();
    const sent: string[] = [];
    const sender = new TypingSender({ clock, send: (peerId, typing) => sent.push(`${peerId} ${typing}`) });
    for (let second = 0; second < 10; second += 1) {
      sender.set(anna, true);
      clock.advance(1_000);
    }
    expect(sent).toEqual(['1 true', '1 true']);
    sender.set(anna, false);
    sender.set(anna, false);
    expect(sent).toEqual(['1 true', '1 true', '1 false']);
  });

  it('in a thread keeps a pace of its own', () => {
    const sent: string[] = [];
    const sender = new TypingSender({ clock: new FakeClock(), send: (_, typing, threadId) => sent.push(`${threadId ?? 'chat'} ${typing}`) });
    sender.set(chat, true);
    sender.set(chat, true, 40 as MessageId);
    sender.set(chat, true, 40 as MessageId);
    sender.set(chat, false);
    expect(sent).toEqual(['chat true', '40 true', 'chat false']);
  });

  it('is not taken back after the message was sent, and starts anew at once', () => {
    const clock = new FakeClock();
    const sent: boolean[] = [];
    const sender = new TypingSender({ clock, send: (_, typing) => sent.push(typing) });
    sender.set(anna, true);
    sender.messageSent(anna);
    sender.set(anna, false);
    sender.set(anna, true);
    expect(sent).toEqual([true, true]);
  });
});

describe('online status', () => {
  function reporterWithLog() {
    const clock = new FakeClock();
    const sent: string[] = [];
    const reporter = new OnlineReporter({
      clock,
      updatePeriodMs: () => 120_000,
      blurTimeoutMs: () => 5_000,
      send: async (offline) => void sent.push(offline ? 'offline' : 'online'),
    });
    return { clock, sent, reporter };
  }

  it('is renewed while active and ends five seconds after the focus went', () => {
    const { clock, sent, reporter } = reporterWithLog();
    reporter.setActive(true);
    clock.advance(250_000);
    expect(sent).toEqual(['online', 'online', 'online']);
    reporter.setActive(false);
    clock.advance(4_999);
    expect(sent).toHaveLength(3);
    clock.advance(1);
    clock.advance(500_000);
    expect(sent.slice(3)).toEqual(['offline']);
  });

  it('does not end when the focus comes back in time', () => {
    const { clock, sent, reporter } = reporterWithLog();
    reporter.setActive(true);
    reporter.setActive(false);
    clock.advance(3_000);
    reporter.setActive(true);
    clock.advance(10_000);
    expect(sent).toEqual(['online', 'online']);
  });

  it('ends with the program, but only if it had begun', () => {
    const { sent, reporter } = reporterWithLog();
    void reporter.close();
    expect(sent).toEqual([]);
    reporter.setActive(true);
    void reporter.close();
    expect(sent).toEqual(['online', 'offline']);
  });
});
