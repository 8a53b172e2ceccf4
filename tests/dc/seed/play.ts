import type { tl } from '#tl';
import type { BoxMessage, Media, ServiceAction } from '../world/model.ts';
import { isUserKey, type PeerKey } from '../world/peers.ts';
import type { Composition } from '../world/compose.ts';
import type { Conversation } from './chats-private.ts';
import { OlderTalk } from './compose.ts';
import { styled } from './markup.ts';
import { documentOf, photoOf, voiceOf } from './props.ts';
import { parseScript, splitAttributes, type Attribute, type Line } from './script.ts';
import type { Stage } from './stage.ts';

/** Turns conversations into messages: everything is planned with dates first, then written in the order of time. */

interface Step {
  date: number;
  run: () => void;
}

/** What lines of one script know of each other. */
interface Thread {
  written: (BoxMessage | undefined)[];
}

export class Playbill {
  readonly #stage: Stage;
  readonly #older: OlderTalk;
  readonly #steps: Step[] = [];
  /** Newest written message per chat key and person, for forwards. */
  readonly #newest = new Map<string, BoxMessage>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#older = new OlderTalk(stage.random);
  }

  /** Plans a conversation: its older talk and its script. */
  add(conversation: Conversation): void {
    const stage = this.#stage;
    const lines = parseScript(conversation.script, () => stage.random.int(12, 75));
    const length = lines.reduce((sum, line, at) => sum + (at === 0 ? 0 : line.gap), 0);
    const startAgo = conversation.ends * 60 + length;
    const { older } = conversation;
    if (older) this.#addOlder(conversation.with, older, startAgo);
    const thread: Thread = { written: [] };
    let ago = startAgo;
    for (const [at, line] of lines.entries()) {
      if (at > 0) ago -= line.gap;
      const date = stage.now - ago;
      this.#steps.push({ date, run: () => this.#play(conversation.with, line, date, thread) });
    }
  }

  #addOlder(key: string, older: NonNullable<Conversation['older']>, startAgo: number): void {
    const speakers = this.#speakers(key);
    for (const planned of this.#older.talk(speakers, older.bank, older.count, older.days, startAgo)) {
      const date = this.#stage.now - planned.ago;
      const line: Line = { from: planned.from, gap: 0, ...splitAttributes(planned.text) };
      this.#steps.push({ date, run: () => this.#play(key, line, date, { written: [] }) });
    }
  }

  #speakers(key: string): string[] {
    if (key === 'self') return ['me'];
    if (!this.#stage.isPlace(key)) return ['me', 'them'];
    const chat = this.#stage.world.state.chat(this.#stage.peer(key));
    const members = [...(chat?.members.keys() ?? [])];
    return members.filter((id) => !this.#stage.world.state.user(id).bot).map((id) => `#${id}`);
  }

  /** Plans the posts of a channel, newest last. */
  addFeed(key: string, posts: readonly string[], ends: number, olderCount: number): void {
    const stage = this.#stage;
    let ago = ends * 60;
    const recent: { text: string; ago: number }[] = [];
    for (const text of [...posts].reverse()) {
      recent.unshift({ text, ago });
      ago += stage.random.int(12_000, 50_000);
    }
    for (const post of [...this.#older.posts(key, olderCount, ago), ...recent]) {
      const date = stage.now - post.ago;
      const line: Line = { from: 'channel', gap: 0, ...splitAttributes(post.text) };
      this.#steps.push({ date, run: () => this.#play(key, line, date, { written: [] }) });
    }
  }

  /** Writes everything, oldest first. */
  perform(): void {
    this.#steps.sort((a, b) => a.date - b.date);
    for (const step of this.#steps) step.run();
  }

  #author(key: string, name: string): number {
    if (name.startsWith('#')) return Number(name.slice(1));
    if (name === 'me') return this.#stage.me.id;
    if (name === 'them') return this.#stage.peer(key);
    if (name === 'channel') {
      const chat = this.#stage.world.state.chat(this.#stage.peer(key));
      return (
        [...(chat?.members.values() ?? [])].find((member) => member.role === 'creator')?.userId ?? this.#stage.user('editor').id
      );
    }
    return this.#stage.user(name).id;
  }

  #play(key: string, line: Line, date: number, thread: Thread): void {
    const stage = this.#stage;
    const peer = stage.peer(key);
    const from = this.#author(key, line.from);
    const to = isUserKey(peer) && from === peer && from !== stage.me.id ? stage.me.id : peer;
    const action = actionOf(line.attributes);
    if (action) {
      stage.world.chats.service(to, action, { userId: from }, date);
      thread.written.push(undefined);
      return;
    }
    const album = line.attributes.find((one) => one.name === 'album');
    if (album) {
      const groupedId = stage.world.state.files.nextId(1);
      for (const [at, kind] of album.value.split(',').entries()) {
        const media = photoOf(stage, `${kind} ${at + 17}`, date);
        this.#write(key, { from, to, date, media, groupedId, source: at === 0 ? line.text : '' }, line, thread);
      }
      return;
    }
    const media = this.#media(line.attributes, date);
    this.#write(key, { from, to, date, source: line.text, ...(media ? { media } : {}) }, line, thread);
  }

  #write(
    key: string,
    parts: { from: number; to: PeerKey; date: number; source: string; media?: Media; groupedId?: bigint },
    line: Line,
    thread: Thread,
  ): void {
    const { source, ...rest } = parts;
    const stage = this.#stage;
    const back = Number(value(line, 'reply') ?? 0);
    const replyTo = back > 0 ? thread.written[thread.written.length - back] : undefined;
    const forward = this.#forward(value(line, 'fwd'), parts.date);
    const channel = line.from === 'channel' ? this.#counters(key, parts.date) : {};
    const buttons = value(line, 'buttons');
    const message = stage.world.sendMessage({
      ...rest,
      ...styled(source),
      ...channel,
      ...(replyTo ? { replyTo } : {}),
      ...(forward ? { forward } : {}),
      ...(buttons !== undefined ? { replyMarkup: markup(buttons) } : {}),
      ...(value(line, 'edited') !== undefined ? { editDate: parts.date + 95 } : {}),
    });
    thread.written.push(message);
    this.#newest.set(key, message);
    if (value(line, 'pin') !== undefined) this.#pin(message, parts.from, parts.to, parts.date);
  }

  #pin(message: BoxMessage, userId: number, to: PeerKey, date: number): void {
    for (const copy of message.content.copies) copy.pinned = true;
    this.#stage.world.chats.service(
      to,
      { kind: 'plain', action: { _: 'messageActionPinMessage' } },
      { userId },
      date + 4,
      message.content,
    );
  }

  #media(attributes: readonly Attribute[], date: number): Media | undefined {
    for (const { name, value: text } of attributes) {
      if (name === 'photo') return photoOf(this.#stage, text, date);
      if (name === 'doc') return documentOf(this.#stage, text, date);
      if (name === 'voice') return voiceOf(this.#stage, Number(text), date);
    }
    return undefined;
  }

  #forward(key: string | undefined, date: number): Composition['forward'] | undefined {
    if (key === undefined) return undefined;
    const source = this.#newest.get(key);
    return {
      fromKey: this.#stage.peer(key),
      date: source?.content.date ?? date,
      ...(source ? { channelPost: source.id, savedFromKey: source.peer, savedFromMsgId: source.id } : {}),
    };
  }

  /** Views grow with the audience and the age of a post. */
  #counters(key: string, date: number): { views: number; forwards: number } {
    const chat = this.#stage.world.state.chat(this.#stage.peer(key));
    const audience = chat?.kind === 'channel' ? chat.extraMembers : 100;
    const age = Math.min(1, (this.#stage.now - date) / 172_800 + 0.08);
    const views = Math.max(3, Math.round(audience * age * (0.4 + this.#stage.random.float() * 0.5)));
    return { views, forwards: Math.round(views * 0.004 * this.#stage.random.float()) };
  }
}

function value(line: Line, name: string): string | undefined {
  return line.attributes.find((one) => one.name === name)?.value;
}

function actionOf(attributes: readonly Attribute[]): ServiceAction | undefined {
  const title = attributes.find((one) => one.name === 'title');
  if (title) return { kind: 'plain', action: { _: 'messageActionChatEditTitle', title: title.value } };
  return undefined;
}

function markup(buttons: string): tl.ReplyMarkup {
  return {
    _: 'replyInlineMarkup',
    rows: [
      {
        _: 'keyboardButtonRow',
        buttons: buttons.split('|').map((button) => {
          const [text = '', data = ''] = button.split(':');
          return { _: 'keyboardButtonCallback', text, data: Buffer.from(data) };
        }),
      },
    ],
  };
}
