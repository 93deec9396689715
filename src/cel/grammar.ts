/**
 * CEL's grammar as states, and which tokens may follow each: what ANTLR calls an ATN.
 * Source: cel-go parser/gen/CEL.g4, ANTLR ll1_analyzer.go.
 */
import type { TokenType } from './lexer.ts';

export type RuleName =
  | 'start'
  | 'expr'
  | 'conditionalOr'
  | 'conditionalAnd'
  | 'relation'
  | 'calc'
  | 'unary'
  | 'member'
  | 'primary'
  | 'exprList'
  | 'listInit'
  | 'fieldInitializerList'
  | 'optField'
  | 'mapInitializerList'
  | 'escapeIdent'
  | 'optExpr'
  | 'literal';

type Item = Tokens | Rule | Repetition | Choice;

interface Tokens {
  readonly op: 'token';
  readonly types: readonly TokenType[];
}

interface Rule {
  readonly op: 'rule';
  readonly rule: RuleName;
  readonly precedence: number;
}

interface Repetition {
  readonly op: 'opt' | 'star' | 'plus';
  readonly items: readonly Item[];
}

interface Choice {
  readonly op: 'alts' | 'loop';
  readonly alternatives: readonly (readonly Item[])[];
}

const token = (...types: TokenType[]): Item => ({ op: 'token', types });
const rule = (name: RuleName, precedence = 0): Item => ({ op: 'rule', rule: name, precedence });
const opt = (...items: Item[]): Item => ({ op: 'opt', items });
const star = (...items: Item[]): Item => ({ op: 'star', items });
const plus = (...items: Item[]): Item => ({ op: 'plus', items });
const alts = (...alternatives: Item[][]): Item => ({ op: 'alts', alternatives });
/** The rest of a left-recursive rule: each round wraps what was read so far. */
const loop = (...alternatives: Item[][]): Item => ({ op: 'loop', alternatives });

const RELATIONS: readonly TokenType[] = ["'<'", "'<='", "'>='", "'>'", "'=='", "'!='", "'in'"];

const GRAMMAR: Readonly<Record<RuleName, readonly Item[]>> = {
  start: [rule('expr'), token('<EOF>')],
  expr: [rule('conditionalOr'), opt(token("'?'"), rule('conditionalOr'), token("':'"), rule('expr'))],
  conditionalOr: [rule('conditionalAnd'), star(token("'||'"), rule('conditionalAnd'))],
  conditionalAnd: [rule('relation'), star(token("'&&'"), rule('relation'))],
  relation: [rule('calc'), loop([token(...RELATIONS), rule('relation', 2)])],
  calc: [rule('unary'), loop([token("'*'", "'/'", "'%'"), rule('calc', 3)], [token("'+'", "'-'"), rule('calc', 2)])],
  unary: [alts([rule('member')], [plus(token("'!'")), rule('member')], [plus(token("'-'")), rule('member')])],
  member: [
    rule('primary'),
    loop(
      [token("'.'"), opt(token("'?'")), rule('escapeIdent')],
      [token("'.'"), token('IDENTIFIER'), token("'('"), opt(rule('exprList')), token("')'")],
      [token("'['"), opt(token("'?'")), rule('expr'), token("']'")],
    ),
  ],
  primary: [
    alts(
      [opt(token("'.'")), token('IDENTIFIER')],
      [opt(token("'.'")), token('IDENTIFIER'), token("'('"), opt(rule('exprList')), token("')'")],
      [token("'('"), rule('expr'), token("')'")],
      [token("'['"), opt(rule('listInit')), opt(token("','")), token("']'")],
      [token("'{'"), opt(rule('mapInitializerList')), opt(token("','")), token("'}'")],
      [
        opt(token("'.'")),
        token('IDENTIFIER'),
        star(token("'.'"), token('IDENTIFIER')),
        token("'{'"),
        opt(rule('fieldInitializerList')),
        opt(token("','")),
        token("'}'"),
      ],
      [rule('literal')],
    ),
  ],
  exprList: [rule('expr'), star(token("','"), rule('expr'))],
  listInit: [rule('optExpr'), star(token("','"), rule('optExpr'))],
  fieldInitializerList: [
    rule('optField'),
    token("':'"),
    rule('expr'),
    star(token("','"), rule('optField'), token("':'"), rule('expr')),
  ],
  optField: [opt(token("'?'")), rule('escapeIdent')],
  mapInitializerList: [
    rule('optExpr'),
    token("':'"),
    rule('expr'),
    star(token("','"), rule('optExpr'), token("':'"), rule('expr')),
  ],
  escapeIdent: [alts([token('IDENTIFIER')], [token('ESC_IDENTIFIER')])],
  optExpr: [opt(token("'?'")), rule('expr')],
  literal: [
    alts(
      [opt(token("'-'")), token('NUM_INT')],
      [token('NUM_UINT')],
      [opt(token("'-'")), token('NUM_FLOAT')],
      [token('STRING')],
      [token('BYTES')],
      [token("'true'")],
      [token("'false'")],
      [token("'null'")],
    ),
  ],
};

/** Where the parser is; `next` is what follows. */
export interface State {
  readonly kind: 'token' | 'rule' | 'block' | 'loopBack' | 'end';
  /** The tokens of a `token`. */
  readonly tokens: ReadonlySet<TokenType>;
  /** Of a `rule`. */
  readonly rule: RuleName | undefined;
  readonly precedence: number;
  /** The branches of a block; each leads back or on. */
  branches: readonly State[];
  /** What sort of block. */
  readonly block: 'opt' | 'star' | 'plus' | 'alts' | 'loop' | undefined;
  next: State | undefined;
}

const END: State = {
  kind: 'end',
  tokens: new Set(),
  rule: undefined,
  precedence: 0,
  branches: [],
  block: undefined,
  next: undefined,
};

function compile(items: readonly Item[], after: State): State {
  let state = after;
  for (const item of [...items].reverse()) state = compileItem(item, state);
  return state;
}

function compileItem(item: Item, next: State): State {
  const base = { ...END, next };
  switch (item.op) {
    case 'token':
      return { ...base, kind: 'token', tokens: new Set(item.types) };
    case 'rule':
      return { ...base, kind: 'rule', rule: item.rule, precedence: item.precedence };
    case 'opt':
      return { ...base, kind: 'block', block: 'opt', branches: [compile(item.items, next)] };
    case 'alts':
      return {
        ...base,
        kind: 'block',
        block: 'alts',
        branches: item.alternatives.map((items) => compile(items, next)),
      };
    default:
      return compileLoop(item, base);
  }
}

/** A loop's bodies lead back to a state of their own. */
function compileLoop(item: Repetition | Choice, base: State): State {
  const back: State = { ...base, kind: 'loopBack', block: item.op };
  const bodies = 'items' in item ? [item.items] : item.alternatives;
  back.branches = bodies.map((items) => compile(items, back));
  return { ...back, kind: 'block' };
}

const STARTS = new Map(Object.entries(GRAMMAR).map(([name, items]): [string, State] => [name, compile(items, END)]));

/** The first state of a rule. */
export function startOf(name: RuleName): State {
  return STARTS.get(name) ?? END;
}

/** Tokens that may come at a state; `epsilon` when the rule may end there. */
export interface Expected {
  readonly tokens: ReadonlySet<TokenType>;
  readonly epsilon: boolean;
}

const memo = new Map<State, Expected>();

/** What may come within the rule (`ATN.NextTokens`). */
export function nextTokens(state: State): Expected {
  let found = memo.get(state);
  if (found === undefined) memo.set(state, (found = look(state)));
  return found;
}

function look(from: State): Expected {
  const tokens = new Set<TokenType>();
  const seen = new Set<State>();
  let epsilon = false;
  const visit = (state: State): void => {
    if (seen.has(state)) return;
    seen.add(state);
    if (state.kind === 'end') epsilon = true;
    else if (state.kind === 'token') for (const type of state.tokens) tokens.add(type);
    else if (state.kind === 'rule') {
      const first = nextTokens(startOf(state.rule ?? 'start'));
      for (const type of first.tokens) tokens.add(type);
      if (first.epsilon) visit(state.next ?? END);
    } else {
      state.branches.forEach(visit);
      // A block that must be taken has no way around it.
      const around = state.kind === 'loopBack' || (state.block !== 'alts' && state.block !== 'plus');
      if (around) visit(state.next ?? END);
    }
  };
  visit(from);
  return { tokens, epsilon };
}
