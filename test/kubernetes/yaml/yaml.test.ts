import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import { parseDocument as parseOther } from 'yaml';
import * as assert from 'uvu/assert';
import { compareBytes, goJson } from '../../../src/kubernetes/go/strings.ts';
import { apiPath, nodeAt, plainValue, type Node } from '../../../src/kubernetes/yaml/node.ts';
import { parseDocument, parseJson, parseYaml, type ParsedDocument } from '../../../src/kubernetes/yaml/parse.ts';
import { splitDocuments } from '../../../src/kubernetes/yaml/split.ts';

// The fixtures are what sigs.k8s.io/yaml 1.6.0, apimachinery 0.36 and encoding/json made of each text.
function lines<T>(path: string): T[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** The JSON text that Go would make of `node`; `written` keeps the order of keys. */
function jsonOf(node: Node | undefined): string {
  switch (node?.kind) {
    case 'map': {
      const entries = [...node.entries].sort((a, b) => compareBytes(a.key, b.key));
      return `{${entries.map(({ key, value }) => `${goJson(key)}:${jsonOf(value)}`).join(',')}}`;
    }
    case 'list':
      return `[${node.items.map(jsonOf).join(',')}]`;
    case 'string':
      return goJson(node.value);
    case 'number':
      return node.literal;
    case 'boolean':
      return String(node.value);
    default:
      return 'null';
  }
}

function yaml(text: string): ParsedDocument {
  return parseYaml(text, { start: 0, end: text.length });
}

const documents = suite('YAML documents as Go reads them');

interface Expected {
  readonly json?: string;
  readonly error?: string;
  readonly duplicates?: readonly string[];
}

documents('values, errors and duplicate keys', () => {
  const failures = [];
  for (const { yaml: text, ...expected } of lines<Expected & { yaml: string }>(
    '../../../fixtures/yaml/documents.ndjson',
  )) {
    const { root, fault, duplicates } = yaml(text);
    const shown = duplicates.map(({ line, shown: key }) => `line ${String(line)}: key ${key} already set in map`);
    const found: Expected = {
      ...(fault === undefined ? { json: jsonOf(root) } : { error: fault.message }),
      ...(shown.length > 0 ? { duplicates: shown } : {}),
    };
    if (JSON.stringify(found) !== JSON.stringify(expected)) failures.push({ text, found, expected });
  }
  assert.equal(failures, []);
});

documents('duplicates have paths, and know what a merge brought', () => {
  const text = 'x: &x {a: 1}\nz:\n- b: 1\n  b: 2\n- a: 3\n  <<: *x\n';
  const found = yaml(text).duplicates.map(({ path, merged, keySpan }) => ({
    path: apiPath(path),
    merged,
    key: text.slice(keySpan.start, keySpan.end),
    at: keySpan.start,
  }));
  assert.equal(found, [
    { path: 'z[0].b', merged: false, key: 'b', at: text.indexOf('b: 2') },
    { path: 'z[1].a', merged: true, key: 'a', at: text.indexOf('a: 1') },
  ]);
});

documents('aliases are shared, and bombs are refused by the limits of Go', () => {
  const bomb = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 30; level++) {
    const alias = `*a${String(level - 1)}`;
    bomb.push(`a${String(level)}: &a${String(level)} [${Array<string>(10).fill(alias).join(', ')}]`);
  }
  assert.is(yaml(bomb.join('\n')).fault?.message, 'yaml: document contains excessive aliasing');
  const many = `a: &a {b: c}\nl:\n${'- *a\n'.repeat(5000)}`;
  assert.is(yaml(many).fault, undefined);
});

// The most aliases of a list of so many items that sigs.k8s.io/yaml 1.6.0 takes, by the width of the list.
const MOST_ALIASES: readonly (readonly [width: number, aliases: number])[] = [
  [10, 58058],
  [50, 8419],
  [99, 3965],
  [150, 297],
  [1000, 110],
];

for (const [width, most] of MOST_ALIASES) {
  documents(`of a list of ${width} items ${most} aliases are taken, and not one more`, () => {
    const list = Array<string>(width).fill('x').join(', ');
    const aliased = (count: number): string => `a: &a [${list}]\nl:\n${'- *a\n'.repeat(count)}f: []\n`;
    assert.is(yaml(aliased(most)).fault, undefined);
    assert.is(yaml(aliased(most + 1)).fault?.message, 'yaml: document contains excessive aliasing');
  });
}

documents('nesting is refused where Go refuses it, and crashes nothing', () => {
  const nested = (depth: number): readonly string[] => [
    '['.repeat(depth) + ']'.repeat(depth),
    `${'{"a": '.repeat(depth)}1${'}'.repeat(depth)}`,
    `${'- '.repeat(depth)}a`,
  ];
  for (const text of nested(9000)) {
    assert.is(yaml(text).fault, undefined);
    assert.is(parseDocument(text, { start: 0, end: text.length }).fault, undefined);
  }
  for (const text of nested(10_001)) assert.is(yaml(text).fault?.message, 'yaml: exceeded max depth of 10000');
});

documents('an empty key in braces takes the value behind the colon', () => {
  const { fault } = yaml('{? :b}\n');
  assert.is(fault?.message, 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "b"');
});

documents('what is nested deeply is read, in flow and in block style', () => {
  for (const text of [
    '['.repeat(9000) + ']'.repeat(9000),
    '- '.repeat(9000) + 'a',
    '{a: '.repeat(9000) + '}'.repeat(9000),
  ])
    assert.is(yaml(text).fault, undefined);
});

documents('every fixture is the value that another parser finds', () => {
  const files = readdirSync('fixtures/rules', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  let compared = 0;
  for (const file of files) {
    const text = readFileSync(`fixtures/rules/${file}`, 'utf8');
    for (const { start, end, format } of splitDocuments(text)) {
      // Go takes a number beyond a double for text.
      if (format !== 'yaml' || file.endsWith('bad-hash.yaml')) continue;
      const other = parseOther(text.slice(start, end), { version: '1.1', merge: true, logLevel: 'silent' });
      const { root, duplicates } = parseDocument(text, { start, end, format });
      if (root === undefined || duplicates.length > 0 || other.errors.length > 0) continue;
      assert.equal(plainValue(root), JSON.parse(JSON.stringify(other.toJS())), file);
      compared++;
    }
  }
  assert.ok(compared > 200, String(compared));
});

documents.run();

const places = suite('places in YAML');
const PLACED = `# comment
apiVersion: "apps/v1"
spec: &spec
  list:
  - a: 'x'   # comment
    "b": >-
      folded
      text

  - {c: [1,
2, "three
lines"], d: *spec2, e: }
  empty:
`.replace('*spec2', '*x');
const ANCHORED = `x: &x {k: v}\n${PLACED}`;

places('are those of the text', () => {
  const { root } = yaml(ANCHORED);
  const at = (...path: (string | number)[]): string => {
    const node = root === undefined ? undefined : nodeAt(root, path);
    return node === undefined ? 'absent' : ANCHORED.slice(node.span.start, node.span.end);
  };
  assert.is(at('apiVersion'), '"apps/v1"');
  assert.is(at('spec', 'list', 0, 'a'), "'x'");
  assert.is(at('spec', 'list', 0, 'b'), '>-\n      folded\n      text');
  assert.is(at('spec', 'list', 1, 'c'), '[1,\n2, "three\nlines"]');
  assert.is(at('spec', 'list', 1, 'c', 1), '2');
  assert.is(at('spec', 'list', 1, 'c', 2), '"three\nlines"');
  assert.is(at('spec', 'list', 1, 'd'), '*x');
  assert.is(at('spec', 'list', 1, 'd', 'k'), 'v');
  assert.is(at('spec', 'empty'), '');
  assert.ok(at('spec').startsWith('list:') && at('spec').endsWith('empty:'));
});

places('count from the start of the text, not of the document', () => {
  const text = '---\r\na: 1\r\n---\r\n\ufeffb:\r\n  c: d\r\n';
  const [, second] = splitDocuments(text);
  assert.ok(second);
  const { root } = parseDocument(text, second);
  const node = root === undefined ? undefined : nodeAt(root, ['b', 'c']);
  assert.is(text.slice(node?.span.start, node?.span.end), 'd');
});

places('of faults are where a person has to look', () => {
  const faults: readonly (readonly [string, string])[] = [
    ['a: b: c\n', ': c'],
    ['a: "b\nc: d\n', '"b'],
    ['a: [b\nc: d\n', ': d'],
    ['a:\n  b: {c\n', '{'],
    ['a:\n  b: 1\n c: 2\n', 'c: 2'],
    ['a: 1\nb\nc: 2\n', 'b\nc'],
    ['a:\n\tb: 1\n', '\tb'],
    ['a: {{ .x }}\n', '{ .x'],
    ['a: *x\n', '*x'],
    ['a: "\\/"\n', '\\/'],
    ['a: b\u0001\n', '\u0001'],
    ['a: .inf\n', '.inf'],
  ];
  for (const [text, place] of faults) {
    const { fault } = yaml(text);
    assert.is(fault?.span.start, text.indexOf(place), `${text}: ${fault?.message ?? 'accepted'}`);
    assert.ok((fault?.explanation.length ?? 0) > 20);
  }
});

places('a merge conflict is called one', () => {
  for (const text of [
    'a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\nc: 4\n',
    'a:\n  b: 1\n=======\n  b: 2\n',
  ])
    assert.match(yaml(text).fault?.explanation ?? '', /merge conflict/);
});

places.run();

interface Stream {
  readonly stream: string;
  readonly documents: readonly string[];
  readonly refused?: true;
}

const streams = suite('streams as kubectl splits them');

streams('documents, and whether it reads to the end', () => {
  const failures = [];
  for (const { stream, documents: expected, refused = false } of lines<Stream>(
    '../../../fixtures/yaml/streams.ndjson',
  )) {
    const parsed = splitDocuments(stream).map((slice) => parseDocument(stream, slice));
    const broken = parsed.findIndex(({ fault }) => fault !== undefined);
    const found = (broken < 0 ? parsed : parsed.slice(0, broken)).map(({ root }) => jsonOf(root));
    const canonical = expected.map((text) =>
      jsonOf(text === '' ? undefined : parseJson(text, { start: 0, end: text.length }).root),
    );
    if (JSON.stringify(found) !== JSON.stringify(canonical) || broken >= 0 !== refused) {
      failures.push({ stream, found, expected, broken, refused });
    }
  }
  assert.equal(failures, []);
});

streams('what is behind a separator is a fault of its own', () => {
  const text = 'a: 1\n--- text\nb: 2\n---\nc: 3\n';
  const slices = splitDocuments(text);
  assert.equal(
    slices.map((slice) => parseDocument(text, slice).fault?.message),
    [undefined, 'invalid Yaml document separator: text', undefined],
  );
  assert.equal(slices[1]?.badSeparator, { start: 5, end: 13 });
});

streams.run();

const json = suite('JSON as Go reads it');

json('values, errors and duplicate fields', () => {
  const failures = [];
  for (const { text, ...expected } of lines<Expected & { text: string }>('../../../fixtures/yaml/json.ndjson')) {
    const { root, fault, duplicates } = parseJson(text, { start: 0, end: text.length });
    const fields = [...new Set(duplicates.map(({ path }) => `duplicate field "${apiPath(path)}"`))];
    const canonical =
      expected.json === undefined
        ? {}
        : { json: jsonOf(parseJson(expected.json, { start: 0, end: expected.json.length }).root) };
    const found: Expected = {
      ...(fault === undefined ? { json: jsonOf(root) } : { error: fault.message }),
      ...(fields.length > 0 ? { duplicates: fields } : {}),
    };
    if (JSON.stringify(found) !== JSON.stringify({ ...expected, ...canonical }))
      failures.push({ text, found, expected });
  }
  assert.equal(failures, []);
});

json.run();

const shared = new URL('../../../../shared/verdicts/create.ndjson', import.meta.url);
const verdicts = suite('YAML verdicts of a real API server');

interface Verdict {
  readonly id: string;
  readonly contentType?: string;
  readonly yaml: string;
  readonly message?: string;
}

const recorded = (name: string, check: () => void): void => {
  if (existsSync(shared)) verdicts(name, check);
  else verdicts.skip(`${name}: ../shared is not there`, () => undefined);
};

recorded('syntax errors and duplicate keys', () => {
  const failures = [];
  let compared = 0;
  for (const [index, { id, contentType, yaml: text, message = '' }] of lines<Verdict>(shared.href).entries()) {
    const telling = message.includes('yaml: ') || id.startsWith('yaml') || id.startsWith('duplicate');
    if (contentType !== undefined || (!telling && index % 25 !== 0)) continue;
    compared++;
    const expected = /: (yaml: (?!unmarshal errors)[^\n]*?) \([^]*\)$/.exec(message)?.[1];
    const { fault, duplicates } = yaml(text);
    // A type error hides the duplicates.
    const reported = duplicates.every(
      ({ line, shown }) =>
        message.includes(': json: ') || message.includes(`line ${String(line)}: key ${shown} already set in map`),
    );
    if (!reported || (expected ?? '') !== (fault?.message.startsWith('yaml: ') === true ? fault.message : '')) {
      failures.push({ id, fault: fault?.message, duplicates: duplicates.length, message });
    }
  }
  assert.equal(failures, []);
  assert.ok(compared > 400, `only ${compared} were compared`);
});

verdicts.run();
