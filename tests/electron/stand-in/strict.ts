/** Thrown wherever the real Electron would throw, or where a test must not go on unnoticed. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export function refuse(message: string): never {
  throw new Refused(message);
}

/** Fails on any member that the stand-in does not have: code that starts to use more of Electron must extend the stand-in first. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      // Promises and test printers probe these on anything.
      if (key === 'then' || key === 'toJSON' || key === 'asymmetricMatch' || typeof key === 'symbol') return Reflect.get(object, key) as unknown;
      if (!(key in object)) refuse(`The stand-in has no ${name}.${key}`);
      const value: unknown = Reflect.get(object, key);
      return typeof value === 'function' && !isClass(value) ? (value as (...args: unknown[]) => unknown).bind(object) : value;
    },
    set: (_, key) => refuse(`${name}.${String(key)} is not assigned to`),
  });
}

const isClass = (value: unknown): boolean => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

/** Refuses keys that are not in the list: the real Electron ignores a misspelt option, which is worse. */
export function onlyKeys(what: string, value: object, known: readonly string[]): void {
  for (const key of Object.keys(value)) if (!known.includes(key)) refuse(`Unknown ${what}: ${key}`);
}

export function needString(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') refuse(`${what} must be a string`);
}

export function needFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') refuse(`${what} must be a function`);
}

/** Throws like Electron for what the structured clone algorithm refuses; returns the copy. */
export function clone<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch {
    return refuse('An object could not be cloned.');
  }
}
