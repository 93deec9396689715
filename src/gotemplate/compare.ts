/** Comparisons of Go templates. Source: text/template/funcs.go. */
import { compareBytes } from '../kubernetes/go/strings.ts';
import { FuncError } from './func.ts';
import { sprintOne } from './format.ts';
import { Bool, Dict, Float, Int, isNative, List, Bytes, Str, typeName, type Value } from './value.ts';

type Kind = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'invalid';

function basicKind(value: Value): Kind {
  if (value instanceof Bool) return 'bool';
  if (value instanceof Int) return value.type.startsWith('uint') ? 'uint' : 'int';
  if (value instanceof Float) return 'float';
  return value instanceof Str ? 'string' : 'invalid';
}

function scalar(value: Value): boolean | bigint | number | string | undefined {
  if (value instanceof Str) return value.text;
  return value instanceof Bool || value instanceof Int || value instanceof Float ? value.value : undefined;
}

/** Go `eq`: whether the first equals one of the others. Throws FuncError. */
export function eq(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new FuncError('missing argument for comparison');
  return others.some((other) => equals(first ?? undefined, other ?? undefined));
}

function equals(a: Value, b: Value): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind !== other) {
    // Integers compare whatever their signs.
    if ((kind === 'int' && other === 'uint') || (kind === 'uint' && other === 'int')) return scalar(a) === scalar(b);
    if (a !== undefined && b !== undefined) throw incompatible(a, b);
    return false;
  }
  if (kind !== 'invalid') return scalar(a) === scalar(b);
  if (a === undefined || a === null || b === undefined || b === null) return a === b;
  if (a.constructor !== b.constructor) {
    const texts = [sprintOne(a).text, typeName(a), typeName(b), sprintOne(b).text] as const;
    throw new FuncError(`non-comparable types ${texts[0]}: ${texts[1]}, ${texts[2]}: ${texts[3]}`);
  }
  if (b instanceof List || b instanceof Dict || b instanceof Bytes) {
    throw new FuncError(`non-comparable type ${sprintOne(b).text}: ${typeName(b)}`);
  }
  return isNative(a) && a === b;
}

function incompatible(a: Value, b: Value): FuncError {
  return new FuncError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

/** Go `lt`. Throws FuncError. */
export function lt(a: Value, b: Value): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === 'invalid' || other === 'invalid') throw new FuncError('invalid type for comparison');
  if (kind !== other && !((kind === 'int' && other === 'uint') || (kind === 'uint' && other === 'int')))
    throw incompatible(a, b);
  if (kind === 'bool') throw new FuncError('invalid type for comparison');
  const x = scalar(a);
  const y = scalar(b);
  if (typeof x === 'string' && typeof y === 'string') return compareBytes(x, y) < 0;
  return x !== undefined && y !== undefined && x < y;
}

/** Go `le`. Throws FuncError. */
export function le(a: Value, b: Value): boolean {
  return lt(a, b) || eq(a, [b]);
}
