/** sprig's defaults and reflection. Source: sprig defaults.go, reflect.go. */
import { ANY, func, STRING, variadic } from '../gotemplate/func.ts';
import { Bool, isTrue, kindName, marksOf, str, typeName, type Func, type Value } from '../gotemplate/value.ts';
import { deepCopy, deepEqual } from './deep.ts';

/** Whether a value is the zero value of its type. */
export function empty(value: Value): boolean {
  return !isTrue(value);
}

function typeIsLike(target: string, value: Value): boolean {
  const type = typeName(value);
  return target === type || `*${target}` === type;
}

export const DEFAULTS: Readonly<Record<string, Func>> = {
  default: variadic([ANY], ANY, (fallback, ...given) => (empty(given[0]) ? fallback : given[0])),
  empty: func([ANY], (value) => new Bool(empty(value), marksOf(value))),
  coalesce: variadic([], ANY, (...values) => values.find((value) => !empty(value))),
  all: variadic([], ANY, (...values) => new Bool(!values.some(empty))),
  any: variadic([], ANY, (...values) => new Bool(values.some((value) => !empty(value)))),
  deepCopy: func([ANY], deepCopy),
  mustDeepCopy: func([ANY], deepCopy),
  deepEqual: func([ANY, ANY], (a, b) => new Bool(deepEqual(a, b))),
  typeOf: func([ANY], (value) => str(typeName(value))),
  typeIs: func([STRING, ANY], ({ text }, value) => new Bool(text === typeName(value))),
  typeIsLike: func([STRING, ANY], ({ text }, value) => new Bool(typeIsLike(text, value))),
  kindOf: func([ANY], (value) => str(kindName(value))),
  kindIs: func([STRING, ANY], ({ text }, value) => new Bool(text === kindName(value))),
};
