import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { json } from '../../src/format/json.ts';
import { inProject, REFUSED, WARNED } from '../cli/project.ts';
import { madeUpReport } from './made-up.ts';

const schema = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

function valid(text: string): void {
  const ok = validate(JSON.parse(text));
  assert.ok(ok, JSON.stringify(validate.errors, undefined, 2));
}

test('the made-up report fits the published schema', () => {
  valid(json(madeUpReport()));
  valid(json(madeUpReport({ findings: [], files: [], manifests: [], kubernetes: '1.33..1.36' })));
});

test('the schema refuses what the shape does not have', () => {
  const report = JSON.parse(json(madeUpReport())) as Record<string, unknown>;
  assert.not(validate({ ...report, extra: 1 }));
  assert.not(validate({ ...report, files: [{ path: 'a', status: 'skipped' }] }));
  assert.not(validate({ ...report, files: [{ path: 'a', status: 'checked', reason: 'template' }] }));
  assert.not(validate({ ...report, summary: {} }));
});

test('what real runs print fits the schema', () =>
  inProject(
    {
      'warned.yaml': WARNED,
      'refused.yaml': REFUSED,
      'broken.yaml': 'kind: DaemonSet\nmetadata: {\n',
      'several.yaml': `${WARNED}---\nkind: DaemonSet\nspec: {{ .Values.x }}\n`,
      'mention.yaml': 'a: DaemonSet\n',
      'unknown.yaml': WARNED.replace('spec:\n', 'spec:\n  updateStrategy:\n    maxUnavailable: 1\n'),
    },
    async ({ run }) => {
      const { stdout, code } = await run('--format', 'json', '--notes', '--preset', 'strict');
      valid(stdout);
      assert.is(code, 1);
      const { findings } = JSON.parse(stdout) as { findings: { fix?: object; reason?: string; server?: string }[] };
      assert.ok(findings.some(({ fix }) => fix !== undefined));
      assert.ok(findings.some(({ reason, server }) => reason === 'Invalid' && server?.includes('selector')));
    },
  ));

test('keys come in the order of the schema', () => {
  const report = JSON.parse(json(madeUpReport())) as { findings: object[] };
  const { properties, $defs } = schema as {
    properties: object;
    $defs: { finding: { properties: object } };
  };
  const noted = JSON.parse(json({ ...madeUpReport(), notices: ['a'], unjudged: ['b'] })) as { notices: string[] };
  assert.equal(Object.keys(noted), Object.keys(properties));
  assert.equal(noted.notices, ['b', 'a']);
  assert.not.ok('notices' in report);
  const order = Object.keys($defs.finding.properties);
  for (const finding of report.findings) {
    const keys = Object.keys(finding);
    assert.equal(
      keys,
      order.filter((key) => keys.includes(key)),
    );
  }
});

test('the reason of the API server comes without FieldValue, its message as it is', () => {
  const { findings } = JSON.parse(json(madeUpReport())) as { findings: Record<string, unknown>[] };
  assert.is(findings[3]?.['reason'], 'Invalid');
  assert.is(findings[3]?.['server'], 'strict decoding error: unknown field "spec.updateStrategy.maxUnavailable"');
  assert.is(findings[0]?.['reason'], 'BadRequest');
  assert.is(findings[0]?.['manifest'], null);
});

test.run();
