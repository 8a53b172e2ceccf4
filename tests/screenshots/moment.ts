/**
 * Loaded before anything else (`--import`), in every thread: the clock begins at one fixed moment, so that all dates on the screenshots are the
 * same whenever they are made.
 */
const MOMENT = Date.UTC(2026, 10, 22, 13, 5);

const Real = Date;
/** Ms from the real time to ours. Threads take over that of the process; pages are told it by whoever opens them. */
const shift = Number((process.env['PETREL_SHIFT'] ??= String(MOMENT - Real.now())));

const now = (): number => Real.now() + shift;
globalThis.Date = new Proxy(Real, {
  construct: (target, parts, called) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, called) as Date,
  apply: () => new Real(now()).toString(),
  get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
});
