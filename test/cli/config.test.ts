import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject, WARNED } from './project.ts';

const config = suite('the configuration');

// YAML 1.1 reads a bare off as false, whatever its letters.
for (const off of ['off', 'OFF', "'off'", 'false', '{severity: off}', '{severity: "off"}']) {
  config(`a rule is switched off by ${off}`, () =>
    inProject({ 'ds.yaml': WARNED, 'daemonlint.yaml': `rules: {no-rollback-history: ${off}}\n` }, async ({ run }) => {
      assert.equal(await run('-q', 'ds.yaml'), { code: 0, stdout: '', stderr: '' });
    }),
  );
}

config('on is no severity, and the answer names those there are', () =>
  inProject({ 'ds.yaml': WARNED }, async ({ run, write }) => {
    for (const on of ['on', '{severity: on}']) {
      write('daemonlint.yaml', `rules:\n  no-rollback-history: ${on}\n`);
      const { code, stderr } = await run('-q', 'ds.yaml');
      assert.is(code, 2);
      assert.match(stderr, /daemonlint\.yaml:2:\d+: .* is one of off, note, warning, error$/m);
    }
  }),
);

config('the schema takes a bare off as YAML 1.1 and as YAML 1.2 read it', () => {
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as object;
  const takes = new Ajv({ allowUnionTypes: true }).compile(schema);
  const rule = (setting: unknown): object => ({ rules: { 'image-digest': setting } });
  for (const setting of ['off', false, { severity: 'off' }, { severity: false }, 'error', {}])
    assert.ok(takes(rule(setting)), JSON.stringify(setting));
  for (const setting of [true, 'on', 'fatal', 1, null, [], { severity: true }, { severity: null }])
    assert.not(takes(rule(setting)), JSON.stringify(setting));
});

config('the list of rules says which one waits for the size of the fleet', () =>
  inProject({}, async ({ run }) => {
    const { stdout } = await run('rules');
    assert.match(stdout, /^ {2}fragile-budget +note \(fleet known\) {2}note /m);
    assert.match(stdout, /^ {2}on-delete-strategy +note +warning /m);
    assert.match(stdout, /^ {2}change-cause-format +opt-in +opt-in /m);
    assert.match((await run('rules', 'fragile-budget')).stdout, /recommended: note \(fleet known\), strict: note/);
  }),
);

config.run();
