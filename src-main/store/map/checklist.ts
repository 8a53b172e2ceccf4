import type { tl } from '#tl';
import type { Checklist, ChecklistTask } from '#shared/model/index.ts';
import { mapPeerId } from './ids.ts';
import { mapText } from './poll.ts';

/** A checklist with what was done of it (core.telegram.org/constructor/messageMediaToDo). */
export function mapChecklist({ todo, completions }: tl.messageMediaToDo): Checklist {
  const done = new Map(completions?.map((one) => [one.id, one]));
  return {
    title: mapText(todo.title),
    tasks: todo.list.map((item): ChecklistTask => {
      const one = done.get(item.id);
      return {
        id: item.id,
        title: mapText(item.title),
        ...(one === undefined ? {} : { doneBy: mapPeerId(one.completedBy), doneAt: one.date }),
      };
    }),
    ...(todo.othersCanAppend === true ? { othersMayAdd: true } : {}),
    ...(todo.othersCanComplete === true ? { othersMayTick: true } : {}),
  };
}
