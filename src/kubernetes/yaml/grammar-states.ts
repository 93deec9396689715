/** The states of Go's parser. Source: go.yaml.in/yaml/v2 parserc.go (yaml_parser_parse_*). */
import type { Cursor } from './cursor.ts';
import { Grammar, type State } from './grammar.ts';
import { Scanner } from './scan.ts';
import { isOneOf, type ScannedToken, type TokenType } from './token.ts';
import { TreeBuilder, type Written } from './syntax-tree.ts';

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

interface Collection {
  readonly kind: 'list' | 'map';
  readonly style: 'block' | 'flow';
  readonly state: State;
}

/** Collections by their first token. */
const COLLECTIONS: ReadonlyMap<TokenType, Collection> = new Map([
  ['flow-sequence-start', { kind: 'list', style: 'flow', state: flowSequenceEntry }],
  ['flow-mapping-start', { kind: 'map', style: 'flow', state: flowMappingKey }],
  ['block-sequence-start', { kind: 'list', style: 'block', state: blockSequenceEntry }],
  ['block-mapping-start', { kind: 'map', style: 'block', state: blockMappingKey }],
]);

// yaml_parser_parse_node
function node(grammar: Grammar, block: boolean, indentless: boolean): void {
  const { tree } = grammar;
  const first = grammar.peek();
  if (first.type === 'alias') {
    grammar.alias(first);
    return;
  }
  const properties = grammar.properties();
  const token = grammar.peek();
  const collection = COLLECTIONS.get(token.type);
  if (indentless && token.type === 'block-entry') {
    tree.open('list', 'block', token.offset, properties);
    grammar.then(indentlessEntry);
  } else if (token.type === 'scalar') tree.scalar(grammar.skip(), properties);
  else if (collection !== undefined && (block || collection.style === 'flow')) {
    tree.open(collection.kind, collection.style, token.offset, properties);
    grammar.open(collection.state);
  } else if (properties !== undefined) tree.empty(properties.end, properties.from, properties);
  else grammar.refuse('did not find expected node content', token, first);
}

/** Goes on with `state`, or, where the next token is one of `ends`, with an empty node behind `before`. */
function nodeUnless(grammar: Grammar, ends: ReadonlySet<TokenType>, state: State, before: ScannedToken): void {
  if (isOneOf(grammar.peek(), ends)) grammar.tree.empty(before.offset + 1);
  else grammar.then(state);
}

/** A value without a colon: Go counts it at the next token. */
function noValue(grammar: Grammar): void {
  grammar.tree.empty(grammar.tree.lastEnd, grammar.peek().offset);
}

function closeCollection(grammar: Grammar): void {
  grammar.tree.close(grammar.close().end);
}

function blockSequenceEntry(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'block-entry') {
    grammar.skip();
    grammar.then(blockSequenceEntry);
    nodeUnless(grammar, AFTER_SEQUENCE_ENTRY, blockNode, token);
  } else if (token.type === 'block-end') closeCollection(grammar);
  else grammar.refuseInside("did not find expected '-' indicator", token);
}

function indentlessEntry(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type !== 'block-entry') {
    grammar.tree.close(token.offset);
    return;
  }
  grammar.skip();
  grammar.then(indentlessEntry);
  nodeUnless(grammar, AFTER_INDENTLESS_ENTRY, blockNode, token);
}

function blockMappingKey(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'key') {
    grammar.skip();
    grammar.then(blockMappingValue);
    nodeUnless(grammar, AFTER_KEY, blockNodeOrSequence, token);
  } else if (token.type === 'block-end') closeCollection(grammar);
  else grammar.refuseInside('did not find expected key', token);
}

function blockMappingValue(grammar: Grammar): void {
  grammar.then(blockMappingKey);
  if (grammar.peek().type === 'value') nodeUnless(grammar, AFTER_KEY, blockNodeOrSequence, grammar.skip());
  else noValue(grammar);
}

function flowSequenceNext(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'flow-entry') grammar.skip();
  else if (token.type !== 'flow-sequence-end') grammar.refuseInside("did not find expected ',' or ']'", token);
  flowSequenceEntry(grammar);
}

function flowSequenceEntry(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'flow-sequence-end') {
    closeCollection(grammar);
    return;
  }
  grammar.then(flowSequenceNext);
  if (token.type === 'key') {
    grammar.tree.open('map', 'pair', token.offset);
    grammar.skip();
    pairKey(grammar, token);
  } else grammar.then(flowNode);
}

function pairKey(grammar: Grammar, key: ScannedToken): void {
  grammar.then(pairValue);
  if (isOneOf(grammar.peek(), AFTER_PAIR_KEY)) {
    // Go consumes the token that follows an empty key, whatever it is.
    grammar.skip();
    grammar.tree.empty(key.offset + 1);
  } else grammar.then(flowNode);
}

function pairValue(grammar: Grammar): void {
  grammar.then(endPair);
  if (grammar.peek().type === 'value') nodeUnless(grammar, AFTER_PAIR_VALUE, flowNode, grammar.skip());
  else noValue(grammar);
}

function endPair(grammar: Grammar): void {
  grammar.tree.close(0);
}

function flowMappingNext(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'flow-entry') grammar.skip();
  else if (token.type !== 'flow-mapping-end') grammar.refuseInside("did not find expected ',' or '}'", token);
  flowMappingKey(grammar);
}

function flowMappingKey(grammar: Grammar): void {
  const token = grammar.peek();
  if (token.type === 'flow-mapping-end') {
    closeCollection(grammar);
    return;
  }
  grammar.then(flowMappingNext);
  if (token.type === 'key') {
    grammar.skip();
    grammar.then(flowMappingValue);
    nodeUnless(grammar, AFTER_FLOW_KEY, flowNode, token);
  } else {
    grammar.then(noValue);
    grammar.then(flowNode);
  }
}

function flowMappingValue(grammar: Grammar): void {
  if (grammar.peek().type === 'value') nodeUnless(grammar, AFTER_FLOW_VALUE, flowNode, grammar.skip());
  else noValue(grammar);
}

/** The tree of the first document that `cursor` reads, by Go's grammar; undefined when it is empty. Throws YamlSyntaxError. */
export function readTree(cursor: Cursor): Written | undefined {
  const tree = new TreeBuilder(cursor.text);
  new Grammar(new Scanner(cursor), tree).document(blockNode);
  return tree.root;
}
