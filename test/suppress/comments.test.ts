import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readComments } from '../../src/suppress/comments.ts';
import { Cursor } from '../../src/kubernetes/yaml/cursor.ts';
import { Scanner } from '../../src/kubernetes/yaml/scan.ts';
import { splitDocuments } from '../../src/kubernetes/yaml/split.ts';

const said = (text: string, isTemplate = false): string[] =>
  readComments(text, isTemplate).comments.map(({ content }) => text.slice(content.start, content.end));

const COMMENTS: readonly (readonly [name: string, text: string])[] = [
  ['at the end of a line', 'a: b # daemonlint-x\n'],
  ['on a line of its own', '# daemonlint-x\na: b\n'],
  ['with CRLF', 'a: b # daemonlint-x\r\nc: d\r\n'],
  ['with lone CR', 'a: b # daemonlint-x\rc: d\r'],
  ['behind a tab', 'a: b\t#\tdaemonlint-x\n'],
  ['without a space', 'a: b #daemonlint-x\n'],
  ['with several signs', '## daemonlint-x\n'],
  ['at the end of the text', 'a: b # daemonlint-x'],
  ['behind quotes', 'a: "b # c" # daemonlint-x\n'],
  ['behind single quotes', "a: 'it''s # c' # daemonlint-x\n"],
  ['behind an apostrophe', "a: it's # daemonlint-x\n"],
  ['in a flow map', 'a: {b: "c # d", # daemonlint-x\n  e: f}\n'],
  ['in a flow list', "a: ['b', # daemonlint-x\n  c]\n"],
  ['behind the header of a block scalar', 'a: | # daemonlint-x\n  b\n'],
  ['behind a block scalar', 'a:\n  b: |\n    c\n  # daemonlint-x\n  d: e\n'],
  ['behind a block scalar in a list', 'a:\n  - |\n    c\n  # daemonlint-x\n  - d\n'],
  ['behind a block scalar of a key in a list', 'a:\n  - b: |\n      c\n    # daemonlint-x\n    d: e\n'],
  ['behind an anchor', 'a: &b c # daemonlint-x\n'],
  ['behind a marker', '--- # daemonlint-x\na: b\n'],
  ['behind an open quote that a document ends', 'a: "b\n---\n# daemonlint-x\n'],
  ['in JSON with a comment', '{"a": "# b"} # daemonlint-x\n'],
];
for (const [name, text] of COMMENTS)
  test(`a comment ${name}`, () => {
    assert.equal(said(text), ['daemonlint-x']);
  });

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['in quotes', 'a: "b # daemonlint-x"\n'],
  ['in quotes of several lines', 'a: "b\n  # daemonlint-x\n  c"\n'],
  ['in single quotes', "a: 'b # daemonlint-x'\n"],
  ['in a block scalar', 'a: |\n  # daemonlint-x\n  b\n'],
  ['in a folded one', 'a: >-\n  b # daemonlint-x\n'],
  ['in one with an indentation', 'a: |2\n    # daemonlint-x\n  b\n'],
  ['in one of a list', 'a:\n  - |\n    # daemonlint-x\n'],
  ['in one of a key in a list', 'a:\n  - b: |\n      # daemonlint-x\n'],
  ['in one of the whole document', '--- |\n# daemonlint-x\n'],
  ['in one behind a tag and an anchor', 'a: !!str &b |\n  # daemonlint-x\n'],
  ['behind a letter', 'a: b# daemonlint-x\n'],
  ['behind words', '# see daemonlint-x\n'],
  ['of a template in a manifest', '{{/* daemonlint-x */}}\n'],
  ['in JSON', '{"a": "# daemonlint-x"}'],
];
for (const [name, text] of TEXTS)
  test(`no comment is what stands ${name}`, () => {
    assert.equal(said(text), []);
  });

test('comments of templates count in templates, in quotes and block scalars too', () => {
  const comments = [
    '{{/* daemonlint-x */}}\na: b\n',
    '{{- /* daemonlint-x */ -}}\n',
    'a: b {{/* daemonlint-x */}}\n',
    'a: |\n  b\n{{/* daemonlint-x */}}\n',
    'a: "{{ .Values.b | default "c" }}" # daemonlint-x\n',
    'a: {{ index .Values "#" }} # daemonlint-x\n',
    '{{/*\n  daemonlint-x\n*/}}\n',
  ];
  for (const text of comments) assert.equal(said(text, true), ['daemonlint-x'], text);
});

test('a text is read in time that grows with its length', () => {
  const shapes = ['a: |\n', '# daemonlint-ignore a\n', '{{/* ', '{{ ', '"', '[', '- ', "'", '\t ', 'a: &b '];
  for (const shape of shapes) {
    const text = shape.repeat(200_000 / shape.length);
    assert.ok(readComments(text, true).lines.length > 0);
  }
});

/** The offsets of `#` that Go's scanner takes for comments: they lie in no token. */
function scanned(text: string): Set<number> {
  const found = new Set<number>();
  for (const { start, end } of splitDocuments(text)) {
    const body = text.slice(start, end);
    const scanner = new Scanner(new Cursor(body));
    let behind = 0;
    try {
      for (let token = scanner.peek(); ; token = scanner.peek()) {
        const gap = body.slice(behind, Math.max(behind, token.offset));
        for (const { index } of gap.matchAll(/(?<=^|\s)#(?= daemonlint-x)/g)) found.add(start + behind + index);
        behind = Math.max(behind, token.end);
        if (token.type === 'stream-end') break;
        scanner.skip();
      }
    } catch {
      return new Set([-1]);
    }
  }
  return found;
}

test('comments are where the scanner of Kubernetes has them, wherever one is put into real files', () => {
  const folder = '../shared/manifests';
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    console.log('skipped: ../shared/manifests is not there');
    return;
  }
  let compared = 0;
  for (const [number, name] of names.slice(0, 150).entries()) {
    const lines = readFileSync(`${folder}/${name}`, 'utf8').split('\n');
    const text = lines
      .map((line, i) =>
        (i + number) % 3 === 0 && !/#|^---|[|>][-+\d]*\s*$/.test(line) ? `${line} # daemonlint-x` : line,
      )
      .join('\n');
    const expected = scanned(text);
    if (expected.has(-1) || text.includes('{{')) continue;
    const found = readComments(text, false).comments.map(({ span }) => span.start);
    assert.equal(
      found,
      [...expected].sort((a, b) => a - b),
      name,
    );
    compared++;
  }
  assert.ok(compared > 50, String(compared));
});

test.run();
