/** The values that turn a template's DaemonSet on, by the conditions around it. */
import type { CommandNode, ListNode, Node, Operand, PipeNode } from '../gotemplate/node.ts';
import { parseTemplate, ParseError } from '../gotemplate/parse.ts';
import { Bool, Dict, Str, type Value } from '../gotemplate/value.ts';
import { setValues, typedValue } from './set-values.ts';

/** One value to set: keys below `.Values`. */
export interface Switch {
  readonly keys: readonly string[];
  readonly value: Value;
}

const KIND = /^[ \t]*kind:[ \t]*["']?DaemonSet\b/m;

/** What the conditions around `kind: DaemonSet` in a template, or around one of `helpers`, ask for; undefined when that cannot be told. */
export function switchesOf(text: string, helpers: Helpers = new Set()): readonly Switch[] | undefined {
  try {
    const trees = parseTemplate({ name: 't', text }, () => true);
    for (const { root } of trees.values()) {
      const found = conditionsAt(root, helpers);
      if (found !== undefined) return solved(found);
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  return undefined;
}

/** The named templates that print a DaemonSet. */
type Helpers = ReadonlySet<string>;

interface Condition {
  readonly pipe: PipeNode;
  readonly holds: boolean;
}

/** The conditions from the outside to the first DaemonSet below a list. */
function conditionsAt(list: ListNode, helpers: Helpers): readonly Condition[] | undefined {
  for (const node of list.nodes) {
    const found = conditionsIn(node, helpers);
    if (found !== undefined) return found;
  }
  return undefined;
}

function conditionsIn(node: Node, helpers: Helpers): readonly Condition[] | undefined {
  if (node.kind === 'text') return KIND.test(node.text) ? [] : undefined;
  if (node.kind === 'template' && helpers.has(node.name)) return [];
  if (node.kind === 'action' && node.pipe.commands.some((command) => includesOne(command, helpers))) return [];
  if (node.kind !== 'if' && node.kind !== 'with' && node.kind !== 'range') return undefined;
  const inside = conditionsAt(node.list, helpers);
  if (inside !== undefined) return [{ pipe: node.pipe, holds: true }, ...inside];
  const otherwise = node.elseList === undefined ? undefined : conditionsAt(node.elseList, helpers);
  return otherwise === undefined ? undefined : [{ pipe: node.pipe, holds: false }, ...otherwise];
}

function includesOne({ args: [called, name] }: CommandNode, helpers: Helpers): boolean {
  return (
    called?.kind === 'identifier' && called.name === 'include' && name?.kind === 'string' && helpers.has(name.text)
  );
}

function solved(conditions: readonly Condition[]): readonly Switch[] | undefined {
  const switches = conditions.map(({ pipe, holds }) => solve(pipe, holds));
  return switches.some((one) => one === undefined) ? undefined : switches.flatMap((one) => one ?? []);
}

/** What makes a pipeline true, or false; nothing for what does not rest on values. */
function solve(pipe: PipeNode, holds: boolean): readonly Switch[] | undefined {
  const [command, ...more] = pipe.commands;
  if (command === undefined || more.length > 0) return undefined;
  return solveCommand(command, holds);
}

function solveCommand({ args }: CommandNode, holds: boolean): readonly Switch[] | undefined {
  const [first, ...rest] = args;
  if (first === undefined) return undefined;
  if (first.kind !== 'identifier') return rest.length === 0 ? solveOperand(first, holds) : undefined;
  switch (first.name) {
    case 'not':
      return rest[0] === undefined ? undefined : solveOperand(rest[0], !holds);
    case 'and':
    case 'or': {
      // All of them make an "and" true, and one of them makes an "or" true.
      const parts = rest.map((one) => solveOperand(one, holds));
      if ((first.name === 'and') === holds)
        return parts.some((one) => one === undefined) ? undefined : parts.flatMap((one) => one ?? []);
      return parts.find((one) => one !== undefined);
    }
    case 'eq':
    case 'ne':
      return solveEquality(rest, (first.name === 'eq') === holds);
    default:
      return undefined;
  }
}

function solveOperand(node: Operand, holds: boolean): readonly Switch[] | undefined {
  if (node.kind === 'pipe') return solve(node, holds);
  const keys = valueKeys(node);
  return keys === undefined ? undefined : [{ keys, value: new Bool(holds) }];
}

function solveEquality([a, b]: readonly Operand[], holds: boolean): readonly Switch[] | undefined {
  if (a === undefined || b === undefined) return undefined;
  const keys = keysIn(a) ?? keysIn(b);
  const constant = [a, b].find((node) => node.kind === 'string') ?? [a, b].find((node) => node.kind === 'bool');
  if (keys === undefined || constant === undefined) return undefined;
  if (constant.kind === 'bool') return [{ keys, value: new Bool(constant.value === holds) }];
  // What is not a Deployment is a DaemonSet, as far as a chart with one goes.
  return [{ keys, value: new Str(holds ? constant.text : 'DaemonSet') }];
}

/** Keys of a value, also of one that goes through functions such as lower. */
function keysIn(node: Operand): readonly string[] | undefined {
  if (node.kind !== 'pipe') return valueKeys(node);
  const [command] = node.commands;
  const operand = command?.args.find((one) => valueKeys(one) !== undefined);
  return operand === undefined ? undefined : valueKeys(operand);
}

function valueKeys(node: Operand): readonly string[] | undefined {
  if (node.kind === 'field' && node.ident[0] === 'Values' && node.ident.length > 1) return node.ident.slice(1);
  if (node.kind === 'variable' && node.ident[0] === '$' && node.ident[1] === 'Values' && node.ident.length > 2)
    return node.ident.slice(2);
  return undefined;
}

/** Switches as values of the chart whose keys are below `prefix`. */
export function switchValues(switches: readonly Switch[], prefix: readonly string[]): Dict {
  const values = new Dict();
  for (const { keys, value } of switches) {
    let at = values;
    const path = [...(keys[0] === 'global' ? [] : prefix), ...keys];
    for (const key of path.slice(0, -1)) {
      const next = at.entries.get(key);
      const inner = next instanceof Dict ? next : new Dict();
      at.entries.set(key, inner);
      at = inner;
    }
    at.entries.set(path[path.length - 1] ?? '', value);
  }
  return values;
}

/** A switch as `--set` has it. */
export function shownSwitches(switches: readonly Switch[], prefix: readonly string[]): string {
  return switches
    .map(({ keys, value }) => {
      const path = [...(keys[0] === 'global' ? [] : prefix), ...keys].join('.');
      return `${path}=${value instanceof Str ? value.text : value instanceof Bool ? String(value.value) : ''}`;
    })
    .join(',');
}

/** A condition of Chart.yaml turned on. */
export function conditionValues(condition: string): Dict {
  const values = new Dict();
  const [first] = condition.split(',');
  if (first !== undefined && first !== '') setValues(`${first}=true`, values, typedValue);
  return values;
}
