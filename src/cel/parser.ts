/** From the text of an expression to its tree. Source: cel-go parser/parser.go, parser/helper.go. */
import type { Entry, Expr, StructField } from './ast.ts';
import { lex } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { Macro, MacroFactory } from './macros.ts';
import { MAX_DEPTH, recognize } from './recognizer.ts';
import type { Tree } from './recognizer.ts';
import type { Issue, Location } from './source.ts';
import { NO_LOCATION, Source } from './source.ts';
import { unescapeBytes, unescapeString } from './unescape.ts';
import { parseFloat64 } from './float-text.ts';
import type { Value } from './values.ts';
import { Bytes, Uint } from './values.ts';

/** Words that are no names of variables. */
export const RESERVED: ReadonlySet<string> = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'false',
  'for',
  'function',
  'if',
  'import',
  'in',
  'let',
  'loop',
  'package',
  'namespace',
  'null',
  'return',
  'true',
  'var',
  'void',
  'while',
]);

/** An expression that was read. */
export interface Parsed {
  readonly source: Source;
  readonly expr: Expr;
  readonly issues: readonly Issue[];
  /** The place of a node. */
  locate(id: number): Location;
  /** The offset of a node in code points. */
  offset(id: number): number | undefined;
}

export interface ParseOptions {
  readonly macros: readonly Macro[];
  /** `a.?b`, `a[?b]`, `[?a]`, `{?a: b}`. */
  readonly optionalSyntax: boolean;
}

/** How long an expression may be, in code points. */
const MAX_LENGTH = 100_000;

class TooDeep extends Error {}

/** Reads an expression; with issues, the tree is only good for finding more of them. */
export function parse(text: string, options: ParseOptions): Parsed {
  const source = new Source(text);
  if (source.runes.length > MAX_LENGTH) {
    const message = `expression code point size exceeds limit: size: ${source.runes.length}, limit ${MAX_LENGTH}`;
    const empty = new Builder(new Source(''), options);
    return { ...empty.parsed({ kind: 'unspecified', id: 0 }), issues: [{ location: NO_LOCATION, message }] };
  }
  const builder = new Builder(source, options);
  const { tree, problems } = recognize(lex(text), source.runes);
  for (const { offset, message } of problems)
    builder.issues.push({ location: offset === undefined ? NO_LOCATION : source.locate(offset), message });
  return builder.parsed(tree === undefined ? { kind: 'unspecified', id: 0 } : builder.build(tree));
}

class Builder {
  readonly issues: Issue[] = [];
  readonly #source: Source;
  readonly #macros: ReadonlyMap<string, Macro>;
  readonly #optionalSyntax: boolean;
  readonly #offsets = new Map<number, number>();
  #lastId = 0;
  #depth = 0;

  constructor(source: Source, { macros, optionalSyntax }: ParseOptions) {
    this.#source = source;
    this.#macros = new Map(macros.map((macro) => [keyOf(macro.name, macro.args, macro.receiver), macro]));
    this.#optionalSyntax = optionalSyntax;
  }

  parsed(expr: Expr): Parsed {
    return {
      source: this.#source,
      expr,
      issues: this.issues,
      locate: (id) => this.#locate(id),
      offset: (id) => this.#offsets.get(id),
    };
  }

  build(tree: Tree): Expr {
    try {
      return this.#visit(tree);
    } catch (error) {
      if (!(error instanceof TooDeep)) throw error;
      this.issues.push({ location: NO_LOCATION, message: 'max recursion depth exceeded' });
      return { kind: 'unspecified', id: 0 };
    }
  }

  #id(offset: number | undefined): number {
    const id = ++this.#lastId;
    if (offset !== undefined) this.#offsets.set(id, offset);
    return id;
  }

  #locate(id: number): Location {
    const offset = this.#offsets.get(id);
    return offset === undefined ? NO_LOCATION : this.#source.locate(offset);
  }

  /** A node without a place is put before the first column. */
  #unspecified(offset = -1): Expr {
    return { kind: 'unspecified', id: this.#id(offset) };
  }

  #fail(offset: number, message: string): Expr {
    this.issues.push({ location: this.#source.locate(offset), message });
    return this.#unspecified(offset);
  }

  /** Down to the first node that is more than a wrapping of another (`unnest`). */
  #visit(tree: Tree | Token | undefined): Expr {
    let node = tree;
    while (isTree(node) && isWrapping(node)) node = inner(node);
    if (!isTree(node)) return this.#missing();
    const deep = DEEP.has(node.rule) && !(node.rule === 'member' && node.alternative < 0);
    if (deep && ++this.#depth > MAX_DEPTH) throw new TooDeep();
    const expr = this.#visitNode(node);
    if (deep) this.#depth--;
    return expr;
  }

  /** What a syntax error left out. */
  #missing(): Expr {
    if (this.issues.length === 0)
      this.issues.push({ location: NO_LOCATION, message: 'unknown parse element encountered: <<nil>>' });
    return this.#unspecified();
  }

  #visitNode(node: Tree): Expr {
    switch (node.rule) {
      case 'expr':
        return this.#ternary(node);
      case 'conditionalOr':
        return this.#logic(node, '_||_', "unexpected character, wanted '||'");
      case 'conditionalAnd':
        return this.#logic(node, '_&&_', "unexpected character, wanted '&&'");
      case 'relation':
      case 'calc':
        return this.#binary(node);
      case 'unary':
        return this.#unary(node);
      case 'member':
        return this.#member(node);
      case 'primary':
        return this.#primary(node);
      case 'literal':
        return this.#literal(node);
      default:
        return this.#missing();
    }
  }

  #ternary(node: Tree): Expr {
    const [condition, mark, truthy, , falsy] = node.children;
    const test = this.#visit(condition);
    const id = this.#tokenId(mark);
    return this.#callOrMacro(id, '_?_:_', undefined, [test, this.#visit(truthy), this.#visit(falsy)]);
  }

  #tokenId(token: Tree | Token | undefined): number {
    return this.#id(isTree(token) ? token.start.start : token?.start);
  }

  /** A chain of `&&` or `||` becomes a balanced tree. */
  #logic(node: Tree, name: string, wanted: string): Expr {
    const terms = [this.#visit(node.children[0])];
    const ids: number[] = [];
    for (let i = 1; i < node.children.length; i += 2) {
      const operand = node.children[i + 1];
      if (operand === undefined) return this.#fail(node.start.start, wanted);
      terms.push(this.#visit(operand));
      ids.push(this.#tokenId(node.children[i]));
    }
    const balanced = (low: number, high: number): Expr => {
      const middle = (low + high + 1) >> 1;
      const left = middle === low ? terms[middle] : balanced(low, middle - 1);
      const right = middle === high ? terms[middle + 1] : balanced(middle + 1, high);
      const args = [left ?? this.#unspecified(), right ?? this.#unspecified()];
      return { kind: 'call', id: ids[middle] ?? 0, name, target: undefined, args };
    };
    return balanced(0, ids.length - 1);
  }

  #binary(node: Tree): Expr {
    const [left, operator, right] = node.children;
    if (operator === undefined || isTree(operator) || !OPERATORS.has(operator.text))
      return this.#fail(node.start.start, 'operator not found');
    const lhs = this.#visit(left);
    const id = this.#tokenId(operator);
    const rhs = this.#visit(right);
    return this.#callOrMacro(id, operator.text === 'in' ? '@in' : `_${operator.text}_`, undefined, [lhs, rhs]);
  }

  #unary(node: Tree): Expr {
    if (node.alternative < 1) return { kind: 'literal', id: this.#id(node.start.start), value: '<<error>>' };
    const operators = node.children.filter((child) => !isTree(child));
    const operand = node.children.find(isTree);
    if (operators.length % 2 === 0) return this.#visit(operand);
    const id = this.#tokenId(operators[0]);
    return this.#callOrMacro(id, node.alternative === 1 ? '!_' : '-_', undefined, [this.#visit(operand)]);
  }

  #member(node: Tree): Expr {
    const [target, ...rest] = node.children;
    const operand = this.#visit(target);
    if (node.alternative === 0) return this.#select(operand, node, rest);
    return node.alternative === 1 ? this.#memberCall(operand, node, rest) : this.#index(operand, rest);
  }

  #select(operand: Expr, node: Tree, rest: readonly (Tree | Token)[]): Expr {
    const [operator] = rest;
    const name = rest.find(isTree);
    if (operator === undefined || isTree(operator) || name === undefined) return this.#unspecified(node.start.start);
    const field = fieldName(name) ?? '';
    if (field === '') this.#fail(name.start.start, 'unsupported ident kind');
    if (rest.some((child) => !isTree(child) && child.type === "'?'")) {
      if (!this.#optionalSyntax) return this.#fail(operator.start, "unsupported syntax '.?'");
      const id = this.#id(operator.start);
      const key: Expr = { kind: 'literal', id: this.#id(name.start.start), value: field };
      return { kind: 'call', id, name: '_?._', target: undefined, args: [operand, key] };
    }
    return { kind: 'select', id: this.#id(operator.start), operand, field, testOnly: false };
  }

  #memberCall(operand: Expr, node: Tree, rest: readonly (Tree | Token)[]): Expr {
    const [, name, open] = rest;
    if (name === undefined || isTree(name)) return this.#unspecified(node.start.start);
    const id = this.#tokenId(open);
    return this.#callOrMacro(id, name.text, operand, this.#arguments(rest));
  }

  #arguments(children: readonly (Tree | Token)[]): Expr[] {
    const args = children.find((child): child is Tree => isTree(child) && child.rule === 'exprList');
    return (args?.children ?? []).filter(isTree).map((child) => this.#visit(child));
  }

  #index(operand: Expr, rest: readonly (Tree | Token)[]): Expr {
    const [open] = rest;
    if (open === undefined || isTree(open)) return this.#unspecified();
    const id = this.#id(open.start);
    const index = this.#visit(rest.find(isTree));
    const optional = rest.some((child) => !isTree(child) && child.type === "'?'");
    if (optional && !this.#optionalSyntax) return this.#fail(open.start, "unsupported syntax '[?'");
    return this.#callOrMacro(id, optional ? '_[?_]' : '_[_]', undefined, [operand, index]);
  }

  #primary(node: Tree): Expr {
    switch (node.alternative) {
      case 0:
      case 1:
        return this.#identOrCall(node);
      case 3:
        return this.#list(node);
      case 4:
        return this.#map(node);
      case 5:
        return this.#struct(node);
      default:
        return this.#missing();
    }
  }

  #identOrCall(node: Tree): Expr {
    const tokens = node.children.filter((child): child is Token => !isTree(child));
    const dotted = tokens[0]?.type === "'.'";
    const name = tokens[dotted ? 1 : 0];
    if (name === undefined) return this.#unspecified(node.start.start);
    if (RESERVED.has(name.text)) return this.#fail(node.start.start, `reserved identifier: ${name.text}`);
    const whole = (dotted ? '.' : '') + name.text;
    if (node.alternative === 0) return { kind: 'ident', id: this.#id(name.start), name: whole };
    const id = this.#tokenId(tokens[dotted ? 2 : 1]);
    return this.#callOrMacro(id, whole, undefined, this.#arguments(node.children));
  }

  #list(node: Tree): Expr {
    const id = this.#tokenId(node.children[0]);
    const init = node.children.find((child): child is Tree => isTree(child) && child.rule === 'listInit');
    const optional = new Set<number>();
    const elements = (init?.children ?? []).filter(isTree).map((element, i) => {
      const expr = this.#visit(element.children.find(isTree));
      const mark = markOf(element);
      if (mark !== undefined && !this.#optionalSyntax) this.#fail(mark.start, "unsupported syntax '?'");
      else if (mark !== undefined) optional.add(i);
      return expr;
    });
    return { kind: 'list', id, elements, optional };
  }

  #map(node: Tree): Expr {
    const id = this.#tokenId(node.children[0]);
    const init = node.children.find((child): child is Tree => isTree(child) && child.rule === 'mapInitializerList');
    return { kind: 'map', id, entries: init === undefined ? [] : this.#entries(init) };
  }

  #entries(init: Tree): Entry[] {
    const entries: Entry[] = [];
    const { keys, colons, values } = pairs(init, 'optExpr');
    for (const [i, colon] of colons.entries()) {
      const id = this.#id(colon.start);
      const key = keys[i];
      const value = values[i];
      if (key === undefined || value === undefined) return [];
      const optional = markOf(key) !== undefined;
      if (optional && !this.#optionalSyntax) this.#fail(key.start.start, "unsupported syntax '?'");
      else entries.push({ id, key: this.#visit(key.children.find(isTree)), value: this.#visit(value), optional });
    }
    return entries;
  }

  #struct(node: Tree): Expr {
    const tokens = node.children.filter((child): child is Token => !isTree(child));
    const brace = tokens.findIndex(({ type }) => type === "'{'");
    const name = tokens
      .slice(0, brace < 0 ? undefined : brace)
      .map(({ text }) => text)
      .join('');
    const id = this.#tokenId(tokens[brace]);
    const init = node.children.find((child): child is Tree => isTree(child) && child.rule === 'fieldInitializerList');
    return { kind: 'struct', id, name, fields: init === undefined ? [] : this.#fields(init) };
  }

  #fields(init: Tree): StructField[] {
    const fields: StructField[] = [];
    const { keys, colons, values } = pairs(init, 'optField');
    for (const [i, key] of keys.entries()) {
      const colon = colons[i];
      const value = values[i];
      if (colon === undefined || value === undefined) return [];
      const id = this.#id(colon.start);
      const optional = markOf(key) !== undefined;
      const escaped = key.children.find(isTree);
      const name = escaped === undefined ? undefined : fieldName(escaped);
      if (optional && !this.#optionalSyntax) this.#fail(key.start.start, "unsupported syntax '?'");
      else if (name === undefined) this.#fail(init.start.start, 'unsupported ident kind');
      else fields.push({ id, name, value: this.#visit(value), optional });
    }
    return fields;
  }

  #literal(node: Tree): Expr {
    const tokens = node.children.filter((child): child is Token => !isTree(child));
    const token = tokens.at(-1);
    if (token === undefined) return this.#missing();
    const value = literalValue(node.alternative, (tokens.length > 1 ? '-' : '') + token.text);
    const { start } = node.start;
    if (typeof value === 'object' && value !== null && 'fault' in value) return this.#fail(start, value.fault);
    return { kind: 'literal', id: this.#id(start), value };
  }

  #callOrMacro(id: number, name: string, target: Expr | undefined, args: readonly Expr[]): Expr {
    const macro = this.#macros.get(keyOf(name, args.length, target !== undefined));
    if (macro === undefined) return { kind: 'call', id, name, target, args };
    const expanded = macro.expand(this.#factory(id), target, args);
    this.#offsets.delete(id);
    if ('kind' in expanded) return expanded;
    this.issues.push(expanded.issue);
    return this.#unspecified();
  }

  #factory(callId: number): MacroFactory {
    const offset = this.#offsets.get(callId);
    const id = (): number => this.#id(offset);
    return { id, copy: (expr) => this.#copy(expr, id), locate: (at) => this.#locate(at) };
  }

  #copy(expr: Expr, entryId: () => number): Expr {
    const id = this.#id(this.#offsets.get(expr.id));
    const copy = (inner: Expr): Expr => this.#copy(inner, entryId);
    switch (expr.kind) {
      case 'select':
        return { ...expr, id, operand: copy(expr.operand) };
      case 'call': {
        const args = expr.args.map(copy);
        return { ...expr, id, args, target: expr.target === undefined ? undefined : copy(expr.target) };
      }
      case 'list':
        return { ...expr, id, elements: expr.elements.map(copy) };
      case 'map': {
        const entry = ({ key, value, optional }: Entry): Entry => ({
          id: entryId(),
          key: copy(key),
          value: copy(value),
          optional,
        });
        return { ...expr, id, entries: expr.entries.map(entry) };
      }
      case 'struct':
        return { ...expr, id, fields: expr.fields.map((f) => ({ ...f, id: entryId(), value: copy(f.value) })) };
      case 'comprehension': {
        const { range, init, condition, step, result } = expr;
        const parts = { range: copy(range), init: copy(init), condition: copy(condition), step: copy(step) };
        return { ...expr, id, ...parts, result: copy(result) };
      }
      default:
        return { ...expr, id };
    }
  }
}

const keyOf = (name: string, args: number, receiver: boolean): string => `${name}:${args}:${String(receiver)}`;

const isTree = (node: Tree | Token | undefined): node is Tree => node !== undefined && 'rule' in node;

const OPERATORS = new Set(['<', '<=', '>=', '>', '==', '!=', 'in', '+', '-', '*', '/', '%']);
/** The rules whose nesting is limited in the walk. */
const DEEP = new Set(['expr', 'relation', 'calc', 'member']);

function isWrapping({ rule, alternative, children }: Tree): boolean {
  switch (rule) {
    case 'start':
      return true;
    case 'expr':
      return children.length < 2;
    case 'conditionalOr':
    case 'conditionalAnd':
      return children.length < 2;
    case 'relation':
    case 'calc':
    case 'member':
      return alternative < 0;
    case 'unary':
      return alternative === 0;
    case 'primary':
      return alternative === 2 || alternative === 6;
    default:
      return false;
  }
}

const inner = ({ children }: Tree): Tree | undefined => children.find(isTree);

const markOf = ({ children }: Tree): Token | undefined =>
  children.find((child): child is Token => !isTree(child) && child.type === "'?'");

function fieldName({ children }: Tree): string | undefined {
  const [token] = children;
  if (token === undefined || isTree(token)) return undefined;
  return token.type === 'ESC_IDENTIFIER' ? token.text.slice(1, -1) : token.text;
}

function pairs(init: Tree, keyRule: 'optExpr' | 'optField'): { keys: Tree[]; colons: Token[]; values: Tree[] } {
  const keys = init.children.filter((child): child is Tree => isTree(child) && child.rule === keyRule);
  const values = init.children.filter((child): child is Tree => isTree(child) && child.rule === 'expr');
  const colons = init.children.filter((child): child is Token => !isTree(child) && child.type === "':'");
  return { keys, colons, values };
}

/** The value of a literal by the alternative of its rule, or what is wrong with it. */
function literalValue(alternative: number, text: string): Value | { readonly fault: string } {
  switch (alternative) {
    case 0:
      return integer(text, -(2n ** 63n), 2n ** 63n - 1n) ?? { fault: 'invalid int literal' };
    case 1: {
      const value = integer(text.slice(0, -1), 0n, 2n ** 64n - 1n);
      return value === undefined ? { fault: 'invalid uint literal' } : new Uint(value);
    }
    case 2:
      return parseFloat64(text) ?? { fault: 'invalid double literal' };
    case 3:
      return unescapeString(text);
    case 4: {
      const bytes = unescapeBytes(text.slice(1));
      return bytes instanceof Uint8Array ? new Bytes(bytes) : bytes;
    }
    case 5:
    case 6:
      return alternative === 5;
    default:
      return null;
  }
}

function integer(text: string, least: bigint, most: bigint): bigint | undefined {
  const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(text) ?? [];
  // More digits than any integer has; leading zeros aside.
  const trimmed = digits.replace(/^0+(?=[0-9])/, '');
  if (trimmed.length > 24 || !/^(0x[0-9a-fA-F]+|\d+)$/.test(digits)) return undefined;
  const value = sign === '-' ? -BigInt(trimmed) : BigInt(trimmed);
  return value < least || value > most ? undefined : value;
}
