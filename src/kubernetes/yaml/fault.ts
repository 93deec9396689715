/** Syntax faults: where they are, what Go says, and what a person needs to know. */
import type { YAMLError } from 'yaml';

/** A fault by offset in the document. */
export interface FoundFault {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly explanation: string;
}

/** The 1-based line of `offset`, counted from `start`. */
export function lineOf(text: string, start: number, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n', start); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]/;
const BLANK_TAB = /^ *\t[ \t]*(?:#.*)?$/m;
const TAB_INDENT = /^( *)\t+[ \t]*[^\s#]/m;
const DIRECTIVE = /^%(\S*)[^\n]*$/m;

/** What Go refuses before it parses, or where the `yaml` package would be more patient. */
export function lexicalFault(body: string): FoundFault | undefined {
  const control = CONTROL.exec(body);
  if (control !== null) {
    const code = body.charCodeAt(control.index).toString(16).toUpperCase().padStart(4, '0');
    const explanation = `U+${code} is a control character, which Kubernetes refuses anywhere in YAML: delete it, or write it as an escape in double quotes`;
    return { offset: control.index, length: 1, message: 'yaml: control characters are not allowed', explanation };
  }
  return directiveFault(body) ?? depthFault(body);
}

function directiveFault(body: string): FoundFault | undefined {
  if (!body.includes('%')) return undefined;
  const head = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(body)?.[0].length ?? 0;
  const match = DIRECTIVE.exec(body.slice(head));
  if (match?.index !== 0) return undefined;
  const text = match[0];
  const problem =
    match[1] === 'YAML'
      ? /^%YAML[ \t]+1\.1(?=\s|$)/.test(text)
        ? undefined
        : 'found incompatible YAML document'
      : match[1] === 'TAG'
        ? undefined
        : 'found unknown directive name';
  if (problem === undefined) return undefined;
  const explanation = 'Kubernetes reads YAML 1.1 and refuses this directive: remove the line';
  return { offset: head, length: text.length, message: `yaml: ${problem}`, explanation };
}

const MAX_DEPTH = 400;

// The parser recurses: what is nested deeper than any Kubernetes object is refused before it gets there.
function depthFault(body: string): FoundFault | undefined {
  let depth = 0;
  let deepest = 0;
  let place = 0;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === 91 || code === 123) {
      if (++depth > deepest) {
        deepest = depth;
        place = at;
      }
    } else if ((code === 93 || code === 125) && depth > 0) depth--;
  }
  const block = deepest <= MAX_DEPTH ? deepBlock(body) : undefined;
  if (deepest <= MAX_DEPTH && block === undefined) return undefined;
  const offset = block ?? place;
  const explanation = 'the document is nested too deeply to be a Kubernetes object';
  return {
    offset,
    length: 1,
    message: `yaml: line ${lineOf(body, 0, offset)}: exceeded max depth of 10000`,
    explanation,
  };
}

// Block collections nest by columns: as deep as the widest run of indentation and indicators at most.
function deepBlock(body: string): number | undefined {
  const match = new RegExp(`^[ \\-?]{${MAX_DEPTH},}(?=[^ \\-?\\n])`, 'm').exec(body);
  if (match === null) return undefined;
  const columns = new Set<number>();
  for (const line of body.slice(0, match.index + match[0].length).split('\n')) {
    for (let at = 0; at < line.length && ' -?'.includes(line[at] ?? 'x'); at++) if (line[at] !== ' ') columns.add(at);
    columns.add(line.length - line.trimStart().length);
  }
  return columns.size > MAX_DEPTH ? match.index : undefined;
}

// Warnings of the package, and what Go is more patient with.
const ACCEPTED = new Set(['TAG_RESOLVE_FAILED', 'BAD_ALIAS', 'DUPLICATE_KEY', 'NON_STRING_KEY']);

interface Telling {
  readonly go: string;
  readonly explanation: string;
}

const INDENT = 'the indentation does not fit the lines above: keys of one map start in the same column';

/** By the package's code and a part of its message. */
const TELLINGS: readonly (readonly [string, RegExp, Telling])[] = [
  [
    'TAB_AS_INDENT',
    /./,
    { go: 'found character that cannot start any token', explanation: 'a tab cannot indent YAML: use spaces' },
  ],
  ['BAD_INDENT', /./, { go: 'did not find expected key', explanation: INDENT }],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /Nested mappings/,
    {
      go: 'mapping values are not allowed in this context',
      explanation: 'a second ": " stands on this line: put the value in quotes',
    },
  ],
  [
    'BLOCK_IN_FLOW',
    /./,
    { go: 'did not find expected node content', explanation: 'a block cannot stand inside [ ] or { }' },
  ],
  [
    'MULTILINE_IMPLICIT_KEY',
    /./,
    { go: "could not find expected ':'", explanation: 'a key has to stand on one line, with ": " behind it' },
  ],
  [
    'KEY_OVER_1024_CHARS',
    /./,
    { go: "could not find expected ':'", explanation: 'a key can have 1,024 characters at most' },
  ],
  [
    'MISSING_CHAR',
    /Missing , /,
    { go: "did not find expected ',' or '}'", explanation: 'a comma is missing between two entries' },
  ],
  [
    'MISSING_CHAR',
    /Missing closing ['"]quote/,
    { go: 'found unexpected end of stream', explanation: 'the closing quotation mark is missing' },
  ],
  [
    'MISSING_CHAR',
    /Implicit map keys|Implicit keys/,
    {
      go: "could not find expected ':'",
      explanation: 'a key needs ": " behind it; text over several lines needs quotes or |',
    },
  ],
  [
    'MISSING_CHAR',
    /end with a \]/,
    { go: "did not find expected ',' or ']'", explanation: 'the closing ] is missing' },
  ],
  [
    'MISSING_CHAR',
    /end with a \}/,
    { go: "did not find expected ',' or '}'", explanation: 'the closing } is missing' },
  ],
  [
    'BAD_DQ_ESCAPE',
    /./,
    {
      go: 'found unknown escape character',
      explanation: 'this escape is not known in double quotes: double the backslash, or use single quotes',
    },
  ],
  [
    'BAD_SCALAR_START',
    /./,
    {
      go: 'found character that cannot start any token',
      explanation: 'a value cannot start with this character: put it in quotes',
    },
  ],
  [
    'UNEXPECTED_TOKEN',
    /./,
    {
      go: 'did not find expected key',
      explanation: 'this does not continue what stands before it: check the indentation and the quotes',
    },
  ],
];

/** The first of the parser's errors that Go would refuse too. */
export function faultOf(errors: readonly YAMLError[], body: string): FoundFault | undefined {
  const error = errors.filter(({ code }) => !ACCEPTED.has(code)).sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (error === undefined) return undefined;
  const telling = TELLINGS.find(([code, pattern]) => code === error.code && pattern.test(error.message))?.[2];
  const offset = Math.min(error.pos[0], Math.max(0, body.length - 1));
  const line = lineOf(body, 0, offset);
  const go = telling?.go ?? 'did not find expected node content';
  const explanation = telling?.explanation ?? `this is no valid YAML: ${error.message}`;
  const length = Math.max(1, Math.min(error.pos[1] - error.pos[0], 80));
  return { offset, length: lineLength(body, offset, length), message: `yaml: line ${line}: ${go}`, explanation };
}

// A fault is shown on one line.
function lineLength(body: string, offset: number, length: number): number {
  const end = body.indexOf('\n', offset);
  return Math.max(1, end < 0 ? length : Math.min(length, end - offset));
}

export { BLANK_TAB, TAB_INDENT };
