import type { FormattedText } from './entity.ts';
import type { PeerId } from './ids.ts';

export interface ChecklistTask {
  id: number;
  title: FormattedText;
  /** Who has done it, and when (unix seconds). */
  doneBy?: PeerId;
  doneAt?: number;
}

/** A list of tasks that people tick off (core.telegram.org/api/todo). */
export interface Checklist {
  title: FormattedText;
  tasks: ChecklistTask[];
  othersMayAdd?: boolean;
  othersMayTick?: boolean;
}

/** The list after somebody has ticked tasks, or taken ticks off. */
export function withTicks(list: Checklist, ticks: readonly { id: number; done: boolean }[], self: PeerId, date: number): Checklist {
  const wanted = new Map(ticks.map(({ id, done }) => [id, done]));
  return {
    ...list,
    tasks: list.tasks.map((task): ChecklistTask => {
      const done = wanted.get(task.id);
      if (done === undefined || done === (task.doneAt !== undefined)) return task;
      const { doneBy: _by, doneAt: _at, ...open } = task;
      return done ? { ...open, doneBy: self, doneAt: date } : open;
    }),
  };
}
