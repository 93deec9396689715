const MOST = 40;

/** Any value of JavaScript in a few characters, for messages. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.length > MOST ? `${value.slice(0, MOST)}…` : value;
    return JSON.stringify(text);
  }
  if (typeof value === 'bigint') return 'a bigint';
  if (typeof value === 'object' && value !== null) return kindOf(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** `an object`, `a list`, `bytes`, or the name that the language gives it: `a Map`. */
export function kindOf(value: object): string {
  try {
    return namedKind(value);
  } catch {
    // A proxy, or a getter of its own.
    return 'an object';
  }
}

function namedKind(value: object): string {
  if (Array.isArray(value)) return 'a list';
  if (ArrayBuffer.isView(value)) return 'bytes';
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (kind === 'ArrayBuffer' || kind === 'SharedArrayBuffer') return 'bytes';
  return kind === 'Object' ? 'an object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
