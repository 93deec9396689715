import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, lint, type LintOptions } from '../../src/index.ts';
import { parseConfig } from '../../src/settings/config.ts';

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
  assert.equal(set({ limit: '101%' }), []);
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
  [{ rules: [] }, 'rules: []'],
  [{ fleet: 5 }, 'fleet: 5'],
  [{ fleet: { nodes: '60' } }, 'fleet: {nodes: "60"}'],
  [{ fleet: { nodes: 0 } }, 'fleet: {nodes: 0}'],
  [{ fleet: { node: 60 } }, 'fleet: {node: 60}'],
  [{ fleet: { groups: [{ count: 5 }, {}] } }, 'fleet: {groups: [{count: 5}, {}]}'],
  [{ fleet: { groups: [{ count: 5, labels: { a: 1 } }] } }, 'fleet: {groups: [{count: 5, labels: {a: 1}}]}'],
  [{ presett: 'strict' }, 'presett: strict'],
];

for (const [options, yaml] of SAME)
  test(`lint and a configuration file say the same of ${yaml}`, async () => {
    const said = await parseConfig(yaml, 'c').then(
      () => 'nothing',
      (error: unknown) => (error instanceof ConfigError ? error.message.replace(/^c:\d+:\d+: /, '') : 'a fault'),
    );
    assert.ok(!['nothing', 'a fault'].includes(said), said);
    assert.is(faultOf(options), said);
  });

const OWN: readonly (readonly [unknown, string])[] = [
  [{ minors: [24] }, '"minors.0": Kubernetes 1.24 is not known; the oldest known is 1.25'],
  [{ minors: [36, 99] }, '"minors.1": Kubernetes 1.99 is not known; the newest known is 1.37'],
  [{ minors: [NaN] }, '"minors.0" has to be of type integer: 36 is Kubernetes 1.36'],
  [{ minors: ['36'] }, '"minors.0" has to be of type integer: 36 is Kubernetes 1.36'],
  [{ minors: [36, 35] }, '"minors" has to be ascending, each minor once'],
  [{ minors: [36, 36] }, '"minors" has to be ascending, each minor once'],
  [{ minors: [] }, '"minors" names no minor'],
  [{ minors: 36 }, '"minors" has to be of type array'],
  [{ only: 'on-delete-strategy' }, '"only" has to be of type array'],
  [{ only: [] }, '"only" names no rule'],
  [{ only: [5] }, '"only.0" has to be of type string'],
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

test('sources that are no list of paths and texts throw TypeError', () => {
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
