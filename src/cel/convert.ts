/** Conversions between types, and how values print. Source: cel-go common/types ConvertToType, fmt `%v`. */
import { CostExceeded } from './cost.ts';
import { formatG, parseFloat64 } from './float-text.ts';
import { checkedInt, checkedUint } from './operations.ts';
import {
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  printDuration,
  printTimestamp,
  timestampOfSeconds,
  unixSeconds,
} from './time.ts';
import { Type } from './types.ts';
import type { Kind } from './types.ts';
import type { Value } from './values.ts';
import { Bytes, CelError, Dict, Duration, List, Opaque, Optional, Timestamp, Uint, typeOf } from './values.ts';
import { weightOf } from './weight.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value as another type, or the error that it cannot be. */
export function convert(value: Value, to: Type): Value {
  const type = typeOf(value);
  if (value instanceof CelError || type.kind === to.kind) return value;
  return (
    converted(value, to.kind) ?? new CelError(`type conversion error from '${type.toString()}' to '${to.toString()}'`)
  );
}

function converted(value: Value, to: Kind): Value | undefined {
  if (typeof value === 'string') return fromString(value, to);
  if (typeof value === 'bigint') return fromInt(value, to);
  if (typeof value === 'number') return fromDouble(value, to);
  if (value instanceof Uint) return fromUint(value, to);
  if (to === 'string') return toText(value);
  if (to !== 'int') return undefined;
  return value instanceof Duration ? value.nanos : value instanceof Timestamp ? unixSeconds(value) : undefined;
}

function toText(value: Value): Value | undefined {
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof Bytes) return decodeUtf8(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Type) return value.name;
  return value instanceof Opaque ? value.text : undefined;
}

function fromInt(value: bigint, to: Kind): Value | undefined {
  if (to === 'uint') return checkedUint(value);
  if (to === 'double') return Number(value);
  if (to === 'timestamp') return timestampOfSeconds(value);
  return to === 'string' ? String(value) : undefined;
}

function fromUint({ value }: Uint, to: Kind): Value | undefined {
  if (to === 'int') return checkedInt(value);
  if (to === 'double') return Number(value);
  return to === 'string' ? String(value) : undefined;
}

function fromDouble(value: number, to: Kind): Value | undefined {
  if (to === 'string') return formatG(value);
  if (to === 'int')
    return Number.isFinite(value) && Math.abs(value) < 2 ** 63
      ? BigInt(Math.trunc(value))
      : new CelError('integer overflow');
  if (to !== 'uint') return undefined;
  return Number.isFinite(value) && value >= 0 && value < 2 ** 64
    ? new Uint(BigInt(Math.trunc(value)))
    : new CelError('unsigned integer overflow');
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function fromString(text: string, to: Kind): Value | undefined {
  switch (to) {
    case 'int':
      return inRange(/^[+-]?\d+$/, text, -(2n ** 63n), 2n ** 63n - 1n);
    case 'uint': {
      const value = inRange(/^\d+$/, text, 0n, 2n ** 64n - 1n);
      return value === undefined ? undefined : new Uint(value);
    }
    case 'double':
      return parseFloat64(text);
    case 'bool':
      return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined;
    case 'bytes':
      return new Bytes(encoder.encode(text));
    case 'duration':
      return parseDuration(text);
    case 'timestamp':
      return parseTimestamp(text);
    default:
      return undefined;
  }
}

function inRange(form: RegExp, text: string, least: bigint, most: bigint): bigint | undefined {
  if (!form.test(text)) return undefined;
  const digits = text.replace(/^([+-]?)0+(?=\d)/, '$1');
  if (digits.length > 21) return undefined;
  const value = BigInt(digits.replace(/^\+/, ''));
  return value < least || value > most ? undefined : value;
}

function decodeUtf8({ value }: Bytes): Value {
  try {
    return decoder.decode(value);
  } catch {
    return new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** The most values in a message. */
const MOST_PRINTED = 100_000;

/** As Go's `%v` prints a value inside of messages. */
export function print(value: Value): string {
  if (weightOf(value) > MOST_PRINTED) throw new CostExceeded();
  return printed(value);
}

function printed(value: Value): string {
  if (value === null) return '0';
  if (typeof value === 'number') return formatG(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof List) return `[${[...value].map(printed).join(', ')}]`;
  if (value instanceof Dict)
    return `{${[...value.keys()].map((key) => `${printed(key)}: ${printed(value.find(key) ?? null)}`).join(', ')}}`;
  return printObject(value);
}

function printObject(value: Uint | Bytes | Duration | Timestamp | Optional | Opaque | Type | CelError): string {
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Bytes) return `[${value.value.join(' ')}]`;
  if (value instanceof Duration) return printDuration(value);
  if (value instanceof Timestamp) return printTimestamp(value);
  if (value instanceof Type) return value.toString();
  if (value instanceof Optional)
    return value.value === undefined ? 'optional.none()' : `optional(${printed(value.value)})`;
  return value instanceof CelError ? value.message : (value.text ?? value.type.name);
}
