/** sprig's lists. Source: sprig list.go, strings.go (sortAlpha). */
import { ANY, func, FuncError, INT, variadic } from '../gotemplate/func.ts';
import {
  Bool,
  Bytes,
  Int,
  isNative,
  kindName,
  List,
  NilList,
  toBytes,
  type Func,
  type Value,
} from '../gotemplate/value.ts';
import { compareBytes } from '../kubernetes/go/strings.ts';
import { deepEqual } from './deep.ts';
import { empty } from './defaults.ts';
import { toInt64 } from './numbers.ts';
import { stringList, strslice, strval } from './strings.ts';

/** The items of a list; `fault` begins what Go says when it is not one. */
function itemsOf(value: Value, fault: string): readonly Value[] {
  const list = isNative(value) ? value.elements?.() : value;
  if (list instanceof List) return list.items;
  if (value instanceof Bytes) return [...toBytes(value.str.text)].map((byte) => new Int(byte, 'uint8'));
  // reflect.TypeOf(nil) is a nil pointer.
  if (value === undefined || value === null)
    throw new FuncError('runtime error: invalid memory address or nil pointer dereference');
  throw new FuncError(`${fault} ${kindName(value)}`);
}

/** A function of one list. */
function ofList(fault: string, make: (items: readonly Value[]) => Value): Func {
  return func([ANY], (value) => make(itemsOf(value, fault)));
}

/** A nil slice where Go makes none. */
function listOrNil(items: readonly Value[], none: boolean): List {
  return none ? new NilList() : new List(items);
}

function unique(items: readonly Value[]): List {
  const kept: Value[] = [];
  for (const item of items) if (!kept.some((one) => deepEqual(one, item))) kept.push(item);
  return new List(kept);
}

function has(needle: Value, haystack: Value): Bool {
  if (haystack === undefined || haystack === null) return new Bool(false);
  return new Bool(itemsOf(haystack, 'Cannot find has on type').some((item) => deepEqual(needle, item)));
}

function slice(value: Value, ...indexes: readonly Value[]): Value {
  const items = itemsOf(value, 'list should be type of slice or array but');
  if (items.length === 0) return undefined;
  const [start = 0, end = items.length] = indexes.map((index) => Number(toInt64(index)));
  if (start < 0 || end < start || end > items.length)
    throw new FuncError('reflect.Value.Slice: slice index out of bounds');
  return new List(items.slice(start, end), value instanceof List ? value.type : undefined);
}

function concat(...lists: readonly Value[]): List {
  const items = lists.flatMap((list) => {
    const known = list instanceof List || (isNative(list) && list.elements !== undefined);
    if (!known && list !== undefined && list !== null)
      throw new FuncError(`Cannot concat type ${kindName(list)} as list`);
    return itemsOf(list, '');
  });
  return listOrNil(items, items.length === 0);
}

function chunk(size: number, value: Value): List {
  const items = itemsOf(value, 'Cannot chunk type');
  if (size <= 0) throw new FuncError('runtime error: makeslice: len out of range');
  const chunks: List[] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(new List(items.slice(at, at + size)));
  return new List(chunks, '[][]interface {}');
}

function sortAlpha(value: Value): List {
  const list = value instanceof List || (isNative(value) && value.elements !== undefined);
  if (!list) return stringList([strval(value)]);
  return stringList([...strslice(value)].sort((a, b) => compareBytes(a.text, b.text)));
}

const push = func([ANY, ANY], (list, item) => new List([...itemsOf(list, 'Cannot push on type'), item ?? null]));
const prepend = func([ANY, ANY], (list, item) => new List([item ?? null, ...itemsOf(list, 'Cannot prepend on type')]));
const first = ofList('Cannot find first on type', (items) => items[0] ?? undefined);
const last = ofList('Cannot find last on type', (items) => items[items.length - 1] ?? undefined);
const rest = ofList('Cannot find rest on type', (items) => listOrNil(items.slice(1), items.length === 0));
const initial = ofList('Cannot find initial on type', (items) => listOrNil(items.slice(0, -1), items.length === 0));
const reverse = ofList('Cannot find reverse on type', (items) => new List([...items].reverse()));
const compact = ofList('Cannot compact on type', (items) => new List(items.filter((item) => !empty(item))));
const uniq = ofList('Cannot find uniq on type', unique);
const without = variadic(
  [ANY],
  ANY,
  (list, ...omitted) =>
    new List(
      itemsOf(list, 'Cannot find without on type').filter((item) => !omitted.some((one) => deepEqual(one, item))),
    ),
);
const hasFunction = func([ANY, ANY], has);
const sliceFunction = variadic([ANY], ANY, slice);
const chunkFunction = func([INT, ANY], chunk);
const list = variadic([], ANY, (...items) => new List(items.map((item) => item ?? null)));

export const LISTS: Readonly<Record<string, Func>> = {
  list,
  tuple: list,
  append: push,
  mustAppend: push,
  push,
  mustPush: push,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  compact,
  mustCompact: compact,
  uniq,
  mustUniq: uniq,
  without,
  mustWithout: without,
  has: hasFunction,
  mustHas: hasFunction,
  slice: sliceFunction,
  mustSlice: sliceFunction,
  concat: variadic([], ANY, concat),
  chunk: chunkFunction,
  mustChunk: chunkFunction,
  sortAlpha: func([ANY], sortAlpha),
};
