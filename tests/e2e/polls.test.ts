import { beforeEach, describe, expect, test } from 'vitest';
import { groupKey, type Account, type World } from '../dc/world/index.ts';
import { castVote, makePoll, optionAt, tellPoll } from '../dc/world/polls.ts';
import type { WorldPoll } from '../dc/world/polls.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA, readByNora } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

/** Each test has a group of its own, in which a friend asks. */
const GROUPS = ['Hikers', 'Readers', 'Cooks'];

interface Circle {
  friend: Account;
  groups: number[];
}
const circles = new WeakMap<World, Circle>();

function settle(world: World): void {
  const cast = castOf(world);
  const friend = world.createUser({ firstName: 'Pola', lastName: 'Friend', phone: '9996621190' });
  const groups = GROUPS.map((title) => {
    const group = world.createGroup({ title, creatorId: friend.id, memberIds: [cast.nora.id] });
    world.sendMessage({ from: friend.id, to: groupKey(group.id) as never, text: `Welcome, ${title}` });
    readByNora(cast, groupKey(group.id));
    return groupKey(group.id);
  });
  circles.set(world, { friend: world.account(friend.id), groups });
}

describe('polls and cards', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let chat: Chat;
  let group: number;
  let used = 0;
  const circle = () => circles.get(app().world)!;
  const ask = (parts: Partial<Parameters<typeof makePoll>[1]> & { question: string }): WorldPoll => {
    const poll = makePoll(app().world.state, { by: circle().friend.id, answers: ['Hills', 'Sea', 'Sofa'], ...parts });
    app().world.sendMessage({ from: circle().friend.id, to: group as never, media: { kind: 'poll', poll } });
    return poll;
  };
  const body = (question: string) => app().page.locator('[data-poll]').filter({ hasText: question });

  beforeEach(async () => {
    chat = new Chat(app().page);
    const title = GROUPS[used]!;
    group = circle().groups[used++]!;
    await new ChatList(app().page).open(group);
    await soon(() => chat.title.textContent()).toBe(title);
    await shown(chat.message(`Welcome, ${title}`));
  });

  test('a vote shows at once, the shares add up, and it is taken back', async () => {
    const poll = ask({ question: 'Where to?', publicVoters: true });
    const asked = body('Where to?');
    await asked.getByRole('button', { name: 'Sea' }).click();
    await shown(asked.getByRole('button', { name: 'Sea, 100%, 1 vote, your vote, Show who voted' }));
    await soon(() => poll.votes.length).toBe(1);
    castVote(app().world.state, poll, circle().friend.id, [optionAt(0)]);
    tellPoll(app().world.state, app().world.delivery, poll, circle().friend.id);
    await shown(asked.getByRole('button', { name: 'Hills, 50%, 1 vote, Show who voted' }));
    await asked.getByRole('button', { name: 'Hills, 50%' }).click();
    await shown(app().page.getByRole('dialog').getByText('Pola Friend'));
    await app().page.keyboard.press('Escape');
    await gone(app().page.getByRole('dialog'));
    await asked.getByRole('button', { name: 'Take back the vote' }).click();
    await shown(asked.getByRole('button', { name: 'Sofa', exact: true }));
    await soon(() => poll.votes.map((vote) => vote.userId)).toEqual([circle().friend.id]);
  });

  test('a quiz says what is right once it is answered', async () => {
    ask({ question: '2 + 2?', quiz: true, correct: new Set([Buffer.from(optionAt(1)).toString('hex')]), solution: { text: 'Count them.', entities: [] } });
    const asked = body('2 + 2?');
    await shown(asked.getByText('Anonymous quiz'));
    await gone(asked.getByText('Count them.'));
    await asked.getByRole('button', { name: 'Hills' }).click();
    await shown(asked.getByText('Count them.'));
    await shown(asked.getByRole('img', { name: /^Hills, 100%, 1 vote, wrong answer, your vote$/ }));
    await shown(asked.getByRole('img', { name: /^Sea, 0%, No votes yet, right answer$/ }));
  });

  test('a poll is written, sent and stopped', async () => {
    const { page } = app();
    await page.getByTestId('attach').click();
    await page.getByRole('menuitem', { name: 'Poll' }).click();
    const dialog = page.getByRole('dialog', { name: 'New poll' });
    await dialog.getByRole('button', { name: 'Create poll' }).click();
    await shown(dialog.getByText('Write the question.'));
    await dialog.getByLabel('Question').fill('Soup or salad?');
    await dialog.getByLabel('Answer 1', { exact: true }).fill('Soup');
    await dialog.getByLabel('Answer 2', { exact: true }).fill('Salad');
    await dialog.getByRole('switch', { name: 'Show who voted for what' }).click();
    await dialog.getByRole('button', { name: 'Create poll' }).click();
    await gone(dialog);
    const asked = body('Soup or salad?');
    await shown(asked.getByRole('button', { name: 'Stop poll' }));
    const sent = () => circle().friend.box.thread(group as never).at(-1)?.content.media;
    await soon(() => sent()?.kind).toBe('poll');
    const media = sent();
    expect(media?.kind === 'poll' && media.poll.options.map((one) => one.text.text)).toEqual(['Soup', 'Salad']);
    await asked.getByRole('button', { name: 'Stop poll' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop poll' }).click();
    await shown(asked.getByText('Final results'));
  });
});
