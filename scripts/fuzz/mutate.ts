/** Changes of a text that keep most of its structure: what people, editors and attackers make of YAML. */
import type { Random } from './random.ts';

/** What the changes take words from. */
export interface Words {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** Other texts, to splice in. */
  readonly texts: readonly string[];
}

type Mutation = (text: string, random: Random, words: Words) => string;

const ODD_VALUES: readonly string[] = [
  '',
  '~',
  'null',
  '{}',
  '[]',
  '""',
  '0',
  '-1',
  '1.5',
  '1e999',
  '0x1F',
  '0o17',
  '1_000',
  '.nan',
  '9223372036854775808',
  '100%',
  '101%',
  '-5%',
  'true',
  'yes',
  'off',
  '"1"',
  "'a''b'",
  '*a',
  '&a b',
  '!!str 1',
  '!!binary aGk=',
  '!x y',
  '|',
  '>-',
  '"\\u001b[31m\\n::error::x"',
  '"\\u0000n1"',
  '"<img src=x>"',
  '"\\ud800"',
  '"a\\0b"',
  'a: b: c',
  '- a',
  '? a',
  '[a, {b: [c]}]',
  '{a: 1, a: 2}',
  '{{ .Values.x }}',
  '${X}',
  '# only',
  '999999999',
  '2000000000',
  '1Ki',
  '1e-10',
  '10m',
  '2001-01-01',
  '__proto__',
  'constructor',
  '<<',
  '=',
  '"%"',
  '"##[error]x"',
  '"\\x9b"',
  '\u202e',
  '"\\u2028"',
];
const ODD_KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  '"\\u001b"',
  '<<',
  '? a',
  '"a: b"',
  '$patch',
  '$retainKeys',
  'kind',
  'apiVersion',
  'metadata',
  'spec',
  'status',
  'items',
  'name',
  '1',
  'true',
  '~',
  '*a',
  '!!str k',
  '"a\\nb"',
  'value',
  '(a == b)',
];
const ODD_TEXTS: readonly string[] = [
  '\r',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\t',
  '\u0000',
  '\u001b[2J',
  '---\n',
  '...\n',
  '--- x\n',
  '%YAML 1.1\n',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a',
  ': ',
  '- ',
  '|\n',
  '\n\n',
  '#',
  '\\',
  '\ud800',
  '{{',
  '}}',
  '${',
  ' ',
  '  ',
];

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** The line at `at` and those below it that are indented more, as the end of the range. */
function blockEnd(lines: readonly string[], at: number): number {
  const own = indentOf(lines[at] ?? '');
  let end = at + 1;
  while (end < lines.length && ((lines[end] ?? '').trim() === '' || indentOf(lines[end] ?? '') > own)) end++;
  return end;
}

const onLines =
  (change: (lines: string[], at: number, random: Random, words: Words) => void): Mutation =>
  (text, random, words) => {
    const lines = text.split('\n');
    change(lines, random.below(lines.length), random, words);
    return lines.join('\n');
  };

const ENTRY = /^( *(?:- )*)([^\s:#][^:]*?)(: ?)(.*)$/;

const withEntry = (change: (parts: string[], random: Random, words: Words) => string): Mutation =>
  onLines((lines, at, random, words) => {
    for (let tried = 0; tried < lines.length; tried++) {
      const place = (at + tried) % lines.length;
      const parts = ENTRY.exec(lines[place] ?? '');
      if (parts === null) continue;
      lines[place] = change(parts.slice(1), random, words);
      return;
    }
  });

const reindented = (block: readonly string[], to: number): string[] => {
  const by = to - indentOf(block[0] ?? '');
  return block.map((line) => (by >= 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, indentOf(line)))));
};

const MUTATIONS: readonly Mutation[] = [
  onLines((lines, at) => lines.splice(at, blockEnd(lines, at) - at)),
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, ...lines.slice(at, blockEnd(lines, at)))),
  // A subtree moves to another place, as deep as that.
  onLines((lines, at, random) => {
    const block = lines.splice(at, blockEnd(lines, at) - at);
    const to = random.below(lines.length + 1);
    lines.splice(to, 0, ...reindented(block, indentOf(lines[to] ?? '') + (random.below(3) === 0 ? 2 : 0)));
  }),
  // A subtree of another text.
  onLines((lines, at, random, { texts }) => {
    const other = random.of(texts).split('\n');
    const from = random.below(other.length);
    lines.splice(at, 0, ...reindented(other.slice(from, blockEnd(other, from)), indentOf(lines[at] ?? '')));
  }),
  withEntry(
    ([before = '', , colon = '', value = ''], random, { keys }) =>
      `${before}${random.below(3) === 0 ? random.of(ODD_KEYS) : random.of(keys)}${colon}${value}`,
  ),
  withEntry(
    ([before = '', key = '', colon = ''], random, { values }) =>
      `${before}${key}${colon === ':' ? ': ' : colon}${random.below(3) > 0 ? random.of(ODD_VALUES) : random.of(values)}`,
  ),
  withEntry(([before = '', key = '', colon = '', value = ''], random) => {
    const at = random.below(key.length + 1);
    return `${before}${key.slice(0, at)}${random.of(['', 'x', 'S', '-'])}${key.slice(at + 1)}${colon}${value}`;
  }),
  withEntry(([before = '', key = '', colon = '', value = ''], random) =>
    random.below(2) === 0 ? `${before}${key}${colon}&a ${value}` : `${before}${key}${colon}*a`,
  ),
  onLines((lines, at, random) => {
    lines[at] = random.below(2) === 0 ? ` ${lines[at] ?? ''}` : (lines[at] ?? '').replace(/^ /, '');
  }),
  onLines((lines, at) => {
    const block = lines.splice(at, blockEnd(lines, at) - at);
    const deep = indentOf(block[0] ?? '');
    lines.splice(
      at,
      0,
      ...reindented(block, deep).map((line, index) =>
        index === 0 ? `${' '.repeat(deep)}- ${line.trim()}` : `  ${line}`,
      ),
    );
  }),
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.of(ODD_TEXTS) + text.slice(at);
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => {
    const [a, b] = [random.below(text.length + 1), random.below(text.length + 1)];
    return text.slice(0, Math.min(a, b)) + text.slice(Math.max(a, b));
  },
  (text) => text.replaceAll('\n', '\r\n'),
  (text, random) => text.replaceAll('\n', () => (random.below(12) === 0 ? '\r' : '\n')),
  (text, random, { texts }) => `${text}\n---\n${random.of(texts)}`,
  (text) => `apiVersion: v1\nkind: List\nitems:\n  - ${text.trimEnd().replaceAll('\n', '\n    ')}\n`,
  (text) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a.yaml: |\n    ${text.trimEnd().replaceAll('\n', '\n    ')}\n`,
  (text, random) =>
    text.replace(/^( *)(\w+):\n\1 {2}(\w+): (.*)$/m, random.below(2) === 0 ? '$1$2: { $3: $4 }' : '$1"$2": {"$3": $4}'),
];

/** `text` after some changes. */
export function mutated(text: string, random: Random, words: Words): string {
  let result = text;
  for (let times = 1 + random.below(5); times > 0; times--) result = random.of(MUTATIONS)(result, random, words);
  // What is longer says nothing new.
  return result.slice(0, 1 << 16);
}
