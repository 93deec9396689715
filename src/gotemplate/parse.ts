/** Templates to trees. Source: Go text/template/parse/parse.go. */
import { quote } from '../kubernetes/go/strings.ts';
import { Lexer, showToken, type Token, type TokenType } from './lex.ts';
import { LiteralError, parseNumber, unquote } from './literal.ts';
import {
  isEmptyTree,
  showNode,
  type BranchNode,
  type CommandNode,
  type ListNode,
  type MarkNode,
  type Node,
  type Operand,
  type PipeNode,
  type TemplateNode,
  type Tree,
  type VariableNode,
} from './node.ts';
import type { TemplateSource } from './text.ts';

/** A template that Go cannot parse; `message` is Go's. */
export class ParseError extends Error {
  readonly source: TemplateSource;
  /** 1-based. */
  readonly line: number;
  readonly offset: number;

  constructor(source: TemplateSource, line: number, offset: number, problem: string) {
    super(`template: ${source.name}:${String(line)}: ${problem}`);
    this.source = source;
    this.line = line;
    this.offset = offset;
  }
}

/** The templates of a text by name: the text itself, and those that it defines. Throws ParseError. */
export function parseTemplate(
  source: TemplateSource,
  isFunction: (name: string) => boolean,
): ReadonlyMap<string, Tree> {
  const parser = new Parser(source, isFunction);
  parser.parse();
  return parser.trees;
}

const MAX_DEPTH = 10_000;
const OPERANDS: ReadonlySet<TokenType> = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);
const NOT_EXECUTABLE: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);
const NO_TOKEN: Token = { type: 'EOF', pos: 0, text: '', line: 0 };

class Parser {
  readonly trees = new Map<string, Tree>();
  readonly #source: TemplateSource;
  readonly #isFunction: (name: string) => boolean;
  readonly #lexer: Lexer;
  // Three tokens of look-ahead, the newest first.
  readonly #tokens: [Token, Token, Token] = [NO_TOKEN, NO_TOKEN, NO_TOKEN];
  #peeked = 0;
  #vars = ['$'];
  #actionLine = 0;
  #actionStart = 0;
  #actionEnd = 0;
  #rangeDepth = 0;
  #depth = 0;

  constructor(source: TemplateSource, isFunction: (name: string) => boolean) {
    this.#source = source;
    this.#isFunction = isFunction;
    this.#lexer = new Lexer(source.text);
  }

  parse(): void {
    const root: ListNode = { kind: 'list', pos: this.#peek().pos, nodes: [] };
    while (this.#peek().type !== 'EOF') {
      if (this.#peek().type === 'leftDelim') {
        const delim = this.#next();
        if (this.#nextNonSpace().type === 'define') {
          this.#definition();
          continue;
        }
        this.#backup2(delim);
      }
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') this.#fail(`unexpected ${showNode(node)}`);
      root.nodes.push(node);
    }
    this.#add({ name: this.#source.name, source: this.#source, root });
  }

  #next(): Token {
    if (this.#peeked > 0) this.#peeked--;
    else this.#tokens[0] = this.#lexer.next();
    const token = this.#tokens[this.#peeked] ?? NO_TOKEN;
    if (token.type === 'leftDelim') this.#actionStart = token.pos;
    if (token.type === 'rightDelim') this.#actionEnd = token.pos + token.text.length;
    return token;
  }

  #backup(): void {
    this.#peeked++;
  }

  #backup2(token: Token): void {
    this.#tokens[1] = token;
    this.#peeked = 2;
  }

  #backup3(token2: Token, token1: Token): void {
    this.#tokens[1] = token1;
    this.#tokens[2] = token2;
    this.#peeked = 3;
  }

  #peek(): Token {
    if (this.#peeked > 0) return this.#tokens[this.#peeked - 1] ?? NO_TOKEN;
    this.#peeked = 1;
    return (this.#tokens[0] = this.#lexer.next());
  }

  #nextNonSpace(): Token {
    for (;;) {
      const token = this.#next();
      if (token.type !== 'space') return token;
    }
  }

  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#backup();
    return token;
  }

  #fail(problem: string): never {
    const [{ line, pos }] = this.#tokens;
    throw new ParseError(this.#source, line, pos, problem);
  }

  /** Runs `read`, whose literals may be wrong. */
  #literal<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof LiteralError) return this.#fail(error.message);
      throw error;
    }
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  #unexpected(token: Token, context: string): never {
    if (token.type !== 'error') this.#fail(`unexpected ${showToken(token)} in ${context}`);
    let extra = '';
    if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
      const where = `${this.#source.name}:${String(this.#actionLine)}`;
      extra = token.text.endsWith(' action') ? ` started at ${where}` : ` in action started at ${where}`;
    }
    return this.#fail(`${token.text}${extra}`);
  }

  #add(tree: Tree): void {
    const old = this.trees.get(tree.name);
    if (old === undefined || isEmptyTree(old.root)) this.trees.set(tree.name, tree);
    else if (!isEmptyTree(tree.root)) this.#fail(`template: multiple definition of template ${quote(tree.name)}`);
  }

  /** Parses a template of its own, whose variables and loops are its own too. */
  #inner<T>(parse: () => T): T {
    const { vars, rangeDepth, depth, actionLine } = {
      vars: this.#vars,
      rangeDepth: this.#rangeDepth,
      depth: this.#depth,
      actionLine: this.#actionLine,
    };
    this.#vars = ['$'];
    this.#rangeDepth = 0;
    this.#depth = 0;
    this.#actionLine = 0;
    const parsed = parse();
    this.#vars = vars;
    this.#rangeDepth = rangeDepth;
    this.#depth = depth;
    this.#actionLine = actionLine;
    return parsed;
  }

  #definition(): void {
    this.#inner(() => {
      const token = this.#nextNonSpace();
      if (token.type !== 'string' && token.type !== 'rawString') this.#unexpected(token, 'define clause');
      const name = this.#literal(() => unquote(token.text));
      this.#expect('rightDelim', 'define clause');
      this.#body(name, 'define clause');
    });
  }

  /** The body of a definition, up to its end. */
  #body(name: string, context: string): void {
    const { list, end } = this.#itemList();
    if (end.kind !== 'end') this.#fail(`unexpected ${showNode(end)} in ${context}`);
    this.#add({ name, source: this.#source, root: list });
  }

  #itemList(): { readonly list: ListNode; readonly end: MarkNode } {
    const list: ListNode = { kind: 'list', pos: this.#peekNonSpace().pos, nodes: [] };
    while (this.#peekNonSpace().type !== 'EOF') {
      const node = this.#textOrAction();
      if (node.kind === 'end' || node.kind === 'else') return { list, end: node };
      list.nodes.push(node);
    }
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): Node | MarkNode {
    const token = this.#nextNonSpace();
    if (token.type === 'text') return { kind: 'text', pos: token.pos, text: token.text };
    if (token.type !== 'leftDelim') return this.#unexpected(token, 'input');
    this.#actionLine = token.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): Node | MarkNode {
    const start = this.#actionStart;
    const token = this.#nextNonSpace();
    switch (token.type) {
      case 'block':
        return this.#block(start);
      case 'break':
      case 'continue':
        return this.#jump(token.type, token.pos);
      case 'else':
        return this.#else();
      case 'end':
        return { kind: 'end', pos: this.#expect('rightDelim', 'end').pos };
      case 'if':
      case 'range':
      case 'with':
        return this.#control(token.type, start);
      case 'template':
        return this.#template(start);
    }
    this.#backup();
    const { pos } = this.#peek();
    const pipe = this.#pipeline('command', 'rightDelim');
    return { kind: 'action', pos, pipe, start, end: this.#actionEnd };
  }

  #jump(kind: 'break' | 'continue', pos: number): Node {
    const token = this.#nextNonSpace();
    if (token.type !== 'rightDelim') this.#unexpected(token, `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.#fail(`{{${kind}}} outside {{range}}`);
    return { kind, pos };
  }

  #pipeline(context: string, end: 'rightDelim' | 'rightParen'): PipeNode {
    const { pos } = this.#peekNonSpace();
    const decl: VariableNode[] = [];
    const assigns = this.#declarations(context, decl);
    const pipe: PipeNode = { kind: 'pipe', pos, assigns, decl, commands: [] };
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.type === end) break;
      if (!OPERANDS.has(token.type)) this.#unexpected(token, context);
      this.#backup();
      pipe.commands.push(this.#command());
    }
    if (pipe.commands.length === 0) this.#fail(`missing value for ${context}`);
    pipe.commands.forEach(({ args }, index) => {
      if (index > 0 && NOT_EXECUTABLE.has(args[0]?.kind ?? '')) {
        this.#fail(`non executable command in pipeline stage ${String(index + 1)}`);
      }
    });
    return pipe;
  }

  /** Reads `$x :=`, `$x =` and `$i, $x :=` into `decl`; whether they assign. */
  #declarations(context: string, decl: VariableNode[]): boolean {
    for (;;) {
      const variable = this.#peekNonSpace();
      if (variable.type !== 'variable') return false;
      this.#next();
      const behind = this.#peek();
      const next = this.#peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        this.#nextNonSpace();
        this.#declare(variable, decl);
        return next.type === 'assign';
      }
      if (next.type === 'char' && next.text === ',') {
        this.#nextNonSpace();
        this.#declare(variable, decl);
        if (context !== 'range' || decl.length >= 2) this.#fail(`too many declarations in ${context}`);
        const { type } = this.#peekNonSpace();
        if (type === 'variable' || type === 'rightDelim' || type === 'rightParen') continue;
        this.#fail('range can only initialize variables');
      }
      if (behind.type === 'space') this.#backup3(variable, behind);
      else this.#backup2(variable);
      return false;
    }
  }

  #declare({ pos, text }: Token, decl: VariableNode[]): void {
    decl.push({ kind: 'variable', pos, ident: text.split('.') });
    this.#vars.push(text);
  }

  #control(kind: BranchNode['kind'], start: number): BranchNode {
    const { length } = this.#vars;
    const pipe = this.#pipeline(kind, 'rightDelim');
    const delimited = { start, end: this.#actionEnd };
    if (kind === 'range') this.#rangeDepth++;
    const { list, end } = this.#itemList();
    if (kind === 'range') this.#rangeDepth--;
    const elseList = end.kind === 'else' ? this.#elseList(kind, end) : undefined;
    this.#vars.length = length;
    return { kind, pos: pipe.pos, pipe, list, elseList, ...delimited };
  }

  /** What follows an else; "else if" and "else with" share the end of their branch. */
  #elseList(kind: BranchNode['kind'], { pos }: MarkNode): ListNode {
    if ((kind === 'if' || kind === 'with') && this.#peek().type === kind) {
      this.#next();
      return { kind: 'list', pos, nodes: [this.#control(kind, this.#actionStart)] };
    }
    const { list, end } = this.#itemList();
    if (end.kind !== 'end') this.#fail(`expected end; found ${showNode(end)}`);
    return list;
  }

  #else(): MarkNode {
    const { type, pos } = this.#peekNonSpace();
    if (type === 'if' || type === 'with') return { kind: 'else', pos };
    return { kind: 'else', pos: this.#expect('rightDelim', 'else').pos };
  }

  #block(start: number): TemplateNode {
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, 'block clause');
    const pipe = this.#pipeline('block clause', 'rightDelim');
    const end = this.#actionEnd;
    this.#inner(() => {
      this.#body(name, 'block clause');
    });
    return { kind: 'template', pos: token.pos, name, pipe, start, end };
  }

  #template(start: number): TemplateNode {
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, 'template clause');
    let pipe: PipeNode | undefined;
    if (this.#nextNonSpace().type !== 'rightDelim') {
      this.#backup();
      pipe = this.#pipeline('template clause', 'rightDelim');
    }
    return { kind: 'template', pos: token.pos, name, pipe, start, end: this.#actionEnd };
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'rawString') this.#unexpected(token, context);
    return this.#literal(() => unquote(token.text));
  }

  #command(): CommandNode {
    const command: CommandNode = { kind: 'command', pos: this.#peekNonSpace().pos, args: [] };
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) command.args.push(operand);
      const token = this.#next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.#backup();
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    if (command.args.length === 0) this.#fail('empty command');
    return command;
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (node === undefined || this.#peek().type !== 'field') return node;
    const { pos } = this.#peek();
    const fields: string[] = [];
    while (this.#peek().type === 'field') fields.push(this.#next().text.slice(1));
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { kind: node.kind, pos, ident: [...node.ident, ...fields] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${quote(showNode(node))}`);
      default:
        return { kind: 'chain', pos, node, fields };
    }
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace();
    const { pos, text, type } = token;
    switch (type) {
      case 'identifier':
        if (!this.#isFunction(text)) this.#fail(`function ${quote(text)} not defined`);
        return { kind: 'identifier', pos, name: text };
      case 'dot':
      case 'nil':
        return { kind: type, pos };
      case 'variable':
        return this.#variable(token);
      case 'field':
        return { kind: 'field', pos, ident: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', pos, value: text === 'true' };
      case 'charConstant':
      case 'complex':
      case 'number':
        return { kind: 'number', pos, text, ...this.#literal(() => parseNumber(text, type)) };
      case 'leftParen':
        return this.#parenthesized();
      case 'string':
      case 'rawString':
        return { kind: 'string', pos, quoted: text, text: this.#literal(() => unquote(text)) };
      default:
        this.#backup();
        return undefined;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#depth >= MAX_DEPTH) this.#fail('max expression depth exceeded');
    this.#depth++;
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen');
    this.#depth--;
    return pipe;
  }

  #variable({ pos, text }: Token): VariableNode {
    if (!this.#vars.includes(text)) this.#fail(`undefined variable ${quote(text)}`);
    return { kind: 'variable', pos, ident: [text] };
  }
}
