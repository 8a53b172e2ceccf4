/** Throws when a condition that the code relies on does not hold. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** Marks a branch that the types say is unreachable; throws with the value's kind if it is reached all the same. */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`Unexpected ${what}: ${typeof value === 'object' ? JSON.stringify(value, null, 0).slice(0, 80) : String(value)}`);
}

/** Marks a promise that nobody waits for on purpose. Its failure must have been handled by whoever made it. */
export function drop(promise: Promise<unknown>): void {
  void promise;
}
