/** Syntax errors as they are shown to people. */
import { byteLength } from '../go/strings.ts';
import { Cursor, YamlSyntaxError } from './cursor.ts';
import type { YamlFault } from './document-result.ts';
import { readTree } from './grammar-states.ts';
import type { Written } from './syntax-tree.ts';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]/;

/** Reads `body`, the text of one document, as Go's reader, scanner and parser do. Throws YamlSyntaxError. */
export function readWritten(body: string): Written | undefined {
  const control = CONTROL.exec(body);
  const cursor = new Cursor(body);
  try {
    const written = readTree(cursor);
    if (control !== null && cursor.offset + LOOKAHEAD > chunkStart(body, control.index)) throw refusedControl(control);
    return written;
  } catch (error) {
    if (!(error instanceof YamlSyntaxError) || control === null) throw error;
    throw cursor.offset + LOOKAHEAD > chunkStart(body, control.index) ? refusedControl(control) : error;
  }
}

const CHUNK = 512;
const LOOKAHEAD = 4;

/**
 * Go's reader reads the text in chunks, and refuses a chunk before it is scanned: the start of the chunk that contains
 * `offset`.
 */
function chunkStart(body: string, offset: number): number {
  let start = 0;
  let bytes = 0;
  for (let at = 0; at < offset; at++) {
    bytes += byteLength(body[at] ?? '');
    if (bytes > CHUNK) {
      start = at;
      bytes = byteLength(body[at] ?? '');
    }
  }
  return start;
}

function refusedControl({ index }: RegExpExecArray): YamlSyntaxError {
  return new YamlSyntaxError('control characters are not allowed', 0, index);
}

/** The message for a refusal in `body`, which begins at `shift` in the whole text. */
export function faultOf({ problem, line, offset, end }: YamlSyntaxError, body: string, shift: number): YamlFault {
  const where = line === 0 ? '' : `line ${String(line)}: `;
  const start = Math.min(offset, Math.max(0, body.length - 1));
  const lineEnd = body.slice(start, end).search(/[\n\r]/);
  const stop = Math.max(start + 1, lineEnd > 0 ? start + lineEnd : Math.min(end, body.length));
  return {
    message: `yaml: ${where}${problem}`,
    explanation: explain(problem, body, start),
    span: { start: start + shift, end: stop + shift },
  };
}

const INDENTATION = 'the keys of one map start in the same column';

/** By Go's problem text; `char` is the character at the error. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  'mapping values are not allowed in this context':
    'a second ": " is where a value was expected: put the value in quotes, or correct the indentation',
  'mapping keys are not allowed in this context': 'a "? " is not allowed here: put the value in quotes',
  'block sequence entries are not allowed in this context':
    'a list cannot begin on the line of its key: start it on the next line, or put the value in quotes',
  'did not find expected key': `this does not continue the map before it: check the indentation (${INDENTATION}) and the quotes`,
  "did not find expected '-' indicator":
    'this does not continue the list before it: every item starts with "- " in the same column',
  "did not find expected ',' or '}'": 'a comma or the closing } is missing before this',
  "did not find expected ',' or ']'": 'a comma or the closing ] is missing before this',
  'did not find expected node content': 'a value is expected here, and this cannot start one: put it in quotes',
  'did not find expected <document start>': 'a line "---" has to follow the directives',
  "could not find expected ':'":
    'a key needs ": " after it, on the same line; text over several lines needs quotes or |',
  'found character that cannot start any token': 'a value cannot start with this character: put it in quotes',
  'found a tab character that violates indentation': 'a tab cannot indent YAML: use spaces',
  'found a tab character where an indentation space is expected': 'a tab cannot indent YAML: use spaces',
  'found unknown escape character':
    'this escape is not allowed in double quotes: double the backslash, or use single quotes',
  'did not find expected hexdecimal number': 'this escape needs more hexadecimal digits: \\x takes 2, \\u 4, \\U 8',
  'found invalid Unicode character escape code':
    'YAML does not allow surrogates: write the character itself, or \\U and 8 digits',
  'found unexpected end of stream': 'the closing quotation mark is missing',
  'found unexpected document indicator': 'the closing quotation mark is missing before the end of the document',
  'did not find expected alphabetic or numeric character':
    'names of anchors and aliases consist of letters, digits, - and _; a text that starts with & or * needs quotes',
  'did not find expected comment or line break': 'only a comment can follow on this line',
  'found undefined tag handle': 'no %TAG directive defines this handle: put the text in quotes if it is not a tag',
  'found incompatible YAML document': 'Kubernetes reads YAML 1.1 only: remove the line',
  'found unknown directive name':
    'Kubernetes does not support this directive: remove the line, or put the text in quotes',
  'exceeded max depth of 10000': 'the document is nested too deeply to be a Kubernetes object',
};

const TAB = 'a tab cannot indent YAML: use spaces';

const TEMPLATE = 'this looks like a template that was not rendered: render it first, or put {{ … }} in quotes';

const CONFLICT = 'git left a merge conflict here: keep one side, and delete the lines of <<<<<<<, ======= and >>>>>>>';
const CONFLICT_LINE = /^(?:<{7} |={7}$|>{7} )/;

function lineAround(body: string, offset: number): string {
  const end = body.indexOf('\n', offset);
  return body.slice(body.lastIndexOf('\n', offset - 1) + 1, end < 0 ? body.length : end);
}

function explain(problem: string, body: string, offset: number): string {
  if (body[offset] === '\t') return TAB;
  if (problem === 'control characters are not allowed') {
    const code = body.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
    return `U+${code} is a control character, which Kubernetes refuses anywhere in YAML: delete it, or write it as an escape in double quotes`;
  }
  const alias = /^unknown anchor '(.*)' referenced$/.exec(problem)?.[1];
  if (alias !== undefined) {
    return `*${alias} refers to an anchor that is not defined before it in this document: write &${alias} at the value it refers to, or put the text in quotes`;
  }
  const line = lineAround(body, offset);
  if (CONFLICT_LINE.test(line)) return CONFLICT;
  if (line.includes('{{')) return TEMPLATE;
  return EXPLANATIONS[problem] ?? `this is not valid YAML: ${problem}`;
}
