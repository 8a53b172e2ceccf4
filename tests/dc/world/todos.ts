import type { tl } from '#tl';
import type { View } from './view.ts';

/** A checklist (core.telegram.org/api/todo): one and the same in all copies of its message. */
export interface WorldTodo {
  title: tl.textWithEntities;
  items: tl.TodoItem[];
  othersAppend: boolean;
  othersComplete: boolean;
  done: Map<number, { userId: number; date: number }>;
}

export function renderTodo(view: View, todo: WorldTodo): tl.messageMediaToDo {
  const completions = [...todo.done].map(([id, { userId, date }]): tl.todoCompletion => ({ _: 'todoCompletion', id, completedBy: view.peer(userId), date }));
  return {
    _: 'messageMediaToDo',
    todo: {
      _: 'todoList',
      title: todo.title,
      list: todo.items,
      ...(todo.othersAppend ? { othersCanAppend: true } : {}),
      ...(todo.othersComplete ? { othersCanComplete: true } : {}),
    },
    ...(completions.length > 0 ? { completions } : {}),
  };
}
