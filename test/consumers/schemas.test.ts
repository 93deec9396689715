import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { junit } from '../../src/format/junit.ts';
import { checkstyle } from '../../src/format/checkstyle.ts';
import { FOLDER } from '../format/golden.ts';
import { madeUpReport } from '../format/made-up.ts';
import { apt, testsWith } from './install.ts';

const SCHEMAS = 'test/consumers/schemas';
const XMLLINT = apt('xmllint', 'libxml2-utils');
const xml = testsWith('xml', XMLLINT);

function complaints(schema: string, text: string): string {
  const args = ['--noout', '--nonet', '--schema', join(SCHEMAS, schema), '-'];
  const { status, stderr } = spawnSync(XMLLINT ?? '', args, { input: text, encoding: 'utf8' });
  return status === 0 ? '' : stderr;
}

for (const [schema, name, format] of [
  ['junit.xsd', 'junit.xml', junit],
  ['checkstyle.xsd', 'checkstyle.xml', checkstyle],
] as const) {
  xml.test(`${name} is valid by ${schema}, with findings twice and without any`, () => {
    assert.is(complaints(schema, readFileSync(join(FOLDER, name), 'utf8')), '');
    const twice = madeUpReport().findings.flatMap((finding) => [finding, finding]);
    assert.is(complaints(schema, format(madeUpReport({ findings: twice }))), '');
    assert.is(complaints(schema, format(madeUpReport({ findings: [], files: [] }))), '');
  });
}

xml.test('the schemas refuse what the consumers do', () => {
  const suiteOf = (attributes: string): string =>
    `<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase name="b" ${attributes}/></testsuite></testsuites>`;
  assert.is(complaints('junit.xsd', suiteOf('classname="c"')), '');
  assert.match(complaints('junit.xsd', suiteOf('file="a.yaml" line="1"')), /attribute 'file' is not allowed/);
  assert.match(
    complaints('checkstyle.xsd', '<checkstyle version="8.0"><file/></checkstyle>'),
    /attribute 'name' is required/,
  );
});

xml.run();

const gitlab = suite('gitlab');

gitlab('gitlab.json is valid by what GitLab and Jenkins require, and no fingerprint comes twice', () => {
  const schema = JSON.parse(readFileSync(join(SCHEMAS, 'code-quality.schema.json'), 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  const issues = JSON.parse(readFileSync(join(FOLDER, 'gitlab.json'), 'utf8')) as { readonly fingerprint: string }[];
  assert.ok(validate(issues), JSON.stringify(validate.errors));
  assert.ok(issues.length > 0);
  assert.is(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  assert.not(validate([{ ...issues[0], severity: 'error' }]));
});

gitlab.run();
