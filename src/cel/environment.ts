/** What expressions may use, and their way to a program. Source: cel-go cel/env.go, cel/validator.go. */
import type { Expr } from './ast.ts';
import { childrenOf } from './ast.ts';
import type { Checked, CheckEnvironment } from './checker.ts';
import { check } from './checker.ts';
import { convert } from './convert.ts';
import type { CallCost } from './cost.ts';
import type { FunctionDecl } from './declarations.ts';
import { mergeFunctions } from './declarations.ts';
import type { Macro } from './macros.ts';
import { STANDARD_MACROS } from './macros.ts';
import type { Parsed } from './parser.ts';
import { parse } from './parser.ts';
import type { PatternFunction, Program, ProgramFault } from './program.ts';
import { plan } from './program.ts';
import { compilePattern } from './regex.ts';
import type { Issue } from './source.ts';
import { STANDARD_FUNCTIONS } from './standard.ts';
import type { Type } from './types.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  LIST,
  MAP,
  NULL,
  OPTIONAL,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
  objectType,
} from './types.ts';
import { CelError } from './values.ts';
import { checkFormat } from './ext/format.ts';

/** Functions and macros that come together. */
export interface Library {
  readonly functions?: readonly FunctionDecl[];
  readonly macros?: readonly Macro[];
  /** Types that expressions may name. */
  readonly types?: readonly Type[];
  /** Names that are taken for types when an expression is checked, but have no value. */
  readonly checkedTypes?: ReadonlyMap<string, Type>;
  /** Functions that take a regular expression as their second argument. */
  readonly patternFunctions?: ReadonlyMap<string, PatternFunction>;
  /** Switches on `a.?b` and the like. */
  readonly optionalSyntax?: boolean;
  /** Holds format strings against their arguments. */
  readonly checksFormats?: boolean;
  readonly callCost?: CallCost;
}

/** The fields of an object type by name. */
export type ObjectTypes = ReadonlyMap<string, ReadonlyMap<string, Type>>;

export interface EnvironmentOptions {
  readonly libraries: readonly Library[];
  readonly variables: ReadonlyMap<string, Type>;
  readonly objectTypes?: ObjectTypes;
  readonly costLimit?: number;
}

/** An expression without faults. */
export interface Compiled {
  readonly parsed: Parsed;
  readonly checked: Checked;
  readonly outputType: Type;
}

/** What is wrong with an expression, and the text that cel-go shows. */
export interface CompileFault {
  readonly issues: readonly Issue[];
  readonly text: string;
}

const NAMED_TYPES: ReadonlyMap<string, Type> = new Map(
  [BOOL, BYTES, DOUBLE, DURATION, INT, LIST, MAP, NULL, STRING, TIMESTAMP, TYPE, UINT, OPTIONAL].map(
    (type): [string, Type] => [type.name, type],
  ),
);

/** What expressions of one sort may use. */
export class Environment implements CheckEnvironment {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, FunctionDecl>;
  readonly #options: EnvironmentOptions;
  readonly #types: ReadonlyMap<string, Type>;
  readonly #checkedTypes: ReadonlyMap<string, Type>;
  readonly #macros: readonly Macro[];

  constructor(options: EnvironmentOptions, base?: Environment) {
    const { libraries } = options;
    this.#options = options;
    this.variables = options.variables;
    if (base !== undefined) {
      this.functions = base.functions;
      this.#types = base.#types;
      this.#checkedTypes = base.#checkedTypes;
      this.#macros = base.#macros;
      return;
    }
    this.functions = mergeFunctions([...STANDARD_FUNCTIONS, ...libraries.flatMap(({ functions = [] }) => functions)]);
    const own = libraries.flatMap(({ types = [] }) => types.map((type): [string, Type] => [type.name, type]));
    this.#types = new Map([...NAMED_TYPES, ...own]);
    this.#checkedTypes = new Map(libraries.flatMap(({ checkedTypes = new Map<string, Type>() }) => [...checkedTypes]));
    this.#macros = [...STANDARD_MACROS, ...libraries.flatMap(({ macros = [] }) => macros)];
  }

  findType(name: string): Type | undefined {
    const found = this.#types.get(name) ?? this.#checkedTypes.get(name);
    return found ?? (this.#options.objectTypes?.has(name) === true ? objectType(name) : undefined);
  }

  findField(type: string, field: string): { readonly object: boolean; readonly type?: Type } {
    const fields = this.#options.objectTypes?.get(type);
    const found = fields?.get(field);
    return { object: fields !== undefined, ...(found === undefined ? {} : { type: found }) };
  }

  /** The same with more, or other, variables. */
  extend(variables: ReadonlyMap<string, Type>, objectTypes: ObjectTypes): Environment {
    const options = {
      ...this.#options,
      variables: new Map([...this.variables, ...variables]),
      objectTypes: new Map([...(this.#options.objectTypes ?? []), ...objectTypes]),
    };
    return new Environment(options, this);
  }

  /** Reads and checks an expression. */
  compile(text: string): Compiled | CompileFault {
    const optionalSyntax = this.#options.libraries.some((library) => library.optionalSyntax === true);
    const parsed = parse(text, { macros: this.#macros, optionalSyntax });
    if (parsed.issues.length > 0) return faultOf(parsed, parsed.issues);
    const checked = check(parsed, this);
    const issues = checked.issues.length > 0 ? checked.issues : this.#validate(parsed, checked);
    return issues.length > 0 ? faultOf(parsed, issues) : { parsed, checked, outputType: checked.outputType };
  }

  /** Makes a compiled expression ready to run. */
  program({ parsed, checked }: Compiled): Program | ProgramFault {
    const { libraries, costLimit = Infinity } = this.#options;
    const pattern = libraries.flatMap(({ patternFunctions = new Map<string, PatternFunction>() }) => [
      ...patternFunctions,
    ]);
    const costs = libraries.flatMap(({ callCost }) => (callCost === undefined ? [] : [callCost]));
    return plan(parsed, checked, {
      functions: this.functions,
      patternFunctions: new Map([['matches', matchesPattern], ...pattern]),
      costLimit,
      hasType: (name) => this.#types.has(name),
      callCost: (...call) => {
        for (const cost of costs) {
          const found = cost(...call);
          if (found !== undefined) return found;
        }
        return undefined;
      },
    });
  }

  /** Literals that can only fail, and members of literals that are not alike. */
  #validate(parsed: Parsed, checked: Checked): Issue[] {
    const formats = this.#options.libraries.some(({ checksFormats = false }) => checksFormats);
    const issues: Issue[] = [];
    const report: Report = (id, message) => {
      issues.push({ location: parsed.locate(id), message });
    };
    const visit = (expr: Expr, mixed: boolean): void => {
      if (expr.kind === 'call') {
        const [arg] = expr.args;
        const isRight = LITERALS.get(expr.name);
        if (isRight !== undefined && arg?.kind === 'literal' && !isRight(arg.value))
          report(arg.id, `invalid ${expr.name} argument`);
        if (formats) validateFormat(expr, checked, report);
      }
      if (!mixed) validateMembers(expr, checked, report);
      // The arguments of a format may be of any types.
      const isFormat = formats && expr.kind === 'call' && expr.name === 'format';
      for (const child of childrenOf(expr)) visit(child, mixed || isFormat);
    };
    visit(parsed.expr, false);
    return issues;
  }
}

type Report = (id: number, message: string) => void;

/** All members of a literal have one type (`homogeneousAggregateLiteralValidator`). */
function validateMembers(expr: Expr, { types }: Checked, report: Report): void {
  const typeOf = ({ id }: Expr, optional: boolean): Type => {
    const type = types.get(id) ?? DYN;
    return optional ? (type.params[0] ?? DYN) : type;
  };
  const alike = (members: readonly (readonly [Expr, boolean])[], most: number): void => {
    const [first] = members;
    if (first === undefined) return;
    const expected = typeOf(...first);
    const misfits = members.filter((member) => !typeOf(...member).equals(expected));
    for (const member of misfits.slice(0, most))
      report(member[0].id, `expected type '${expected.format()}' but found '${typeOf(...member).format()}'`);
  };
  if (expr.kind === 'list')
    alike(
      expr.elements.map((element, i) => [element, expr.optional.has(i)]),
      1,
    );
  if (expr.kind !== 'map') return;
  alike(
    expr.entries.map(({ key }) => [key, false]),
    Infinity,
  );
  alike(
    expr.entries.map(({ value, optional }) => [value, optional]),
    Infinity,
  );
}

const matchesPattern: PatternFunction = (pattern, [text]) =>
  typeof text === 'string' ? pattern.test(text) : new CelError('no such overload');

/** Functions whose first written argument has to be right when it is a literal. */
const LITERALS: ReadonlyMap<string, (value: Parameters<typeof convert>[0]) => boolean> = new Map([
  ['duration', (value) => !(convert(value, DURATION) instanceof CelError)],
  ['timestamp', (value) => !(convert(value, TIMESTAMP) instanceof CelError)],
  ['matches', (value) => typeof value !== 'string' || !('fault' in compilePattern(value))],
]);

function validateFormat(expr: Expr, checked: Checked, report: Report): void {
  if (expr.kind !== 'call' || expr.name !== 'format' || expr.target?.kind !== 'literal') return;
  const [args] = expr.args;
  if (typeof expr.target.value !== 'string' || args?.kind !== 'list' || expr.args.length !== 1) return;
  const problem = checkFormat(expr.id, expr.target.value, args.elements, checked.types);
  if (problem !== undefined) report(problem.id, problem.message);
}

function faultOf({ source }: Parsed, issues: readonly Issue[]): CompileFault {
  return { issues, text: source.display(issues) };
}
