import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StepBudget, withinBudget } from '../../src/limits/budget.ts';
import { execute, isFunction, type Engine } from '../../src/gotemplate/exec.ts';
import { parseTemplate } from '../../src/gotemplate/parse.ts';
import { TemplateSet } from '../../src/gotemplate/template-set.ts';
import { UNKNOWN } from '../../src/gotemplate/text.ts';
import { Dict, Float, Str, type Value } from '../../src/gotemplate/value.ts';
import { SPRIG } from '../../src/sprig/index.ts';

function run(text: string, data: Readonly<Record<string, Value>> = {}): Str {
  const engine: Engine = { funcs: new Map(Object.entries(SPRIG)) };
  const set = new TemplateSet();
  set.add(parseTemplate({ name: 't', text }, (name) => isFunction(engine, name)));
  return execute(engine, set, 't', Dict.of(data));
}

// Each text and what sprig v3.3.0 makes of it.
const PRINTED: readonly (readonly [string, string])[] = [
  ['{{ "a b" | quote }} {{ squote "x" 1 }}', "\"a b\" 'x' '1'"],
  ['{{ "a\\nb" | nindent 2 }}', '\n  a\n  b'],
  ['{{ trunc 3 "abcdef" }}{{ trunc -2 "abcdef" }}', 'abcef'],
  ['{{ trimSuffix "-" "a-" }}{{ trimAll "xy" "xyaxy" }}', 'aa'],
  ['{{ list 1 2 3 | join "," }} {{ splitList "." "a.b" }}', '1,2,3 [a b]'],
  ['{{ default "x" "" }}{{ coalesce "" nil "y" }}{{ ternary "t" "f" false }}', 'xyf'],
  ['{{ int "5" }} {{ int64 3.9 }} {{ float64 "1.5" }} {{ atoi "12" }} {{ int "0x1F" }}', '5 3 1.5 12 31'],
  ['{{ add 1 2.7 "3" }} {{ div 7 2 }} {{ mod -7 3 }} {{ mulf 1.1 3 }} {{ round 3.14159 2 }}', '6 3 -1 3.3 3.14'],
  ['{{ untilStep 0 10 3 }} {{ seq 3 }} {{ max 1 5 3 }}', '[0 3 6 9] 1 2 3 5'],
  ['{{ dict "a" 1 "b" (list 1 "x") | toJson }}', '{"a":1,"b":[1,"x"]}'],
  [
    '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) }} {{ mergeOverwrite (dict "a" 1) (dict "a" 2) }}',
    'map[a:1 b:3] map[a:2]',
  ],
  ['{{ dig "a" "b" "none" (dict "a" (dict "b" 1)) }}{{ dig "a" "c" "none" (dict "a" (dict "b" 1)) }}', '1none'],
  [
    '{{ semverCompare ">=1.19-0" "1.36.0" }}{{ semverCompare "^1.2" "2.0.0" }}{{ semverCompare "<1.21.0" "v1.20.3-gke.1" }}',
    'truefalsefalse',
  ],
  ['{{ (semver "v1.2.3-beta.1").Minor }} {{ semver "1.2" }}', '2 1.2.0'],
  [
    '{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexFind "[a-z]+" "12ab3" }} {{ regexMatch "^a$" "a\\nb" }}',
    '-W-xxW- ab false',
  ],
  ['{{ regexSplit "z+" "pizza" -1 }} {{ regexFindAll "[2,4,6,8]" "123456789" -1 }}', '[pi a] [2 4 6 8]'],
  [
    '{{ b64enc "hi" }} {{ b64dec "aGk=" }} {{ b64dec "a*" }} {{ sha256sum "" | trunc 8 }} {{ adler32sum "Hello" }}',
    'aGk= hi illegal base64 data at input byte 1 e3b0c442 93061621',
  ],
  [
    '{{ camelcase "http_server" }} {{ snakecase "FirstName" }} {{ kebabcase "HTTPServer2x" }} {{ title "hello wORLD" }}',
    'HttpServer first_name http-server-2x Hello WORLD',
  ],
  [
    '{{ kindOf (dict) }} {{ typeOf 1.5 }} {{ kindIs "string" "a" }} {{ typeOf (list) }}',
    'map float64 true []interface {}',
  ],
  [
    '{{ list "b" "a" | sortAlpha }} {{ uniq (list 1 1 2) }} {{ without (list 1 2) 1 }} {{ has 2 (list 1 2) }}',
    '[a b] [1 2] [2] true',
  ],
  [
    '{{ date_in_zone "2006-01-02T15:04:05Z07:00" (toDate "2006-01-02 MST" "2017-12-31 UTC") "UTC" }}',
    '2017-12-31T00:00:00Z',
  ],
  [
    '{{ (urlParse "https://u@h.io:8080/p?q=1#f").host }} {{ urlJoin (dict "scheme" "http" "host" "h" "path" "/a b") }}',
    'h.io:8080 http://h/a%20b',
  ],
  ['{{ derivePassword 1 "long" "password" "user" "example.com" }}', 'ZedaFaxcZaso9*'],
  ['{{ abbrev 5 "hello world" }} {{ wrap 5 "hello world" }} {{ initials "John Smith" }}', 'he... hello\nworld JS'],
  ['{{ duration "95" }} {{ durationRound "2h10m5s" }}', '1m35s 2h'],
];

for (const [text, expected] of PRINTED) {
  test(`gives ${text}`, () => {
    assert.is(run(text).text, expected);
  });
}

test('a text keeps the place of its value through functions', () => {
  const mark = { path: 'values.yaml', keys: ['name'], start: 0, end: 4 };
  const data = { name: Str.marked('abcd', mark), size: new Float(3, mark) };
  for (const text of [
    '{{ .name | quote }}',
    '{{ upper .name | trunc 2 | indent 2 }}',
    '{{ default "x" .name | replace "b" "c" }}',
    '{{ int .size }}',
    '{{ printf "a-%s" .name }}',
    '{{ b64enc .name }}',
    '{{ toJson .name }}',
  ]) {
    assert.ok(
      run(text, data).segments.some(({ origin }) => origin?.mark === mark),
      text,
    );
  }
});

test('what nobody can know is marked', () => {
  for (const text of [
    '{{ randAlphaNum 5 }}',
    '{{ uuidv4 | b64enc | quote }}',
    '{{ now | date "2006" }}',
    '{{ (genCA "x" 1).Cert }}',
    '{{ htpasswd "a" "b" }}',
  ]) {
    assert.is(run(text).mark, UNKNOWN, text);
  }
});

test('no function makes more than a chart can print', () => {
  for (const text of ['{{ repeat 1000000000 "x" }}', '{{ until 1000000000 }}', '{{ indent 1000000000 "x" }}'])
    assert.throws(() => withinBudget(new StepBudget(), () => run(text)), /steps/, text);
});

test.run();
