import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StepBudget, withinBudget } from '../../src/limits/budget.ts';
import { ExecError, execute, type Engine } from '../../src/gotemplate/exec.ts';
import { ParseError, parseTemplate } from '../../src/gotemplate/parse.ts';
import { TemplateSet } from '../../src/gotemplate/template-set.ts';
import { Dict, Float, List, Str, str, type Value } from '../../src/gotemplate/value.ts';

/** The output of a template that knows Go's own functions only. */
function run(text: string, data: Readonly<Record<string, Value>> = {}): Str {
  const engine: Engine = { funcs: new Map() };
  const set = new TemplateSet();
  const builtins = /^(and|or|not|len|index|print|printf|println|eq|ne|lt|le|gt|ge|html|js|urlquery|slice|call)$/;
  set.add(parseTemplate({ name: 't.yaml', text }, (name) => builtins.test(name)));
  return execute(engine, set, 't.yaml', Dict.of(data));
}

function failure(text: string, data: Readonly<Record<string, Value>> = {}): string {
  try {
    run(text, data);
  } catch (error) {
    if (error instanceof ExecError || error instanceof ParseError) return error.message;
    throw error;
  }
  throw new Error('the template did not fail');
}

// Each text and what Go 1.26 prints for it.
const PRINTED: readonly (readonly [string, string, Readonly<Record<string, Value>>?])[] = [
  ['a {{- "b" -}} c', 'abc'],
  ['{{ printf "a%1000000000d" 1 }}', 'a%!(NOVERB)%!(EXTRA int=1)'],
  ['{{/* nothing */}}x', 'x'],
  ['{{ if .a }}yes{{ else if .b }}b{{ else }}no{{ end }}', 'b', { b: str('1') }],
  [
    '{{ range $i, $x := .l }}{{ $i }}={{ $x }},{{ else }}none{{ end }}',
    '0=a,1=b,',
    { l: new List([str('a'), str('b')]) },
  ],
  ['{{ range $k, $v := .m }}{{ $k }}{{ $v }}{{ end }}', 'a1b2', { m: Dict.of({ b: new Float(2), a: new Float(1) }) }],
  ['{{ range 3 }}{{ . }}{{ end }}', '012'],
  ['{{ range .l }}{{ if eq . "b" }}{{ break }}{{ end }}{{ . }}{{ end }}', 'a', { l: new List([str('a'), str('b')]) }],
  ['{{ define "x" }}[{{ . }}]{{ end }}{{ template "x" 5 }}', '[5]'],
  ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
  ['{{ .big }} {{ .small }}', '1e+06 0.5', { big: new Float(1_000_000), small: new Float(0.5) }],
  [
    '{{ printf "%d|%s|%q|%5.1f|%v" .f 3 "a\\"b" 3.14159 .m }}',
    '%!d(float64=80)|%!s(int=3)|"a\\"b"|  3.1|map[a:<nil>]',
    { f: new Float(80), m: Dict.of({ a: null }) },
  ],
  ['{{ print 1 2 "a" 3 }}', '1 2a3'],
  ['{{ and 1 0 2 }}{{ or 0 "" "x" }}{{ not 0 }}', '0xtrue'],
  ['{{ index .m "a" 1 }}', 'y', { m: Dict.of({ a: new List([str('x'), str('y')]) }) }],
  ['{{ .missing }}', '<no value>'],
  ['{{ with .a }}{{ .b }}{{ else with .c }}{{ . }}{{ end }}', 'z', { c: str('z') }],
  ["{{ 0x1F }} {{ 1_000 }} {{ 'a' }} {{ 1e3 }}", '31 1000 97 1000'],
];

for (const [text, expected, data] of PRINTED) {
  test(`prints ${text}`, () => {
    assert.is(run(text, data).text, expected);
  });
}

// Each text and what Go 1.26 says against it.
const FAILURES: readonly (readonly [string, string, Readonly<Record<string, Value>>?])[] = [
  ['x\n{{ .a.b }}', 'template: t.yaml:2:5: executing "t.yaml" at <.a.b>: nil pointer evaluating interface {}.b'],
  [
    '{{ .a.b }}',
    'template: t.yaml:1:5: executing "t.yaml" at <.a.b>: can\'t evaluate field b in type interface {}',
    { a: str('x') },
  ],
  [
    '{{ $x := .a }}{{ $x.b }}',
    'template: t.yaml:1:19: executing "t.yaml" at <$x.b>: can\'t evaluate field b in type string',
    { a: str('x') },
  ],
  [
    '{{ if eq .a 1 }}{{ end }}',
    'template: t.yaml:1:6: executing "t.yaml" at <eq .a 1>: error calling eq: incompatible types for comparison: float64 and int',
    { a: new Float(1) },
  ],
  [
    '{{ range .a }}{{ end }}',
    'template: t.yaml:1:9: executing "t.yaml" at <.a>: range can\'t iterate over x',
    { a: str('x') },
  ],
  [
    '{{ template "none" }}',
    'template: t.yaml:1:12: executing "t.yaml" at <{{template "none"}}>: template "none" not defined',
  ],
  ['{{ nosuch }}', 'template: t.yaml:1: function "nosuch" not defined'],
  ['{{ if }}x{{ end }}', 'template: t.yaml:1: missing value for if'],
  ['{{ if true }}x', 'template: t.yaml:1: unexpected EOF'],
  ['{{ .a', 'template: t.yaml:1: unclosed action'],
  ['a\n{{ $x }}', 'template: t.yaml:2: undefined variable "$x"'],
  ['{{ end }}', 'template: t.yaml:1: unexpected {{end}}'],
  ['{{ "a" | 1 }}', 'template: t.yaml:1: non executable command in pipeline stage 2'],
  ['{{ len 3 }}', 'template: t.yaml:1:3: executing "t.yaml" at <len 3>: error calling len: len of type int'],
  [
    '{{ index .a "x" }}',
    'template: t.yaml:1:3: executing "t.yaml" at <index .a "x">: error calling index: index of untyped nil',
  ],
];

for (const [text, expected, data] of FAILURES) {
  test(`fails for ${text.replace('\n', '\\n')}`, () => {
    assert.is(failure(text, data), expected);
  });
}

test('literal text keeps its place, and what an action prints the place of its value', () => {
  const mark = { path: 'values.yaml', keys: ['image'], start: 7, end: 12 };
  const out = run('image: {{ .image }}:{{ .tag }}\n', { image: Str.marked('nginx', mark), tag: str('1') });
  assert.is(out.text, 'image: nginx:1\n');
  const shown = out.segments.map(({ end, offset, origin }) => [
    end,
    offset,
    origin?.literal ?? false,
    origin?.site?.start,
    origin?.mark?.keys,
  ]);
  assert.equal(shown, [
    [7, 0, true, 0, undefined],
    [12, 0, false, 7, ['image']],
    [13, 19, true, 0, undefined],
    [14, 0, false, 20, undefined],
    [15, 30, true, 0, undefined],
  ]);
});

test('a loop without an end is given up', () => {
  assert.throws(
    () => withinBudget(new StepBudget(), () => run('{{ range 1000000000 }}{{ end }}')),
    /more than \d+ steps/,
  );
});

test.run();
