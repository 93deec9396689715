import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, lint, rules, type LintOptions } from '../../src/index.ts';
import { parseConfigFile } from '../../src/settings/config-file.ts';

const text = readFileSync('fixtures/rules/all-nodes-at-once/bad.yaml', 'utf8');
const sources = [{ path: 'agent.yaml', text }];
/** For arguments that the types forbid. */
const any = (value: unknown): never => value as never;

function faultOf(options: unknown): string {
  try {
    lint(sources, any(options));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.is(error.name, 'ConfigError');
    return error.message;
  }
  return 'nothing';
}

const severities = (options: unknown, rule: string): string[] =>
  lint(sources, any(options)).findings.flatMap((finding) => (finding.rule === rule ? [finding.severity] : []));

test('rules are set as in a configuration file: by severity, or by severity and options', () => {
  const rule = 'all-nodes-at-once';
  const set = (setting: unknown): string[] => severities({ rules: { [rule]: setting }, only: [rule] }, rule);
  assert.is(set('error')[0], 'error');
  assert.equal(set('off'), []);
  assert.equal(set({ severity: 'off' }), []);
  assert.is(set({ severity: 'note' })[0], 'note');
  assert.ok(set({}).length > 0);
  assert.equal(set({ limit: '99.5%' }).length, 1);
  assert.equal(set({ limit: undefined }), set({}));
});

test('groups of nodes need their count alone, and size the fleet', () => {
  const path = 'fixtures/rules/slow-rollout/bad.yaml';
  const found = (options: LintOptions): string[] =>
    lint([{ path, text: readFileSync(path, 'utf8') }], options).findings.map(({ message }) => message);
  const groups = [{ count: 4000 }, { count: 1000, labels: { a: 'b' } }];
  assert.equal(found({ fleet: { groups } }), found({ fleet: { nodes: 5000 } }));
  assert.is.not(found({ fleet: { nodes: 5000 } }).join(), found({}).join());
});

const SAME: readonly (readonly [unknown, string])[] = [
  [{ preset: 'zzz' }, 'preset: zzz'],
  [{ preset: 5 }, 'preset: 5'],
  [{ rules: { 'no-such-rule': 'off' } }, 'rules: {no-such-rule: off}'],
  [{ rules: { 'all-node-at-once': 'off' } }, 'rules: {all-node-at-once: off}'],
  [{ rules: { 'all-nodes-at-once': 'fatal' } }, 'rules: {all-nodes-at-once: fatal}'],
  [{ rules: { 'all-nodes-at-once': 5 } }, 'rules: {all-nodes-at-once: 5}'],
  [{ rules: { 'all-nodes-at-once': { limt: 5 } } }, 'rules: {all-nodes-at-once: {limt: 5}}'],
  [{ rules: { 'all-nodes-at-once': { limit: [1] } } }, 'rules: {all-nodes-at-once: {limit: [1]}}'],
  [{ rules: { 'all-nodes-at-once': { severity: 1 } } }, 'rules: {all-nodes-at-once: {severity: 1}}'],
  [{ rules: { 'all-nodes-at-once': { limit: 'abc' } } }, 'rules: {all-nodes-at-once: {limit: abc}}'],
  [{ rules: { 'all-nodes-at-once': { limit: '110%' } } }, 'rules: {all-nodes-at-once: {limit: 110%}}'],
  [{ rules: { 'all-nodes-at-once': { limit: '-1' } } }, 'rules: {all-nodes-at-once: {limit: "-1"}}'],
  [{ rules: { 'all-nodes-at-once': { limit: -1 } } }, 'rules: {all-nodes-at-once: {limit: -1}}'],
  [{ rules: { 'max-unavailable-limit': { max: '33.5%' } } }, 'rules: {max-unavailable-limit: {max: 33.5%}}'],
  [{ rules: { 'dead-nodes-exceed-budget': { dead: '1 %' } } }, 'rules: {dead-nodes-exceed-budget: {dead: 1 %}}'],
  [{ rules: { 'change-cause-format': { pattern: '(' } } }, 'rules: {change-cause-format: {pattern: (}}'],
  [
    { rules: { 'change-cause-format': { pattern: 'a'.repeat(10_001) } } },
    `rules: {change-cause-format: {pattern: ${'a'.repeat(10_001)}}}`,
  ],
  [{ rules: [] }, 'rules: []'],
  [{ fleet: 5 }, 'fleet: 5'],
  [{ fleet: { nodes: '60' } }, 'fleet: {nodes: "60"}'],
  [{ fleet: { nodes: 0 } }, 'fleet: {nodes: 0}'],
  [{ fleet: { node: 60 } }, 'fleet: {node: 60}'],
  [{ fleet: { groups: [{ count: 5 }, {}] } }, 'fleet: {groups: [{count: 5}, {}]}'],
  [{ fleet: { groups: [{ count: 5, labels: { a: 1 } }] } }, 'fleet: {groups: [{count: 5, labels: {a: 1}}]}'],
  [{ presett: 'strict' }, 'presett: strict'],
  [
    { fleet: { groups: [{ count: 5, allocatable: { cpu: '4x' } }] } },
    'fleet: {groups: [{count: 5, allocatable: {cpu: 4x}}]}',
  ],
];

for (const [options, yaml] of SAME)
  test(`lint and a configuration file say the same of ${yaml}`, async () => {
    const said = await parseConfigFile(yaml, 'c', '/').then(
      () => 'nothing',
      (error: unknown) => (error instanceof ConfigError ? error.message.replace(/^c:\d+:\d+: /, '') : 'a fault'),
    );
    assert.ok(!['nothing', 'a fault'].includes(said), said);
    assert.is(faultOf(options), said);
  });

const PLACES: readonly (readonly [unknown, string])[] = [
  [{ fleet: { x: 1 } }, '"fleet": unknown key "x"'],
  [
    { fleet: { groups: [{ count: 5 }, { count: 5, lables: {} }] } },
    '"fleet.groups[1]": unknown key "lables"; did you mean "labels"?',
  ],
  [
    { rules: { 'all-nodes-at-once': { limt: 5 } } },
    '"rules.all-nodes-at-once": unknown key "limt"; did you mean "limit"?',
  ],
  [{ rules: { limt: 'off' } }, 'unknown rule "limt"'],
  [
    { rules: { 'invalid-value': null } },
    '"rules.invalid-value" has to be off, note, warning or error, or a map with severity and options',
  ],
  [{ fleet: { nodes: 0 } }, '"fleet.nodes" has to be at least 1'],
  [{ fleet: { groups: [{}] } }, '"fleet.groups[0]" needs the key "count"'],
  ...['x', '', '1e9999', '4 cpu'].map(
    (cpu) =>
      [
        { fleet: { groups: [{ count: 1, allocatable: { cpu } }] } },
        `"fleet.groups[0].allocatable.cpu" has to be a quantity: 8, 7500m, 28Gi, not "${cpu}"`,
      ] as const,
  ),
  [
    { rules: { 'all-nodes-at-once': { limit: '110%' } } },
    '"rules.all-nodes-at-once.limit" has to be a number of nodes, or a percentage up to 100%: 10, 30%, not "110%"',
  ],
  [
    { rules: { 'max-unavailable-limit': { max: '33.5%' } } },
    '"rules.max-unavailable-limit.max" has to be a number of nodes, or a whole percentage up to 100%: 10, 30%, not "33.5%"',
  ],
];

for (const [options, message] of PLACES)
  test(`an error names its place: ${message}`, () => {
    assert.is(faultOf(options), message);
  });

test('what is thrown while options and sources are read becomes a TypeError that names the place', () => {
  const fail = (): never => {
    throw new Error('mine');
  };
  const getter = (key: string): object => Object.defineProperty({}, key, { get: fail, enumerable: true });
  const proxy = new Proxy({}, { get: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  for (const [given, options, pattern] of [
    [sources, getter('preset'), /^"preset" cannot be read$/],
    [sources, { fleet: getter('nodes') }, /^"fleet.nodes" cannot be read$/],
    [sources, { fleet: { groups: [proxy] } }, /^"fleet.groups\[0\]" cannot be read$/],
    [sources, { only: revoked.proxy }, /^"only" cannot be read$/],
    [sources, { rules: new Map([['all-nodes-at-once', 'off']]) }, /^"rules" has to be a plain object, not a Map$/],
    [sources, proxy, /^"options" cannot be read$/],
    [revoked.proxy, {}, /^"sources" cannot be read$/],
    [[getter('path')], {}, /^"sources\[0\].path" cannot be read$/],
  ] as const)
    assert.throws(
      () => lint(any(given), any(options)),
      (error: unknown) => error instanceof TypeError && pattern.test(error.message),
      String(pattern),
    );
});

test('options that are nested too deeply are no error of the engine', () => {
  const [deep, list]: [Record<string, unknown>, unknown[]] = [{}, []];
  for (let [at, inner, depth] = [deep, list, 0]; depth < 20_000; depth++) {
    at = at['a'] = {};
    inner.push((inner = []));
  }
  for (const options of [{ rules: { 'invalid-value': deep } }, { fleet: deep }, { foo: deep }, { only: list }])
    assert.throws(
      () => lint(sources, any(options)),
      (error: unknown) =>
        error instanceof TypeError && /^".{1,41}" is nested too deeply: at most 1000 levels$/.test(error.message),
    );
});

test('options that refer to themselves are read once', () => {
  const fleet: Record<string, unknown> = { nodes: 5 };
  fleet['again'] = fleet;
  assert.is(faultOf({ fleet }), '"fleet": unknown key "again"');
});

test('nobody can change the rules that lint reads', () => {
  const found = lint(sources).findings.length;
  assert.ok(Object.isFrozen(rules));
  for (const rule of rules)
    for (const part of [rule, rule.presets, rule.references, rule.options ?? rule])
      assert.ok(Object.isFrozen(part), rule.id);
  assert.throws(() => void Array.prototype.splice.call(rules, 0, 1), TypeError);
  assert.is(lint(sources).findings.length, found);
});

test('the report names the minors that were asked', () => {
  const asked = (...minors: number[]): string => lint(sources, { minors }).kubernetes;
  assert.is(asked(36), '1.36');
  assert.is(asked(33, 34, 35, 36), '1.33..1.36');
  assert.is(asked(33, 36), '1.33, 1.36');
  assert.is(asked(33, 34, 36), '1.33, 1.34, 1.36');
});

const OWN: readonly (readonly [unknown, string])[] = [
  [{ minors: [24] }, '"minors[0]": Kubernetes 1.24 is not known; the oldest known is 1.25'],
  [{ minors: [36, 99] }, '"minors[1]": Kubernetes 1.99 is not known; the newest known is 1.37'],
  [{ minors: [NaN] }, '"minors[0]" has to be a whole number: 36 is Kubernetes 1.36'],
  [{ minors: ['36'] }, '"minors[0]" has to be a whole number: 36 is Kubernetes 1.36'],
  [{ minors: [-1] }, '"minors[0]" has to be a whole number: 36 is Kubernetes 1.36'],
  [{ minors: [100_000] }, '"minors[0]": Kubernetes 1.100000 is not known; the newest known is 1.37'],
  [{ minors: [36, 35] }, '"minors" has to be ascending, each minor once'],
  [{ minors: [36, 36] }, '"minors" has to be ascending, each minor once'],
  [{ minors: [] }, '"minors" names no minor'],
  [{ minors: 36 }, '"minors" has to be of type array'],
  [{ only: 'on-delete-strategy' }, '"only" has to be of type array'],
  [{ only: [] }, '"only" names no rule'],
  [{ only: [5] }, '"only[0]" has to be of type string'],
  [{ only: ['on-delete-stratgy'] }, 'unknown rule "on-delete-stratgy"; did you mean on-delete-strategy?'],
  [{ fleet: { readySeconds: NaN } }, '"fleet.readySeconds" has to be of type number'],
  [{ failOn: 'error' }, 'unknown key "failOn"'],
  [null, 'the options have to be of type object'],
  ['strict', 'the options have to be of type object'],
];

for (const [options, message] of OWN)
  test(`lint refuses: ${message}`, () => {
    assert.is(faultOf(options), message);
  });

test('sources that are not a list of paths and texts throw TypeError', () => {
  for (const [given, pattern] of [
    [text, /^"sources" has to be a list, not "/],
    [[text], /^"sources\[0\]" has to be an object/],
    [[{ path: 'a.yaml', text: new Uint8Array(3) }], /^"sources\[0\].text" has to be a string, not bytes$/],
    [[{ text }], /^"sources\[0\].path" has to be a string, not undefined$/],
  ] as const)
    assert.throws(
      () => lint(any(given)),
      (error: unknown) => error instanceof TypeError && pattern.test(error.message),
    );
});

test.run();
