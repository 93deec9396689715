/** The states of Go's parser. Source: go.yaml.in/yaml/v2 parserc.go (yaml_parser_parse_*). */
import type { Cursor, Edit } from './cursor.ts';
import { Grammar, type State } from './grammar.ts';
import { Scanner } from './scan.ts';
import { isOneOf, type TokenType } from './token.ts';

const AFTER_SEQUENCE_ENTRY: ReadonlySet<TokenType> = new Set(['block-entry', 'block-end']);
const AFTER_KEY: ReadonlySet<TokenType> = new Set(['key', 'value', 'block-end']);
const AFTER_INDENTLESS_ENTRY: ReadonlySet<TokenType> = new Set(['block-entry', 'key', 'value', 'block-end']);
const AFTER_FLOW_KEY: ReadonlySet<TokenType> = new Set(['value', 'flow-entry', 'flow-mapping-end']);
const AFTER_FLOW_VALUE: ReadonlySet<TokenType> = new Set(['flow-entry', 'flow-mapping-end']);
const AFTER_PAIR_KEY: ReadonlySet<TokenType> = new Set(['value', 'flow-entry', 'flow-sequence-end']);
const AFTER_PAIR_VALUE: ReadonlySet<TokenType> = new Set(['flow-entry', 'flow-sequence-end']);

/** A node in block context. */
export const blockNode: State = (grammar) => {
  node(grammar, true, false);
};
const blockNodeOrSequence: State = (grammar) => {
  node(grammar, true, true);
};
const flowNode: State = (grammar) => {
  node(grammar, false, false);
};

/** Collections by their first token. */
const COLLECTIONS: ReadonlyMap<TokenType, { readonly block: boolean; readonly state: State }> = new Map([
  ['flow-sequence-start', { block: false, state: flowSequenceStart }],
  ['flow-mapping-start', { block: false, state: flowMappingStart }],
  ['block-sequence-start', { block: true, state: blockSequenceEntry }],
  ['block-mapping-start', { block: true, state: blockMappingKey }],
]);

// yaml_parser_parse_node
function node(grammar: Grammar, block: boolean, indentless: boolean): void {
  const first = grammar.peek();
  if (first.type === 'alias') {
    grammar.alias(first);
    return;
  }
  const hasProperties = grammar.properties();
  const token = grammar.peek();
  const collection = COLLECTIONS.get(token.type);
  if (indentless && token.type === 'block-entry') grammar.then(indentlessEntry);
  else if (token.type === 'scalar') grammar.skip();
  else if (collection !== undefined && (block || !collection.block)) grammar.open(collection.state);
  else if (!hasProperties) grammar.refuse('did not find expected node content', token, first);
}

function blockSequenceEntry(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'block-entry') {
    grammar.skip();
    grammar.then(blockSequenceEntry);
    if (!isOneOf(grammar.peek(), AFTER_SEQUENCE_ENTRY)) grammar.then(blockNode);
  } else if (token.type === 'block-end') grammar.close();
  else grammar.refuseInside("did not find expected '-' indicator", token);
}

function indentlessEntry(grammar: Grammar): void {
  if (grammar.peek().type !== 'block-entry') return;
  grammar.skip();
  grammar.then(indentlessEntry);
  if (!isOneOf(grammar.peek(), AFTER_INDENTLESS_ENTRY)) grammar.then(blockNode);
}

function blockMappingKey(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'key') {
    grammar.skip();
    grammar.then(blockMappingValue);
    if (!isOneOf(grammar.peek(), AFTER_KEY)) grammar.then(blockNodeOrSequence);
  } else if (token.type === 'block-end') grammar.close();
  else grammar.refuseInside('did not find expected key', token);
}

function blockMappingValue(grammar: Grammar): void {
  grammar.then(blockMappingKey);
  if (grammar.peek().type !== 'value') return;
  grammar.skip();
  if (!isOneOf(grammar.peek(), AFTER_KEY)) grammar.then(blockNodeOrSequence);
}

function flowSequenceStart(grammar: Grammar): void {
  flowSequenceEntry(grammar);
}

function flowSequenceNext(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'flow-entry') grammar.skip();
  else if (token.type !== 'flow-sequence-end') grammar.refuseInside("did not find expected ',' or ']'", token);
  flowSequenceEntry(grammar);
}

function flowSequenceEntry(grammar: Grammar): void {
  const { type } = grammar.peek();
  if (type === 'flow-sequence-end') {
    grammar.close();
    return;
  }
  grammar.then(flowSequenceNext);
  if (type === 'key') {
    grammar.skip();
    grammar.then(pairKey);
  } else grammar.then(flowNode);
}

function pairKey(grammar: Grammar): void {
  grammar.then(pairValue);
  // Go takes the token that follows an empty key away, whatever it is.
  if (isOneOf(grammar.peek(), AFTER_PAIR_KEY)) grammar.skip();
  else grammar.then(flowNode);
}

function pairValue(grammar: Grammar): void {
  if (grammar.peek().type !== 'value') return;
  grammar.skip();
  if (!isOneOf(grammar.peek(), AFTER_PAIR_VALUE)) grammar.then(flowNode);
}

function flowMappingStart(grammar: Grammar): void {
  flowMappingKey(grammar);
}

function flowMappingNext(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'flow-entry') grammar.skip();
  else if (token.type !== 'flow-mapping-end') grammar.refuseInside("did not find expected ',' or '}'", token);
  flowMappingKey(grammar);
}

function flowMappingKey(grammar: Grammar): void {
  const { type } = grammar.peek();
  if (type === 'flow-mapping-end') {
    grammar.close();
    return;
  }
  grammar.then(flowMappingNext);
  if (type === 'key') {
    grammar.skip();
    grammar.then(flowMappingValue);
    if (!isOneOf(grammar.peek(), AFTER_FLOW_KEY)) grammar.then(flowNode);
  } else grammar.then(flowNode);
}

function flowMappingValue(grammar: Grammar): void {
  if (grammar.peek().type !== 'value') return;
  grammar.skip();
  if (!isOneOf(grammar.peek(), AFTER_FLOW_VALUE)) grammar.then(flowNode);
}

/** A document that Go parses. */
export interface Checked {
  /** Behind the last token of the first document; the rest is never read. */
  readonly end: number;
  /** Full tags by the offset of their tokens. */
  readonly tags: ReadonlyMap<number, string>;
  /** The indentation of block scalars by the offset of their tokens. */
  readonly indents: ReadonlyMap<number, number>;
  /** What differs in the text that `yaml` should read. */
  readonly edits: readonly Edit[];
}

/** Checks the first document that `cursor` reads by Go's grammar. Throws Refusal. */
export function checkGrammar(cursor: Cursor): Checked {
  const grammar = new Grammar(new Scanner(cursor));
  const end = grammar.document(blockNode);
  const { edits, indents } = cursor;
  return { end, tags: grammar.tags, indents, edits };
}
