import { beforeEach, describe, expect, test } from 'vitest';
import type { BoxMessage, World, WorldChannel } from '../dc/world/index.ts';
import { channelKey } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { toastsOf } from './support/toasts.ts';
import { gone, shown, soon } from './support/wait.ts';

interface Place {
  news: WorldChannel;
  talk: WorldChannel;
  club: WorldChannel;
  late: BoxMessage;
  posts: BoxMessage[];
  question: BoxMessage;
}
const places = new WeakMap<World, Place>();

/** Nora reads a channel of Ben's and is not in its group; in another group all of them are. */
function settle(world: World): void {
  const { nora, ben, mia, tariq } = castOf(world);
  const now = world.state.now();
  const news = world.createChannel({ title: 'Harbour news', creatorId: ben.id, memberIds: [nora.id] });
  const talk = world.createSupergroup({ title: 'Harbour talk', creatorId: ben.id, memberIds: [mia.id, tariq.id] });
  world.linkDiscussion(news, talk);
  const posts = ['The bridge is open', 'Rain tomorrow', 'A rumour'].map((text, at) =>
    world.sendMessage({ from: ben.id, to: channelKey(news.id), text, date: now - 9_000 + at * 600 }),
  );
  places.set(world, { news, talk, posts } as Place);
  comment(world, posts[0]!, mia.id, 'At last', now - 5_000);
  const late = comment(world, posts[0]!, tariq.id, 'Only for bicycles, though', now - 4_900);
  comment(world, posts[2]!, mia.id, 'Really', now - 4_800);
  const club = world.createSupergroup({ title: 'Rowing club', creatorId: ben.id, memberIds: [nora.id, mia.id] });
  const to = channelKey(club.id);
  const question = world.sendMessage({ from: ben.id, to, text: 'Where do we meet?', date: now - 3_000 });
  world.sendMessage({ from: mia.id, to, text: 'Who has the keys?', date: now - 2_900 });
  const answer = world.sendMessage({ from: mia.id, to, text: 'At the boathouse', replyTo: question, date: now - 2_800 });
  world.sendMessage({ from: ben.id, to, text: 'The upper one', replyTo: answer, date: now - 2_700 });
  const lost = world.sendMessage({ from: ben.id, to, text: 'Never mind', date: now - 2_500 });
  world.deleteMessages([lost]);
  const links = [`t.me/c/${club.id}/${question.id}`, `https://t.me/c/${club.id}/${lost.id}`, `tg://privatepost?channel=${news.id}&post=${posts[0]!.id}&comment=${late.id}`, 't.me/c/987654/3', 't.me/nobody_here'];
  for (const [at, text] of links.entries()) world.sendMessage({ from: ben.id, to: nora.id, text, date: now - 2_000 + at });
  places.set(world, { news, talk, club, posts, question, late });
}

/** What stands for a post in the group. */
function copyOf(world: World, post: BoxMessage): BoxMessage {
  const { talk } = places.get(world)!;
  return world.state.channelBox(talk.id).thread(channelKey(talk.id)).find((one) => one.content.forward?.savedFromMsgId === post.id)!;
}
function comment(world: World, post: BoxMessage, from: number, text: string, date?: number): BoxMessage {
  const { talk } = places.get(world)!;
  return world.sendMessage({ from, to: channelKey(talk.id), text, replyTo: copyOf(world, post), ...(date === undefined ? {} : { date }) });
}

describe('threads', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const place = () => places.get(app().world)!;
  /** What was written last in a group. */
  const lastIn = (group: WorldChannel) => app().world.state.channelBox(group.id).thread(channelKey(group.id)).at(-1)!;
  const button = (post: string) => chat.message(post).getByRole('button', { name: /comment/ });
  const openNews = async () => {
    await list.open(channelKey(place().news.id));
    await soon(() => chat.title.textContent()).toBe('Harbour news');
  };
  const openComments = async (post: string) => {
    await shown(button(post));
    await button(post).focus();
    await app().page.keyboard.press('Enter');
    await soon(() => chat.title.textContent()).toBe('Comments');
  };

  beforeEach(() => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
  });

  test('comments to a post are read and written by somebody who is not in the group', async () => {
    const { world, page } = app();
    const { talk, posts } = place();
    await openNews();
    await soon(() => button('The bridge is open').textContent()).toBe('TML2 comments');
    await soon(() => button('Rain tomorrow').textContent()).toBe('Leave a comment');
    await openComments('The bridge is open');
    await soon(() => chat.texts()).toEqual(['The bridge is open', 'At last', 'Only for bicycles, though']);
    await soon(() => chat.presence.textContent()).toBe('2 comments · Harbour news');
    await chat.write('Hooray');
    await soon(() => lastIn(talk).content.text).toBe('Hooray');
    const root = copyOf(world, posts[0]!);
    expect([lastIn(talk).content.authorId, lastIn(talk).replyToId, lastIn(talk).topId]).toEqual([castOf(world).nora.id, root.id, root.id]);
    await soon(() => chat.says('Hooray')).toMatch(/^You, Hooray, .*sent/);
    comment(world, posts[0]!, castOf(world).mia.id, 'So say we all');
    await shown(chat.message('So say we all'));
    await soon(() => chat.presence.textContent()).toBe('4 comments · Harbour news');
    expect(await seriousIssues(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await soon(() => chat.title.textContent()).toBe('Harbour news');
    await soon(() => button('The bridge is open').textContent()).toMatch(/4 comments$/);
  });

  test('what is begun in a thread waits there, and nowhere else', async () => {
    const { world } = app();
    await openNews();
    await openComments('Rain tomorrow');
    await soon(() => chat.presence.textContent()).toBe('No comments yet · Harbour news');
    await chat.composer.click();
    await chat.composer.pressSequentially('Take an umbrella');
    await app().page.getByRole('button', { name: 'Back' }).click();
    await soon(() => chat.title.textContent()).toBe('Harbour news');
    const { talk, posts } = place();
    const key = `${channelKey(talk.id)}/${copyOf(world, posts[1]!).id}`;
    await soon(() => castOf(world).nora.threadDrafts.get(key)?.draft.message).toBe('Take an umbrella');
    await openComments('The bridge is open');
    await soon(() => chat.composer.textContent()).toBe('');
    await openNews();
    await openComments('Rain tomorrow');
    await soon(() => chat.composer.textContent()).toBe('Take an umbrella');
    await chat.composer.click();
    await app().page.keyboard.press('Enter');
    await soon(() => lastIn(talk).content.text).toBe('Take an umbrella');
    await soon(() => castOf(world).nora.threadDrafts.get(key)?.draft.empty).toBe(true);
    await soon(() => chat.presence.textContent()).toBe('1 comment · Harbour news');
  });

  test('comments that are closed while one reads them say so', async () => {
    const { world } = app();
    await openNews();
    await openComments('A rumour');
    await shown(chat.message('Really'));
    world.deleteMessages([copyOf(world, place().posts[2]!)]);
    await shown(app().page.getByTestId('write-bar').getByText('Comments to this post are closed.'));
    await gone(chat.composer);
    await app().page.keyboard.press('Escape');
    await soon(() => chat.title.textContent()).toBe('Harbour news');
    await shown(chat.message('A rumour'));
    await gone(button('A rumour'));
  });

  test('the thread of a message in a group is opened from its menu, and leads back to its place', async () => {
    const { club, question } = place();
    await list.open(channelKey(club.id));
    await chat.byId(question.id).getByText('Where do we meet?').click({ button: 'right' });
    await app().page.getByRole('menuitem', { name: 'View 2 replies', exact: true }).click();
    await soon(() => chat.title.textContent()).toBe('Replies');
    await soon(() => chat.texts()).toEqual(['Where do we meet?', 'At the boathouse', 'The upper one']);
    await soon(() => chat.presence.textContent()).toBe('2 replies · Rowing club');
    await chat.write('On my way');
    await soon(() => [lastIn(club).content.text, lastIn(club).topId ?? lastIn(club).replyToId]).toEqual(['On my way', question.id]);
    await soon(() => chat.presence.textContent()).toBe('3 replies · Rowing club');
    await app().page.getByRole('button', { name: 'View in chat' }).click();
    await soon(() => chat.title.textContent()).toBe('Rowing club');
    await shown(chat.message('Who has the keys?'));
    // From an answer, too.
    await chat.choose('The upper one', 'View thread');
    await soon(() => chat.title.textContent()).toBe('Replies');
    await gone(chat.message('Who has the keys?'));
    await shown(chat.message('The upper one'));
  });

  test('links lead to messages and comments, and back; those that lead nowhere say so', async () => {
    const { page, world } = app();
    const { club, question, late } = place();
    const { ben } = castOf(world);
    const follow = (link: string) => chat.history.getByRole('link', { name: link }).press('Enter');
    const openBen = async () => {
      await list.open(ben.id);
      await soon(() => chat.title.textContent()).toBe('Ben Okafor');
    };
    await openBen();
    const said = await toastsOf(page);
    const marked = await chat.watchHighlights();
    await follow('t.me/c/987654/3');
    await soon(said).toContain('This link leads into a private chat that you are not a member of.');
    await follow('t.me/nobody_here');
    await soon(said).toContain('Nobody has this username.');
    expect(await chat.title.textContent()).toBe('Ben Okafor');
    await follow(`t.me/c/${club.id}/${question.id}`);
    await soon(() => chat.title.textContent()).toBe('Rowing club');
    await soon(marked).toEqual([String(question.id)]);
    await openBen();
    await follow('privatepost');
    await soon(() => chat.title.textContent()).toBe('Comments');
    await soon(marked).toEqual([String(question.id), String(late.id)]);
    await page.keyboard.press('Escape');
    await soon(() => chat.title.textContent()).toBe('Ben Okafor');
    await follow(`https://t.me/c/${club.id}/`);
    await soon(() => chat.title.textContent()).toBe('Rowing club');
    await soon(said).toContain('This message was deleted.');
  });
});
