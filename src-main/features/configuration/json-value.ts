import type { tl } from '#tl';

/** A plain JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The server's JSON (core.telegram.org/type/JSONValue) as plain values. */
export function fromJsonValue(value: tl.JSONValue): Json {
  switch (value._) {
    case 'jsonNull':
      return null;
    case 'jsonBool':
    case 'jsonNumber':
    case 'jsonString':
      return value.value;
    case 'jsonArray':
      return value.value.map(fromJsonValue);
    case 'jsonObject':
      return Object.fromEntries(value.value.map(({ key, value: inner }) => [key, fromJsonValue(inner)]));
  }
}
