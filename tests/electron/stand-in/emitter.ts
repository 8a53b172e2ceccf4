import { EventEmitter } from 'node:events';
import { needFunction, refuse } from './strict.ts';

/** An emitter that refuses to listen to events which the real object does not have. */
export class StrictEmitter extends EventEmitter {
  readonly #owner: string;
  readonly #known: readonly string[];

  constructor(owner: string, known: readonly string[]) {
    super();
    this.#owner = owner;
    this.#known = known;
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    return super.on(this.#checked(event, listener), listener as () => void);
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    return super.once(this.#checked(event, listener), listener as () => void);
  }

  override off(event: string, listener: (...args: never[]) => void): this {
    return super.off(this.#checked(event, listener), listener as () => void);
  }

  #checked(event: string, listener: unknown): string {
    if (!this.#known.includes(event)) refuse(`${this.#owner} has no event "${event}"`);
    needFunction(`The listener of ${this.#owner} "${event}"`, listener);
    return event;
  }
}

/** An Electron event that may be prevented. */
export class PreventableEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
