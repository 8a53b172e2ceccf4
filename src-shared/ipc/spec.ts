import * as v from 'valibot';
import { peerIdSchema } from './schemas.ts';

export interface CallSpec<Input extends v.GenericSchema, Output> {
  input: Input;
  /** Never present: it only carries the type. */
  readonly output?: { type: Output };
}
export interface TopicSpec<Input extends v.GenericSchema, Event> {
  input: Input;
  /** Never present: it only carries the type. */
  readonly event?: { type: Event };
}

/** A call of the contract: `call<Output>()(inputSchema)`. */
export const call = <Output>() => <Input extends v.GenericSchema>(input: Input): CallSpec<Input, Output> => ({ input });
/** A topic of the contract: `topic<Event>()(inputSchema)`. */
export const topic = <Event>() => <Input extends v.GenericSchema>(input: Input): TopicSpec<Input, Event> => ({ input });

export const nothing = v.strictObject({});
export const peerInput = v.strictObject({ peerId: peerIdSchema });
export const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

/**
 * A change of a window: `order` lists the keys of the whole window now, `upsert` holds only the rows that this subscriber does
 * not have yet in this form. The first event of a subscription brings every row.
 */
export interface WindowDiff<Key, Row> {
  order: Key[];
  upsert: Row[];
}
