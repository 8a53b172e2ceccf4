import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import { composeContent } from '../world/compose.ts';
import type { BoxMessage } from '../world/model.ts';
import { bareId, isChannelKey } from '../world/peers.ts';
import type { WorldTodo } from '../world/todos.ts';
import type { Call, HandlerTable } from './call.ts';
import { messageOf, resolvePeer } from './resolve.ts';

/** Checklists (core.telegram.org/api/todo). */

const MOST_ITEMS = 30;
const LONGEST_TITLE = 255;
const LONGEST_ITEM = 200;

/** A new checklist; errors as those of `messages.sendMedia`. */
export function acceptTodo(call: Call, { todo }: tl.inputMediaTodo, isBroadcast: boolean): WorldTodo {
  checkPremium(call);
  if (isBroadcast) throw badRequest('MEDIA_INVALID');
  if (todo.title.text === '' || todo.title.text.length > LONGEST_TITLE) throw badRequest('TODO_TITLE_INVALID');
  const made: WorldTodo = {
    title: todo.title, items: [], othersAppend: todo.othersCanAppend === true, othersComplete: todo.othersCanComplete === true, done: new Map(),
  };
  addItems(made, todo.list);
  return made;
}

function checkPremium(call: Call): void {
  if (call.account.user.premium !== true) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
}

function addItems(todo: WorldTodo, items: readonly tl.TodoItem[]): void {
  if (items.length === 0) throw badRequest('TODO_ITEMS_EMPTY');
  const ids = [...todo.items, ...items].map((item) => item.id);
  if (new Set(ids).size < ids.length || ids.some((id) => id < 1)) throw badRequest('TODO_ITEM_DUPLICATE');
  if (ids.length > MOST_ITEMS) throw badRequest('TODO_ITEMS_TOO_MUCH');
  if (items.some((item) => item.title.text === '' || item.title.text.length > LONGEST_ITEM)) throw badRequest('TODO_ITEM_INVALID');
  todo.items.push(...items);
}

function todoOf(call: Call, input: tl.InputPeer, id: number, right: 'othersAppend' | 'othersComplete'): { message: BoxMessage; todo: WorldTodo } {
  checkPremium(call);
  const message = messageOf(call, resolvePeer(call, input), id);
  const media = message?.content.media;
  // What was forwarded is a copy that nobody changes.
  if (!message || media?.kind !== 'todo' || message.content.forward) throw badRequest('MESSAGE_ID_INVALID');
  if (message.content.authorId !== call.account.id && !media.todo[right]) throw forbidden('MESSAGE_AUTHOR_REQUIRED');
  return { message, todo: media.todo };
}

/** The list changed in all copies, and a note says how. */
function changed(call: Call, message: BoxMessage, action: tl.MessageAction): tl.Updates {
  const channelId = isChannelKey(message.peer) ? bareId(message.peer) : undefined;
  const events = call.world.ops.edited(message.content, message.ownerId, call.actor);
  const content = composeContent(call.state, {
    authorId: call.account.id, to: message.peer, text: '', entities: [], action: { kind: 'plain', action }, reply: { content: message.content },
  });
  const posted = call.world.ops.post(content, message.peer, call.actor);
  const view = call.view();
  return call.world.delivery.answer(view, [...call.world.eventUpdates(view, events, channelId), ...call.world.eventUpdates(view, posted.events, channelId)]);
}

export const todoMethods: HandlerTable = {
  'messages.toggleTodoCompleted': (call, query) => {
    const { message, todo } = todoOf(call, query.peer, query.msgId, 'othersComplete');
    const known = new Set(todo.items.map((item) => item.id));
    if ([...query.completed, ...query.incompleted].some((id) => !known.has(id))) throw badRequest('TODO_ITEM_INVALID');
    const completed = query.completed.filter((id) => !todo.done.has(id));
    const incompleted = query.incompleted.filter((id) => todo.done.has(id));
    if (completed.length + incompleted.length === 0) throw badRequest('TODO_NOT_MODIFIED');
    for (const id of completed) todo.done.set(id, { userId: call.account.id, date: call.now() });
    for (const id of incompleted) todo.done.delete(id);
    return changed(call, message, { _: 'messageActionTodoCompletions', completed, incompleted });
  },

  'messages.appendTodoList': (call, query) => {
    const { message, todo } = todoOf(call, query.peer, query.msgId, 'othersAppend');
    addItems(todo, query.list);
    return changed(call, message, { _: 'messageActionTodoAppendTasks', list: query.list });
  },
};
