/**
 * Reads the tokens of an expression into a parse tree as the parser does that ANTLR generates for cel-go: with the same
 * decisions, the same recovery from errors and the same messages.
 * Source: ANTLR error_strategy.go, parser.go; cel-go parser/parser.go.
 */
import type { Expected, RuleName, State } from './grammar.ts';
import { nextTokens, startOf } from './grammar.ts';
import type { Lexed, Token, TokenType } from './lexer.ts';
import { TOKEN_TYPES } from './lexer.ts';

/** A node of the parse tree; `complete` is false where an error cut it short. */
export interface Tree {
  readonly rule: RuleName;
  /** Which alternative of its rule was taken, from 0; -1 when none was. */
  readonly alternative: number;
  readonly start: Token;
  readonly children: readonly (Tree | Token)[];
}

interface Building {
  rule: RuleName;
  alternative: number;
  start: Token;
  children: (Tree | Token)[];
}

/** A message and its offset; no offset for what has no place. */
export interface SyntaxProblem {
  readonly offset: number | undefined;
  readonly message: string;
}

/** How deep a rule may lie within itself; shared with the walk over the tree. */
export const MAX_DEPTH = 250;
const MAX_RECOVERIES = 30;
const MAX_SKIPPED = 256;
const MAX_REPORTS = 100;

/** Ends parsing for good. */
class Abort extends Error {}
/** Ends the rule at hand. */
class RecognitionError extends Error {}

interface Context {
  readonly rule: RuleName;
  /** The state after the call, in the rule that called. */
  readonly follow: State | undefined;
}

/** The tree, unless parsing was given up, and every syntax error. */
export function recognize(lexed: Lexed, text: readonly string[]): { tree?: Tree; problems: readonly SyntaxProblem[] } {
  const recognizer = new Recognizer(lexed, text);
  try {
    const tree = recognizer.rule('start', 0, undefined);
    return { tree, problems: recognizer.problems };
  } catch (error) {
    if (error instanceof Abort) return { problems: recognizer.problems };
    throw error;
  }
}

class Recognizer {
  readonly problems: SyntaxProblem[] = [];
  readonly #tokens: readonly Token[];
  readonly #text: readonly string[];
  readonly #lexerErrors: Lexed['errors'];
  #at = 0;
  #state: State = startOf('start');
  readonly #contexts: Context[] = [];
  readonly #depths = new Map<RuleName, number>();
  #recovering = false;
  #lastErrorAt = -1;
  #lastErrorStates = new Set<State>();
  #recoveries = 0;
  #reports = 0;

  constructor({ tokens, errors }: Lexed, text: readonly string[]) {
    this.#tokens = tokens;
    this.#text = text;
    this.#lexerErrors = errors;
    for (const error of errors) this.#report(error.offset, `token recognition error at: '${error.text}'`);
  }

  #token(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#at + ahead, last)] ?? { type: '<EOF>', text: '<EOF>', start: 0, stop: 0 };
  }

  #consume(): void {
    if (this.#at < this.#tokens.length - 1) this.#at++;
  }

  /** Reads one rule. */
  rule(name: RuleName, precedence: number, follow: State | undefined): Tree {
    const depth = (this.#depths.get(name) ?? 0) + 1;
    this.#depths.set(name, depth);
    if (depth > MAX_DEPTH) {
      this.problems.push({ offset: undefined, message: `expression recursion limit exceeded: ${MAX_DEPTH}` });
      throw new Abort();
    }
    this.#contexts.push({ rule: name, follow });
    const node: Building = { rule: name, alternative: -1, start: this.#token(), children: [] };
    try {
      this.#run(startOf(name), node, precedence);
    } catch (error) {
      if (!(error instanceof RecognitionError)) throw error;
      this.#recover();
    }
    this.#contexts.pop();
    this.#depths.set(name, depth - 1);
    return node;
  }

  #run(from: State, node: Building, precedence: number): void {
    let state: State = from;
    while (state.kind !== 'end') {
      this.#state = state;
      if (state.kind === 'token') node.children.push(this.#match(state));
      else if (state.kind === 'rule')
        node.children.push(this.rule(state.rule ?? 'start', state.precedence, state.next));
      else {
        state = this.#decide(state, node, precedence);
        continue;
      }
      state = state.next ?? startOf('start');
    }
  }

  /** The state after a block's decision. */
  #decide(state: State, node: Building, precedence: number): State {
    this.#sync(state);
    const past = state.next ?? state;
    const [body = past] = state.branches;
    switch (state.block) {
      case 'alts':
        return this.#enter(state, node);
      case 'loop':
        return this.#continueLoop(state, node, precedence);
      case 'plus':
        return state.kind === 'block' || this.#repeats(node) ? body : past;
      case 'star':
        return this.#takes(body) && !this.#endsList(node) ? body : past;
      default:
        return this.#takes(body) ? body : past;
    }
  }

  #takes(state: State): boolean {
    return nextTokens(state).tokens.has(this.#token().type);
  }

  /** A comma before a closing bracket belongs to the bracket (ANTLR looks two tokens ahead). */
  #endsList({ rule }: Building): boolean {
    if (rule !== 'listInit' && rule !== 'mapInitializerList' && rule !== 'fieldInitializerList') return false;
    const first = nextTokens(startOf(rule === 'fieldInitializerList' ? 'optField' : 'optExpr'));
    return !first.tokens.has(this.#token(1).type);
  }

  /** Whether another `!` or `-` follows that is no sign of a number. */
  #repeats(node: Building): boolean {
    const { type } = this.#token();
    if (node.alternative === 1) return type === "'!'";
    if (type !== "'-'") return false;
    const next = this.#token(1).type;
    if (next !== "'-'" && !nextTokens(startOf('member')).tokens.has(next)) this.#noViable(1);
    return true;
  }

  #enter(state: State, node: Building): State {
    const alternative = this.#predict(node.rule, state);
    node.alternative = alternative;
    return state.branches[alternative] ?? state;
  }

  /** Which alternative of a rule the coming tokens ask for; an error when none does. */
  #predict(rule: RuleName, state: State): number {
    if (rule === 'unary') return this.#predictUnary();
    if (rule === 'primary') return this.#predictPrimary();
    if (rule === 'literal' && this.#token().type === "'-'") {
      const next = this.#token(1).type;
      if (next === 'NUM_INT') return 0;
      return next === 'NUM_FLOAT' ? 2 : this.#noViable(1);
    }
    const alternative = state.branches.findIndex((branch) => this.#takes(branch));
    return alternative >= 0 ? alternative : this.#noViable(0);
  }

  #predictUnary(): number {
    const { type } = this.#token();
    if (type === "'!'") return 1;
    if (type !== "'-'") return nextTokens(startOf('member')).tokens.has(type) ? 0 : this.#noViable(0);
    const next = this.#token(1).type;
    if (next === 'NUM_INT' || next === 'NUM_FLOAT') return 0;
    if (next === "'-'" || nextTokens(startOf('member')).tokens.has(next)) return 2;
    return this.#noViable(1);
  }

  #predictPrimary(): number {
    const { type } = this.#token();
    if (type === "'('") return 2;
    if (type === "'['") return 3;
    if (type === "'{'") return 4;
    const dotted = type === "'.'" ? 1 : 0;
    if (dotted === 0 && type !== 'IDENTIFIER')
      return nextTokens(startOf('literal')).tokens.has(type) ? 6 : this.#noViable(0);
    if (this.#token(dotted).type !== 'IDENTIFIER') return this.#noViable(dotted);
    let ahead = dotted + 1;
    if (this.#token(ahead).type === "'('") return 1;
    while (this.#token(ahead).type === "'.'" && this.#token(ahead + 1).type === 'IDENTIFIER') ahead += 2;
    return this.#token(ahead).type === "'{'" ? 5 : 0;
  }

  /** One more round of a left-recursive rule, when the operator binds tightly enough. */
  #continueLoop(state: State, node: Building, precedence: number): State {
    const past = state.next ?? state;
    const alternative = this.#predictLoop(node.rule, state, precedence);
    if (alternative === undefined) return past;
    const before: Tree = { ...node };
    node.children = [before];
    node.alternative = alternative;
    return state.branches[alternative] ?? past;
  }

  #predictLoop(rule: RuleName, state: State, precedence: number): number | undefined {
    if (rule === 'member') {
      const { type } = this.#token();
      if (type === "'['") return 2;
      if (type !== "'.'") return undefined;
      // Both ends of the loop decide in one state.
      this.#state = state.branches[0] ?? state;
      return this.#predictSelect();
    }
    const alternative = state.branches.findIndex((branch) => this.#takes(branch));
    if (alternative < 0 || state.branches.length - alternative < precedence) return undefined;
    return alternative;
  }

  #predictSelect(): number {
    const next = this.#token(1).type;
    if (next === 'IDENTIFIER') return this.#token(2).type === "'('" ? 1 : 0;
    return next === "'?'" || next === 'ESC_IDENTIFIER' ? 0 : this.#noViable(1);
  }

  #noViable(ahead: number): never {
    const first = this.#token();
    const offending = this.#token(ahead);
    const text = first.type === '<EOF>' ? '<EOF>' : this.#textBetween(first.start, offending);
    this.#raise(`no viable alternative at input ${quoted(text)}`, offending);
  }

  #textBetween(start: number, { type, start: last, stop }: Token): string {
    const end = type === '<EOF>' ? last : stop;
    const skipped = this.#lexerErrors.filter(({ offset }) => offset >= start && offset < end);
    let text = '';
    let from = start;
    for (const { offset, text: lost } of skipped) {
      text += this.#text.slice(from, offset).join('');
      from = offset + Array.from(lost).length;
    }
    return text + this.#text.slice(from, end).join('');
  }

  #raise(message: string, { start }: Token): never {
    if (!this.#recovering) {
      this.#recovering = true;
      this.#report(start, reserved(message));
    }
    throw new RecognitionError();
  }

  #mismatch(): never {
    const token = this.#token();
    this.#raise(`mismatched input ${quoted(token.text)} expecting ${shown(this.#expected().tokens)}`, token);
  }

  #report(offset: number, message: string): void {
    if (this.#reports < MAX_REPORTS) {
      this.#reports++;
      this.problems.push({ offset, message: `Syntax error: ${message}` });
      return;
    }
    this.problems.push({ offset, message: `Syntax error: More than ${MAX_REPORTS} syntax errors` });
    throw new Abort();
  }

  /** What may come now, given the rules that are being read (`GetExpectedTokens`). */
  #expected(state = this.#state): Expected {
    const first = nextTokens(state);
    if (!first.epsilon) return first;
    const tokens = new Set(first.tokens);
    for (const { follow } of [...this.#contexts].reverse()) {
      if (follow === undefined) tokens.add('<EOF>');
      const next = follow === undefined ? undefined : nextTokens(follow);
      for (const type of next?.tokens ?? []) tokens.add(type);
      if (next?.epsilon !== true) break;
    }
    return { tokens, epsilon: false };
  }

  #match(state: State): Token {
    const token = this.#token();
    if (state.tokens.has(token.type)) {
      this.#matched();
      this.#consume();
      return token;
    }
    this.#countRecovery();
    if (this.#deleteToken()) {
      const next = this.#token();
      this.#consume();
      return next;
    }
    if (this.#expected(state.next).tokens.has(token.type)) return this.#insertToken(token);
    return this.#mismatch();
  }

  #insertToken(token: Token): Token {
    const expected = this.#expected().tokens;
    if (!this.#recovering) {
      this.#recovering = true;
      this.#report(token.start, `missing ${shown(expected)} at ${quoted(token.text)}`);
    }
    const first = TOKEN_TYPES.find((type) => expected.has(type)) ?? '<EOF>';
    const at = token.type === '<EOF>' ? (this.#tokens[this.#at - 1] ?? token) : token;
    return { type: first, text: `<missing ${first === '<EOF>' ? 'EOF' : first}>`, start: at.start, stop: at.start };
  }

  #matched(): void {
    this.#recovering = false;
    this.#lastErrorStates.clear();
    this.#lastErrorAt = -1;
  }

  /** Leaves out one token when the one after it fits (`SingleTokenDeletion`). */
  #deleteToken(): boolean {
    if (!this.#expected().tokens.has(this.#token(1).type) || this.#token().type === '<EOF>') return false;
    this.#reportUnwanted();
    this.#consume();
    this.#matched();
    return true;
  }

  #reportUnwanted(): void {
    if (this.#recovering) return;
    this.#recovering = true;
    const token = this.#token();
    this.#report(token.start, `extraneous input ${quoted(token.text)} expecting ${shown(this.#expected().tokens)}`);
  }

  /** Before a decision (`DefaultErrorStrategy.Sync`). */
  #sync(state: State): void {
    if (this.#recovering) return;
    const next = nextTokens(state);
    if (next.epsilon || next.tokens.has(this.#token().type)) return;
    if (state.kind === 'block') {
      if (!this.#deleteToken()) this.#mismatch();
      return;
    }
    this.#reportUnwanted();
    this.#skipUntil(new Set([...this.#expected().tokens, ...this.#recoverySet()]), Infinity);
  }

  /** Tokens at which one of the rules that are being read can go on. */
  #recoverySet(): Set<TokenType> {
    const tokens = new Set<TokenType>();
    for (const { follow } of this.#contexts)
      if (follow !== undefined) for (const type of nextTokens(follow).tokens) tokens.add(type);
    return tokens;
  }

  #skipUntil(tokens: ReadonlySet<TokenType>, most: number): void {
    let skipped = 0;
    while (this.#token().type !== '<EOF>' && !tokens.has(this.#token().type)) {
      if (skipped++ >= most) {
        this.problems.push({ offset: undefined, message: `error recovery token lookahead limit exceeded: ${most}` });
        throw new Abort();
      }
      this.#consume();
    }
  }

  #countRecovery(): void {
    if (this.#recoveries === MAX_RECOVERIES) {
      this.#report(this.#token().start, `error recovery attempt limit exceeded: ${MAX_RECOVERIES}`);
      throw new Abort();
    }
    this.#recoveries++;
  }

  #recover(): void {
    this.#countRecovery();
    let most = MAX_SKIPPED;
    if (this.#lastErrorAt === this.#at && this.#lastErrorStates.has(this.#state)) {
      this.#consume();
      most--;
    }
    this.#lastErrorAt = this.#at;
    this.#lastErrorStates.add(this.#state);
    this.#skipUntil(this.#recoverySet(), most);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

function shown(tokens: ReadonlySet<TokenType>): string {
  const list = TOKEN_TYPES.filter((type) => tokens.has(type));
  return list.length === 1 ? list.join() : `{${list.join(', ')}}`;
}

/** cel-go keeps an older text for reserved words that are used as a field. */
function reserved(message: string): string {
  return message.replace(
    /no viable alternative at input '.(true|false|null)'/,
    "mismatched input '$1' expecting IDENTIFIER",
  );
}
