/** Functions that templates can call: how Go's parameter types are written down here. */
import {
  ANY_MAP,
  Bool,
  Dict,
  Float,
  Int,
  isNative,
  NilDict,
  Str,
  typeName,
  type Func,
  type Native,
  type ParamType,
  type Value,
} from './value.ts';

/** What a function returns as an error, or panics with: "error calling NAME: …". */
export class FuncError extends Error {}

/** A parameter: its Go type, and the argument as the function wants it. */
export interface Param<T> {
  readonly type: ParamType;
  readonly read: (value: Value) => T;
}

// Arguments have been checked against the type before they are read.
function wrong(value: Value): never {
  throw new FuncError(`unexpected argument of type ${typeName(value)}`);
}

export const ANY: Param<Value> = { type: 'any', read: (value) => value ?? undefined };
/** A reflect.Value: a nil of type `interface {}` is told from no value. */
export const VALUE: Param<Value> = { type: 'value', read: (value) => value };
export const STRING: Param<Str> = { type: 'string', read: (value) => (value instanceof Str ? value : wrong(value)) };
export const INT: Param<number> = {
  type: 'int',
  read: (value) => (value instanceof Int ? Number(value.value) : wrong(value)),
};
export const UINT32: Param<number> = { ...INT, type: 'uint32' };
export const FLOAT: Param<number> = {
  type: 'float64',
  read: (value) => (value instanceof Float ? value.value : wrong(value)),
};
export const BOOL: Param<boolean> = {
  type: 'bool',
  read: (value) => (value instanceof Bool ? value.value : wrong(value)),
};
/** The same map as the argument, seen as a `map[string]interface {}`. */
export const DICT: Param<Dict> = { type: ANY_MAP, read: readDict };
export const TIME: Param<Native> = { type: 'time.Time', read: (value) => (isNative(value) ? value : wrong(value)) };

function readDict(value: Value): Dict {
  if (value === undefined || value === null) return new NilDict();
  if (!(value instanceof Dict)) return wrong(value);
  return value.as(ANY_MAP);
}

type Read<P extends readonly Param<unknown>[]> = { [K in keyof P]: P[K] extends Param<infer T> ? T : never };

/** A function of fixed parameters. */
export function func<const P extends readonly Param<unknown>[]>(params: P, call: (...args: Read<P>) => Value): Func {
  return {
    params: params.map(({ type }) => type),
    // The types of the tuple are those of its parameters, one by one.
    call: (args) => call(...(params.map(({ read }, index) => read(args[index])) as Read<P>)),
  };
}

/** A function whose last parameter may be given any number of times. */
export function variadic<const P extends readonly Param<unknown>[], R>(
  params: P,
  rest: Param<R>,
  call: (...args: [...Read<P>, ...R[]]) => Value,
): Func {
  return {
    params: params.map(({ type }) => type),
    rest: rest.type,
    call: (args) => {
      const fixed = params.map(({ read }, index) => read(args[index])) as Read<P>;
      return call(...fixed, ...args.slice(params.length).map(rest.read));
    },
  };
}
