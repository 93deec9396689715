/** Macros: calls that the parser rewrites. Source: cel-go parser/macro.go, parser/helper.go. */
import type { Call, Expr } from './ast.ts';
import type { Issue, Location } from './source.ts';
import type { Value } from './values.ts';

/** The variable in which a comprehension gathers its result. */
export const ACCUMULATOR = '@result';
const OLD_ACCUMULATOR = '__result__';

/** Makes nodes that have the place of the call that is rewritten. */
export interface MacroFactory {
  /** A new id at the place of the call. */
  id(): number;
  /** The same expression with ids of its own. */
  copy(expr: Expr): Expr;
  locate(id: number): Location;
}

/** A macro refuses arguments that it cannot take. */
export type Expansion = Expr | { readonly issue: Issue };

export interface Macro {
  readonly name: string;
  readonly args: number;
  /** Whether it is written behind a target: `list.all(x, …)`. */
  readonly receiver: boolean;
  expand(make: MacroFactory, target: Expr | undefined, args: readonly Expr[]): Expansion;
}

export const literal = (make: MacroFactory, value: Value): Expr => ({ kind: 'literal', id: make.id(), value });
export const ident = (make: MacroFactory, name: string): Expr => ({ kind: 'ident', id: make.id(), name });
export const list = (make: MacroFactory, ...elements: Expr[]): Expr => ({
  kind: 'list',
  id: make.id(),
  elements,
  optional: new Set(),
});
export const call = (make: MacroFactory, name: string, ...args: Expr[]): Call => ({
  kind: 'call',
  id: make.id(),
  name,
  target: undefined,
  args,
});
export const memberCall = (make: MacroFactory, name: string, target: Expr, ...args: Expr[]): Call => ({
  ...call(make, name, ...args),
  target,
});

/** The parts of a fold that differ from macro to macro. */
export interface Fold {
  readonly range: Expr;
  readonly iterVar: string;
  readonly iterVar2?: string;
  readonly accuVar?: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export function fold(make: MacroFactory, parts: Fold): Expr {
  return { kind: 'comprehension', id: make.id(), iterVar2: '', accuVar: ACCUMULATOR, ...parts };
}

/** An error at an argument. */
export const refuse = (make: MacroFactory, { id }: Expr, message: string): { issue: Issue } => ({
  issue: { location: make.locate(id), message },
});

/** The name that an argument is, or why it cannot name the elements. */
export function iterationVariable(make: MacroFactory, arg: Expr, otherwise: string): string | { issue: Issue } {
  if (arg.kind !== 'ident') return refuse(make, arg, otherwise);
  if (arg.name === ACCUMULATOR || arg.name === OLD_ACCUMULATOR)
    return refuse(make, arg, 'iteration variable overwrites accumulator variable');
  return arg.name;
}

const NOT_A_NAME = 'argument must be a simple name';
const NOT_AN_IDENTIFIER = 'argument is not an identifier';

type Quantifier = (make: MacroFactory, predicate: Expr) => Omit<Fold, 'range' | 'iterVar' | 'iterVar2'>;

/** The folds of `all`, `exists` and `exists_one`, for one variable and for two. */
export const QUANTIFIERS: Readonly<Record<'all' | 'exists' | 'exists_one', Quantifier>> = {
  all: (make, predicate) => ({
    init: literal(make, true),
    condition: call(make, '@not_strictly_false', ident(make, ACCUMULATOR)),
    step: call(make, '_&&_', ident(make, ACCUMULATOR), predicate),
    result: ident(make, ACCUMULATOR),
  }),
  exists: (make, predicate) => ({
    init: literal(make, false),
    condition: call(make, '@not_strictly_false', call(make, '!_', ident(make, ACCUMULATOR))),
    step: call(make, '_||_', ident(make, ACCUMULATOR), predicate),
    result: ident(make, ACCUMULATOR),
  }),
  exists_one: (make, predicate) => ({
    init: literal(make, 0n),
    condition: literal(make, true),
    step: call(
      make,
      '_?_:_',
      predicate,
      call(make, '_+_', ident(make, ACCUMULATOR), literal(make, 1n)),
      ident(make, ACCUMULATOR),
    ),
    result: call(make, '_==_', ident(make, ACCUMULATOR), literal(make, 1n)),
  }),
};

function quantifier(name: string, which: keyof typeof QUANTIFIERS): Macro {
  return {
    name,
    args: 2,
    receiver: true,
    expand(make, target, [variable, predicate]) {
      if (target === undefined || variable === undefined || predicate === undefined) throw new Error(name);
      const iterVar = iterationVariable(make, variable, NOT_A_NAME);
      if (typeof iterVar !== 'string') return iterVar;
      return fold(make, { range: target, iterVar, ...QUANTIFIERS[which](make, predicate) });
    },
  };
}

/** `range.map(x, f)` and `range.map(x, p, f)`. */
export function makeMap(make: MacroFactory, range: Expr, args: readonly Expr[]): Expansion {
  const variable = args[0];
  const transform = args.at(-1);
  if (variable === undefined || transform === undefined) throw new Error('map');
  const iterVar = iterationVariable(make, variable, NOT_AN_IDENTIFIER);
  if (typeof iterVar !== 'string') return iterVar;
  const init = list(make);
  const condition = literal(make, true);
  let step: Expr = call(make, '_+_', ident(make, ACCUMULATOR), list(make, transform));
  const filter = args.length === 3 ? args[1] : undefined;
  if (filter !== undefined) step = call(make, '_?_:_', filter, step, ident(make, ACCUMULATOR));
  return fold(make, { range, iterVar, init, condition, step, result: ident(make, ACCUMULATOR) });
}

function mapMacro(args: number): Macro {
  return {
    name: 'map',
    args,
    receiver: true,
    expand(make, target, given) {
      if (target === undefined) throw new Error('map');
      return makeMap(make, target, given);
    },
  };
}

const filterMacro: Macro = {
  name: 'filter',
  args: 2,
  receiver: true,
  expand(make, target, [variable, predicate]) {
    if (target === undefined || variable === undefined || predicate === undefined) throw new Error('filter');
    const iterVar = iterationVariable(make, variable, NOT_AN_IDENTIFIER);
    if (typeof iterVar !== 'string') return iterVar;
    const init = list(make);
    const condition = literal(make, true);
    const added = call(make, '_+_', ident(make, ACCUMULATOR), list(make, variable));
    const step = call(make, '_?_:_', predicate, added, ident(make, ACCUMULATOR));
    return fold(make, { range: target, iterVar, init, condition, step, result: ident(make, ACCUMULATOR) });
  },
};

const hasMacro: Macro = {
  name: 'has',
  args: 1,
  receiver: false,
  expand(make, _, [arg]) {
    if (arg?.kind === 'select') return { ...arg, id: make.id(), testOnly: true };
    if (arg === undefined) throw new Error('has');
    return refuse(make, arg, 'invalid argument to has() macro');
  },
};

/** The macros of the language itself. */
export const STANDARD_MACROS: readonly Macro[] = [
  hasMacro,
  quantifier('all', 'all'),
  quantifier('exists', 'exists'),
  quantifier('exists_one', 'exists_one'),
  quantifier('existsOne', 'exists_one'),
  mapMacro(2),
  mapMacro(3),
  filterMacro,
];
