/** Small changes of a source text that a test has to notice. Pure. */
import ts from 'typescript';

/** One change: the text between `start` and `end` becomes `text`. */
export interface Mutant {
  readonly path: string;
  readonly line: number;
  /** The text of that line. */
  readonly code: string;
  readonly start: number;
  readonly end: number;
  /** What is there, on one line. */
  readonly before: string;
  readonly text: string;
}

const SWAPS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
]);

const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
]);

/** The documentation of a rule, which no behavior depends on. */
const DOCUMENTATION = new Set([
  'category',
  'description',
  'fix',
  'id',
  'references',
  'since',
  'summary',
  'title',
  'unless',
  'why',
]);

/** Every mutant of a file: conditions flipped, operators swapped, constants changed, statements dropped. */
export function mutantsOf(path: string, source: string): Mutant[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, text: string): void => {
    const start = node.getStart(file);
    const before = node.getText(file).replace(/\s+/g, ' ');
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    const code = source.split('\n')[line - 1]?.trim() ?? '';
    mutants.push({ path, line, code, start, end: node.end, before, text });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || isDocumentation(node)) return;
    for (const [target, text] of changesOf(node)) add(target, text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}

/** `source` with one change. */
export function mutated(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end);
}

function isDocumentation(node: ts.Node): boolean {
  if (!ts.isPropertyAssignment(node) || !DOCUMENTATION.has(node.name.getText())) return false;
  // A fix that a problem offers is an object, and so is what it changes.
  return ts.isStringLiteralLike(node.initializer) || node.name.getText() === 'references';
}

function* changesOf(node: ts.Node): Generator<[ts.Node, string]> {
  if (ts.isIfStatement(node)) yield [node.expression, `!(${node.expression.getText()})`];
  if (ts.isConditionalExpression(node)) yield [node.condition, `!(${node.condition.getText()})`];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    yield [node, node.operand.getText()];
  if (ts.isBinaryExpression(node)) {
    const swapped = SWAPS.get(node.operatorToken.kind);
    if (swapped !== undefined) yield [node.operatorToken, swapped];
  }
  if (ts.isPropertyAccessExpression(node)) {
    const other = METHODS.get(node.name.text);
    if (other !== undefined) yield [node.name, other];
  }
  if (ts.isNumericLiteral(node)) yield [node, String(Number(node.text) + 1)];
  if (node.kind === ts.SyntaxKind.TrueKeyword) yield [node, 'false'];
  if (node.kind === ts.SyntaxKind.FalseKeyword) yield [node, 'true'];
  if (ts.isStringLiteral(node) && decides(node)) yield [node, `'${node.text.replace(/['\\\n]/g, '')}?'`];
  if (ts.isRegularExpressionLiteral(node)) yield* anchorsOf(node);
  if (ts.isExpressionStatement(node) || ts.isContinueStatement(node) || isBareReturn(node)) yield [node, ';'];
}

const isBareReturn = (node: ts.Node): boolean => ts.isReturnStatement(node) && node.expression === undefined;

/** Whether a text is compared, or is one of a list; others are messages and paths, which are not changed. */
function decides({ parent, text }: ts.StringLiteral): boolean {
  if (text.includes(' ')) return false;
  return ts.isCaseClause(parent) || ts.isArrayLiteralExpression(parent) || ts.isBinaryExpression(parent);
}

function* anchorsOf(node: ts.RegularExpressionLiteral): Generator<[ts.Node, string]> {
  const [, body = '', flags = ''] = /^\/([^]*)\/([a-z]*)$/.exec(node.text) ?? [];
  if (body.startsWith('^')) yield [node, `/${body.slice(1)}/${flags}`];
  if (body.endsWith('$')) yield [node, `/${body.slice(0, -1)}/${flags}`];
}
