/** Executes templates. Source: Go text/template/exec.go. */
import { quote } from '../kubernetes/go/strings.ts';
import { BudgetError, spend, spendText } from '../limits/budget.ts';
import { BUILTINS, SHORT_CIRCUIT } from './builtins.ts';
import { sprintOne } from './format.ts';
import { FuncError } from './func.ts';
import {
  showNode,
  type ActionNode,
  type BranchNode,
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type IdentifierNode,
  type ListNode,
  type Node,
  type NumberNode,
  type Operand,
  type PipeNode,
  type TemplateNode,
  type TextNode,
  type Tree,
  type VariableNode,
} from './node.ts';
import type { TemplateSet } from './template-set.ts';
import { TextBuilder, type Frame, type Site } from './text.ts';
import { assignable, nilOf } from './types.ts';
import {
  Bool,
  byteCount,
  Dict,
  Float,
  Int,
  isNative,
  isTrue,
  List,
  Str,
  typeName,
  type Context,
  type Func,
  type ParamType,
  type Value,
} from './value.ts';

/** A template that failed; `message` is Go's. */
export class ExecError extends Error {
  /** Where it failed; the sites of its frame's callers led there. */
  readonly site: Site | undefined;
  /** The failure of a template that this one called. */
  readonly inner: ExecError | BudgetError | undefined;

  constructor(message: string, site: Site | undefined, inner?: ExecError | BudgetError) {
    super(message);
    this.site = site;
    this.inner = inner;
  }

  /** Whether a budget was used up, here or in a template that was called. */
  get isExhausted(): boolean {
    return this.inner instanceof BudgetError || this.inner?.isExhausted === true;
  }
}

/** What templates can use besides their data. */
export interface Engine {
  readonly funcs: ReadonlyMap<string, Func>;
  /** Methods of values that are not structs. */
  readonly methodOf?: (value: Value, name: string) => Func | undefined;
}

/** Whether a template may call `name`. */
export function isFunction({ funcs }: Engine, name: string): boolean {
  return funcs.has(name) || Object.hasOwn(BUILTINS, name);
}

/** Executes a template of `set` with `data`. Throws ExecError. */
export function execute(engine: Engine, set: TemplateSet, name: string, data: Value, caller?: Site): Str {
  const tree = set.lookup(name);
  if (tree === undefined) {
    throw new ExecError(`template: no template ${quote(name)} associated with template "gotpl"`, undefined);
  }
  return executeTree(engine, set, tree, data, caller);
}

/** Executes a parsed template with the others of `set` at hand. Throws ExecError. */
export function executeTree(engine: Engine, set: TemplateSet, tree: Tree, data: Value, caller?: Site): Str {
  const out = new TextBuilder();
  new State(engine, set, tree, { source: tree.source, caller }, out, { value: data, iface: false }).run();
  return out.build();
}

/** A value, and whether its place is of type `interface {}`: Go names that in its errors. */
interface Held {
  readonly value: Value;
  readonly iface: boolean;
}

interface Variable extends Held {
  readonly name: string;
}

const MISSING = Symbol('no final argument');
type Final = Value | typeof MISSING;
type Jump = 'break' | 'continue' | undefined;

/** How much there is to read in a value, down to the items of a collection. */
function sizeOf(value: Value): number {
  if (value instanceof Str) return value.text.length;
  if (value instanceof List) return value.items.length;
  return value instanceof Dict ? value.entries.size : 0;
}

class State {
  readonly #engine: Engine;
  readonly #set: TemplateSet;
  readonly #tree: Tree;
  readonly #frame: Frame;
  readonly #out: TextBuilder;
  readonly #root: Held;
  #vars: Variable[];
  /** The node at work, for errors. */
  #node: Node;
  /** The action at work, for origins. */
  #action: { readonly start: number; readonly end: number } = { start: 0, end: 0 };
  /** Whether the last field came from a place of type `interface {}`. */
  #iface = false;

  constructor(engine: Engine, set: TemplateSet, tree: Tree, frame: Frame, out: TextBuilder, dot: Held) {
    this.#engine = engine;
    this.#set = set;
    this.#tree = tree;
    this.#frame = frame;
    this.#out = out;
    this.#root = dot;
    this.#vars = [{ name: '$', ...dot }];
    this.#node = tree.root;
  }

  run(): void {
    try {
      this.#walk(this.#root, this.#tree.root);
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      this.#fail(error.message, error);
    }
  }

  #fail(problem: string, inner?: ExecError | BudgetError): never {
    const { source } = this.#tree;
    const { pos } = this.#node;
    const before = source.text.slice(0, pos);
    const lineStart = before.lastIndexOf('\n') + 1;
    let line = 1;
    for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++;
    const location = `${source.name}:${String(line)}:${String(byteCount(before.slice(lineStart)))}`;
    const context = showNode(this.#node);
    const message = `template: ${location}: executing ${quote(this.#tree.name)} at <${context}>: ${problem}`;
    throw new ExecError(message, this.#site({ start: pos, end: Math.max(this.#action.end, pos) }), inner);
  }

  #site({ start, end }: { readonly start: number; readonly end: number }): Site {
    return { frame: this.#frame, source: this.#tree.source, start, end };
  }

  #walk(dot: Held, node: Node): Jump {
    this.#node = node;
    spend(1);
    switch (node.kind) {
      case 'action':
        this.#walkAction(dot, node);
        return undefined;
      case 'text':
        this.#write(node);
        return undefined;
      case 'list':
        return this.#walkList(dot, node);
      case 'if':
      case 'with':
        return this.#walkIfOrWith(dot, node);
      case 'range':
        this.#walkRange(dot, node);
        return undefined;
      case 'template':
        this.#walkTemplate(dot, node);
        return undefined;
      case 'break':
      case 'continue':
        return node.kind;
      default:
        return this.#fail(`unknown node: ${showNode(node)}`);
    }
  }

  #walkList(dot: Held, { nodes }: ListNode): Jump {
    for (const node of nodes) {
      const jump = this.#walk(dot, node);
      if (jump !== undefined) return jump;
    }
    return undefined;
  }

  #write({ text, pos }: TextNode): void {
    const { source } = this.#tree;
    // The text of a value comes from where the value does.
    if (source.value !== undefined) this.#out.addSlice(source.value, pos, pos + text.length);
    else this.#out.add(text, this.#literal(), pos);
  }

  #textOrigin: { readonly site: Site; readonly literal: true } | undefined;

  #literal(): { readonly site: Site; readonly literal: true } {
    return (this.#textOrigin ??= { site: this.#site({ start: 0, end: this.#tree.source.text.length }), literal: true });
  }

  #walkAction(dot: Held, node: ActionNode): void {
    this.#action = node;
    const value = this.#evalPipeline(dot, node.pipe);
    if (node.pipe.decl.length > 0) return;
    this.#node = node;
    const shown =
      value === undefined
        ? new Str('<no value>')
        : ((isNative(value) ? value.printed?.() : undefined) ?? sprintOne(value));
    const { value: text } = this.#tree.source;
    if (text === undefined) this.#out.addPrinted(shown, this.#site(node));
    else this.#out.addStr(shown.segments.length > 0 ? shown : Str.marked(shown.text, text.mark));
  }

  #walkIfOrWith(dot: Held, { kind, pipe, list, elseList, start, end }: BranchNode): Jump {
    const mark = this.#vars.length;
    this.#action = { start, end };
    const value = this.#evalPipeline(dot, pipe);
    let jump: Jump;
    if (isTrue(value)) jump = this.#walk(kind === 'with' ? { value, iface: false } : dot, list);
    else if (elseList !== undefined) jump = this.#walk(dot, elseList);
    this.#vars.length = mark;
    return jump;
  }

  #walkRange(dot: Held, node: BranchNode): void {
    const mark = this.#vars.length;
    this.#action = node;
    const value = this.#evalPipeline(dot, node.pipe);
    const inside = this.#vars.length;
    let empty = true;
    for (const [key, element] of this.#elements(value, node)) {
      empty = false;
      this.#setRangeVariables(node.pipe, key, element);
      const jump = this.#walk(element, node.list);
      this.#vars.length = inside;
      if (jump === 'break') break;
    }
    // A break in the else list is one of an outer loop to Go's parser, and of this one to its executor.
    if (empty && node.elseList !== undefined) this.#walk(dot, node.elseList);
    this.#vars.length = mark;
  }

  *#elements(value: Value, { pipe }: BranchNode): Generator<readonly [Value, Held]> {
    const ranged = isNative(value) ? (value.elements?.() ?? value) : value;
    if (ranged instanceof List) {
      const iface = ranged.type === '[]interface {}';
      for (const [index, item] of ranged.items.entries()) yield [new Int(index), { value: item, iface }];
    } else if (ranged instanceof Dict) {
      const iface = ranged.zero === null;
      for (const key of ranged.sortedKeys()) {
        yield [Str.marked(key, ranged.keyMarks.get(key)), { value: ranged.entries.get(key), iface }];
      }
    } else if (ranged instanceof Int) {
      if (pipe.decl.length > 1) this.#fail(`can't use ${String(ranged.value)} to iterate over more than one variable`);
      for (let at = 0n; at < ranged.value; at++) yield [undefined, { value: new Int(at, ranged.type), iface: false }];
    } else if (ranged !== undefined && ranged !== null) {
      this.#fail(`range can't iterate over ${sprintOne(ranged).text}`);
    }
  }

  #setRangeVariables({ decl, assigns }: PipeNode, key: Value, element: Held): void {
    const [first, second] = decl;
    if (first === undefined) return;
    const held = [{ value: key, iface: false }, element] as const;
    if (assigns) {
      this.#setVar(first.ident[0] ?? '', second === undefined ? element : held[0]);
      if (second !== undefined) this.#setVar(second.ident[0] ?? '', element);
      return;
    }
    this.#setTopVar(1, element);
    if (second !== undefined) this.#setTopVar(2, held[0]);
  }

  #setTopVar(depth: number, held: Held): void {
    const at = this.#vars.length - depth;
    this.#vars[at] = { name: this.#vars[at]?.name ?? '', ...held };
  }

  #setVar(name: string, held: Held): void {
    const at = this.#vars.findLastIndex((variable) => variable.name === name);
    if (at < 0) this.#fail(`undefined variable: ${name}`);
    this.#vars[at] = { name, ...held };
  }

  #walkTemplate(dot: Held, node: TemplateNode): void {
    this.#action = node;
    const tree = this.#set.lookup(node.name);
    if (tree === undefined) this.#fail(`template ${quote(node.name)} not defined`);
    const value = node.pipe === undefined ? undefined : this.#evalPipeline(dot, node.pipe);
    const frame = { source: tree.source, caller: this.#site(node) };
    new State(this.#engine, this.#set, tree, frame, this.#out, { value, iface: false }).run();
  }

  #evalPipeline(dot: Held, pipe: PipeNode): Value {
    this.#node = pipe;
    let final: Final = MISSING;
    for (const command of pipe.commands) final = this.#evalCommand(dot, command, final) ?? undefined;
    const value = final === MISSING ? undefined : final;
    for (const { ident } of pipe.decl) {
      const name = ident[0] ?? '';
      if (pipe.assigns) this.#setVar(name, { value, iface: false });
      else this.#vars.push({ name, value, iface: false });
    }
    return value;
  }

  #notAFunction(args: readonly Operand[], final: Final): void {
    if (args.length > 1 || final !== MISSING) {
      const [first] = args;
      this.#fail(`can't give argument to non-function ${first === undefined ? '' : showNode(first)}`);
    }
  }

  #evalCommand(dot: Held, command: CommandNode, final: Final): Value {
    const { args } = command;
    const [first] = args;
    if (first === undefined) return undefined;
    switch (first.kind) {
      case 'field':
        return this.#evalField(dot, first, args, final);
      case 'chain':
        return this.#evalChain(dot, first, args, final);
      case 'identifier':
        return this.#evalFunction(dot, first, command, args, final);
      case 'pipe':
        this.#notAFunction(args, final);
        return this.#evalPipeline(dot, first);
      case 'variable':
        return this.#evalVariable(dot, first, args, final);
    }
    this.#node = first;
    this.#notAFunction(args, final);
    switch (first.kind) {
      case 'bool':
        return new Bool(first.value);
      case 'dot':
        return dot.value;
      case 'number':
        return this.#idealConstant(first);
      case 'string':
        return new Str(first.text);
      default:
        return this.#fail('nil is not a command');
    }
  }

  #idealConstant(node: NumberNode): Value {
    this.#node = node;
    const { text } = node;
    const hexInt = /^0[xX]/.test(text) && !/[pP]/.test(text);
    if (node.complex === true) this.#fail('complex numbers are not supported');
    if (node.float !== undefined && !hexInt && !text.startsWith("'") && /[.eEpP]/.test(text))
      return new Float(node.float);
    if (node.int === undefined) this.#fail(`${text} overflows int`);
    return new Int(node.int);
  }

  #evalField(dot: Held, node: FieldNode, args: readonly Operand[], final: Final): Value {
    this.#node = node;
    return this.#evalFieldChain(dot, dot, node, node.ident, args, final);
  }

  #evalChain(dot: Held, node: ChainNode, args: readonly Operand[], final: Final): Value {
    this.#node = node;
    if (node.node.kind === 'nil') this.#fail(`indirection through explicit nil in ${showNode(node)}`);
    const value = this.#evalArg(dot, undefined, node.node);
    return this.#evalFieldChain(dot, { value, iface: false }, node, node.fields, args, final);
  }

  #evalVariable(dot: Held, node: VariableNode, args: readonly Operand[], final: Final): Value {
    this.#node = node;
    const [name = '', ...fields] = node.ident;
    const variable = this.#vars.findLast((one) => one.name === name);
    if (variable === undefined) this.#fail(`undefined variable: ${name}`);
    if (fields.length > 0) return this.#evalFieldChain(dot, variable, node, fields, args, final);
    this.#notAFunction(args, final);
    return variable.value;
  }

  #evalFieldChain(
    dot: Held,
    from: Held,
    node: Operand,
    fields: readonly string[],
    args: readonly Operand[],
    final: Final,
  ): Value {
    let { value } = from;
    this.#iface = from.iface;
    const last = fields.length - 1;
    fields.forEach((name, at) => {
      value =
        at < last
          ? this.#fieldOf(dot, name, node, [], MISSING, value)
          : this.#fieldOf(dot, name, node, args, final, value);
    });
    return value;
  }

  #fieldOf(dot: Held, name: string, node: Operand, args: readonly Operand[], final: Final, receiver: Value): Value {
    if (receiver === undefined) return undefined;
    const type = this.#iface ? 'interface {}' : typeName(receiver);
    if (receiver === null) this.#fail(`nil pointer evaluating interface {}.${name}`);
    const method =
      (isNative(receiver) ? receiver.method?.(name) : undefined) ?? this.#engine.methodOf?.(receiver, name);
    if (method !== undefined) {
      const value = this.#evalCall(dot, method, node, name, args, final);
      this.#iface = false;
      return value;
    }
    const hasArguments = args.length > 1 || final !== MISSING;
    if (isNative(receiver) && receiver.hasField?.(name) === true) {
      if (hasArguments) this.#fail(`${name} has arguments but cannot be invoked as function`);
      this.#iface = false;
      return receiver.field?.(name);
    }
    if (receiver instanceof Dict) {
      if (hasArguments) this.#fail(`${name} is not a method but has arguments`);
      this.#iface = receiver.zero === null;
      return receiver.entries.has(name) ? receiver.entries.get(name) : receiver.zero;
    }
    return this.#fail(`can't evaluate field ${name} in type ${type}`);
  }

  #evalFunction(dot: Held, node: IdentifierNode, command: Node, args: readonly Operand[], final: Final): Value {
    this.#node = node;
    const { name } = node;
    const own = this.#engine.funcs.get(name);
    const called = own ?? (Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined);
    if (called === undefined) this.#fail(`${quote(name)} is not a defined function`);
    return this.#evalCall(dot, called, command, name, args, final, own === undefined);
  }

  #evalCall(
    dot: Held,
    called: Func,
    node: Node,
    name: string,
    given: readonly Operand[],
    final: Final,
    builtin = false,
  ): Value {
    const args = given.slice(1);
    const count = args.length + (final === MISSING ? 0 : 1);
    const { params, rest } = called;
    if (rest === undefined ? count !== params.length : count < params.length) {
      const wanted = rest === undefined ? String(params.length) : `at least ${String(params.length)}`;
      const got = rest === undefined ? count : args.length;
      this.#fail(`wrong number of args for ${name}: want ${wanted} got ${String(got)}`);
    }
    if (builtin && (name === 'and' || name === 'or')) return this.#shortCircuit(dot, name, args, final);
    const typeAt = (at: number): ParamType => params[at] ?? rest ?? 'any';
    const values = args.map((arg, at) => this.#evalArg(dot, typeAt(at), arg));
    if (final !== MISSING) values.push(this.#validate(final, typeAt(args.length)));
    spend(1);
    for (const value of values) spendText(sizeOf(value));
    try {
      const made = called.call(values, this.#context());
      spendText(sizeOf(made));
      return made;
    } catch (error) {
      if (!(error instanceof FuncError || error instanceof ExecError)) throw error;
      this.#node = node;
      return this.#fail(`error calling ${name}: ${error.message}`, error instanceof ExecError ? error : undefined);
    }
  }

  #context(): Context {
    const site = this.#site(this.#action);
    return {
      set: this.#set,
      site,
      execute: (name, data, set) => execute(this.#engine, set, name, data, site),
    };
  }

  #shortCircuit(dot: Held, name: string, args: readonly Operand[], final: Final): Value {
    let value: Value;
    for (const arg of args) {
      value = this.#evalArg(dot, 'value', arg);
      if (isTrue(value) === SHORT_CIRCUIT[name]) return value;
    }
    return final === MISSING ? value : final;
  }

  #validate(value: Value, type: ParamType | undefined): Value {
    if (type === undefined || type === 'value' || type === 'any') return value;
    if (value === undefined) {
      const nil = nilOf(type);
      return nil === undefined ? this.#fail(`invalid value; expected ${type}`) : undefined;
    }
    if (value === null) this.#fail(`wrong type for value; expected ${type}; got interface {}`);
    if (!assignable(value, type)) this.#fail(`wrong type for value; expected ${type}; got ${typeName(value)}`);
    return value;
  }

  #evalArg(dot: Held, type: ParamType | undefined, node: Operand): Value {
    this.#node = node;
    switch (node.kind) {
      case 'dot':
        return this.#validate(dot.value, type);
      case 'nil':
        if (type === undefined || nilOf(type) !== undefined) return undefined;
        return this.#fail(`cannot assign nil to ${type}`);
      case 'field':
        return this.#validate(this.#evalField(dot, node, [node], MISSING), type);
      case 'variable':
        return this.#validate(this.#evalVariable(dot, node, [], MISSING), type);
      case 'pipe':
        return this.#validate(this.#evalPipeline(dot, node), type);
      case 'identifier':
        return this.#validate(this.#evalFunction(dot, node, node, [], MISSING), type);
      case 'chain':
        return this.#validate(this.#evalChain(dot, node, [], MISSING), type);
      default:
        return this.#constant(node, type ?? 'any');
    }
  }

  /** A literal for a parameter of `type`. */
  #constant(node: Operand, type: ParamType): Value {
    if (type === 'any' || type === 'value') {
      if (node.kind === 'bool') return new Bool(node.value);
      if (node.kind === 'string') return new Str(node.text);
      if (node.kind === 'number') return this.#idealConstant(node);
    }
    if (type === 'bool') return node.kind === 'bool' ? new Bool(node.value) : this.#expected('bool', node);
    if (type === 'string') return node.kind === 'string' ? new Str(node.text) : this.#expected('string', node);
    if (type === 'int' || type === 'int64') {
      return node.kind === 'number' && node.int !== undefined
        ? new Int(node.int, type)
        : this.#expected('integer', node);
    }
    if (type === 'uint32') {
      return node.kind === 'number' && node.uint !== undefined
        ? new Int(node.uint, type)
        : this.#expected('unsigned integer', node);
    }
    if (type === 'float64') {
      return node.kind === 'number' && node.float !== undefined ? new Float(node.float) : this.#expected('float', node);
    }
    return this.#fail(`can't handle ${showNode(node)} for arg of type ${type}`);
  }

  #expected(what: string, node: Operand): never {
    return this.#fail(`expected ${what}; found ${showNode(node)}`);
  }
}
