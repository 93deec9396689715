import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { field } from '../../../src/kustomize/yaml/node.ts';
import { parseNode } from '../../../src/kustomize/yaml/parse.ts';
import { printYaml } from '../../../src/kustomize/yaml/print.ts';
import { toJson, type JsonNode } from '../../../src/kustomize/yaml/value.ts';

/** Texts, and what sigs.k8s.io/yaml 1.6 prints for a map that holds one under `k`. */
const PRINTED: readonly (readonly [text: string, yaml: string])[] = [
  ['', 'k: ""\n'],
  ['\u0007bell', 'k: "\\abell"\n'],
  ['\n', 'k: |2+\n\n'],
  [' lead', "k: ' lead'\n"],
  ['!tag', "k: '!tag'\n"],
  ['%pct', "k: '%pct'\n"],
  ['&anchor', "k: '&anchor'\n"],
  ['*alias', "k: '*alias'\n"],
  ['+1', 'k: "+1"\n'],
  ['-', "k: '-'\n"],
  ['- x', "k: '- x'\n"],
  ['--- doc', "k: '--- doc'\n"],
  ['.5', 'k: ".5"\n'],
  ['.inf', 'k: ".inf"\n'],
  ['012', 'k: "012"\n'],
  ['0b11', 'k: "0b11"\n'],
  ['0o14', 'k: "0o14"\n'],
  ['0x1f', 'k: "0x1f"\n'],
  ['1.0', 'k: "1.0"\n'],
  ['1:30', 'k: "1:30"\n'],
  ['1_000', 'k: "1_000"\n'],
  ['1e3', 'k: "1e3"\n'],
  ['2024-01-02', 'k: "2024-01-02"\n'],
  ['<<', 'k: <<\n'],
  ['?q', 'k: ?q\n'],
  ['@at', "k: '@at'\n"],
  ['[list', "k: '[list'\n"],
  ['`tick`', "k: '`tick`'\n"],
  ['a #b', "k: 'a #b'\n"],
  ['a,b', 'k: a,b\n'],
  ['a: b', "k: 'a: b'\n"],
  ['a\\b', 'k: a\\b\n'],
  ['key:', "k: 'key:'\n"],
  ['line1\nline2', 'k: |-\n  line1\n  line2\n'],
  ['line1\nline2\n', 'k: |\n  line1\n  line2\n'],
  ['no', 'k: "no"\n'],
  ['null', 'k: "null"\n'],
  ['plain', 'k: plain\n'],
  ["quote'd", "k: quote'd\n"],
  ['say "hi"', 'k: say "hi"\n'],
  ['tab\there', 'k: "tab\\there"\n'],
  ['trail ', "k: 'trail '\n"],
  ['true', 'k: "true"\n'],
  ['y', 'k: "y"\n'],
  ['{brace', "k: '{brace'\n"],
  ['~', 'k: "~"\n'],
  ['\u00e9', 'k: \u00e9\n'],
  ['\ud83d\ude00', 'k: "\\U0001F600"\n'],
];

const place = undefined;
const scalar = (value: string): JsonNode => ({ kind: 'scalar', value, place });
const mapOf = (...pairs: readonly (readonly [string, JsonNode])[]): JsonNode => ({
  kind: 'map',
  entries: pairs.map(([key, value]) => ({ key, keyPlace: place, value })),
  place,
});

for (const [text, yaml] of PRINTED)
  test(`${JSON.stringify(text)} is printed as Go prints it, and read back`, () => {
    assert.is(printYaml(mapOf(['k', scalar(text)])), yaml);
    const node = parseNode(yaml);
    assert.ok(node !== undefined);
    assert.equal(toJson(node), mapOf(['k', scalar(text)]));
  });

test('a field is found in small and in large maps', () => {
  for (const count of [3, 40, 500]) {
    const keys = Array.from({ length: count }, (_, index) => `k${index}: ${index}`);
    const map = parseNode(`${keys.join('\n')}\n`)?.content[0];
    assert.is(field(map, 'k2')?.value, '2');
    assert.is(field(map, `k${count - 1}`)?.value, `${count - 1}`);
    assert.is(field(map, 'k'), undefined);
  }
});

test('places are those of the text', () => {
  const text = 'a: 1\nb:\n  - two\n';
  const places: string[] = [];
  parseNode(text, (start, end) => {
    places.push(text.slice(start, end));
    return undefined;
  });
  for (const part of ['1', 'two']) assert.ok(places.includes(part), part);
});

test.run();
