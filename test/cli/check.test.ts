import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { GOOD, inProject, REFUSED, WARNED } from './project.ts';

const check = suite('check');

check('exits with 0, 1 or 2, and prints the summary on standard error', () =>
  inProject({ 'good.yaml': GOOD, 'bad.yaml': WARNED }, async ({ run }) => {
    assert.equal(await run('good.yaml'), {
      code: 0,
      stdout: '',
      stderr: 'daemonlint: nothing found; 1 DaemonSet in 1 file\n',
    });
    assert.is((await run('bad.yaml')).code, 1);
    assert.is((await run('check', 'bad.yaml')).code, 1);
    assert.is((await run('--fail-on', 'error', 'bad.yaml')).code, 0);
    assert.is((await run('--fail-on', 'never', 'bad.yaml')).code, 0);
    assert.is((await run('--quiet', 'bad.yaml')).stderr, '');
    assert.is((await run('--nonsense')).code, 2);
  }),
);

check('says what was meant when a name is wrong', () =>
  inProject({ 'good.yaml': GOOD }, async ({ run }) => {
    assert.match((await run('--presett', 'strict')).stderr, /unknown option --presett; did you mean --preset\?/);
    assert.match((await run('--preset', 'strikt')).stderr, /did you mean strict\?/);
    assert.match((await run('--only', 'on-delete')).stderr, /unknown rule "on-delete"/);
    assert.match((await run('--rule', 'image-digst=error')).stderr, /did you mean image-digest\?/);
    assert.match((await run('--format', 'xml')).stderr, /--format has to be one of text, json/);
    assert.match((await run('--kubernetes', '1.99')).stderr, /newest known is 1\.37/);
    assert.match((await run('rules', 'image-digst')).stderr, /did you mean image-digest\?/);
    assert.is((await run('rules', 'image-digst')).code, 2);
    assert.match((await run('rules', 'policy/digests')).stderr, /described by the policy or the configuration/);
  }),
);

check('chooses rules by preset, --rule and --only', () =>
  inProject({ 'ds.yaml': WARNED }, async ({ run }) => {
    const ids = async (...argv: string[]): Promise<string[]> =>
      [...(await run('--notes', ...argv, 'ds.yaml')).stdout.matchAll(/\[([a-z-]+)\]$/gm)].map(([, id = '']) => id);
    assert.equal(await ids(), ['no-rollback-history']);
    assert.ok((await ids('--preset', 'strict')).includes('change-cause-missing'));
    assert.equal(await ids('--rule', 'no-rollback-history=off'), []);
    assert.equal(await ids('--only', 'image-digest,change-cause-missing'), ['change-cause-missing', 'image-digest']);
    assert.match((await run('--rule', 'no-rollback-history=error', 'ds.yaml')).stdout, /: error: /);
    assert.equal(await ids('--only', 'min-ready-seconds-minimum'), ['min-ready-seconds-minimum'], 'opt-in rules too');
  }),
);

check('leaves notes out unless they are asked for, and counts them', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const hidden = await run('--preset', 'strict', '--only', 'image-digest', 'ds.yaml');
    assert.is(hidden.stdout, '');
    assert.is(hidden.code, 0);
    assert.match(hidden.stderr, /1 note hidden/);
    assert.match((await run('--notes', '--only', 'image-digest', 'ds.yaml')).stdout, /: note: /);
    const { summary, findings } = JSON.parse((await run('--format', 'json', '--only', 'image-digest')).stdout) as {
      summary: { notes: number };
      findings: unknown[];
    };
    assert.is(summary.notes, 1);
    assert.is(findings.length, 0);
    assert.is((await run('--fail-on', 'note', '--only', 'image-digest')).code, 1);
  }),
);

check('writes several formats at once, the same bytes every time', () =>
  inProject({ 'b.yaml': WARNED, 'a.yaml': REFUSED }, async ({ run, root }) => {
    const formats = [
      'a.yaml',
      'b.yaml',
      '--format',
      'text',
      '--format',
      'sarif=out.sarif',
      '--format',
      'json=out.json',
    ];
    const first = await run(...formats);
    const files = (): string[] => ['out.sarif', 'out.json'].map((name) => readFileSync(join(root, name), 'utf8'));
    const bytes = files();
    assert.is((await run(...formats)).stdout, first.stdout);
    assert.equal(files(), bytes);
    assert.equal(
      first.stdout.split('\n').map((line) => line.split(':')[0]),
      ['a.yaml', 'b.yaml', ''],
    );
    assert.not(first.stdout.includes('\u001b'));
    assert.ok((await run('--color', 'always', 'a.yaml')).stdout.includes('\u001b['));
    const { code, stderr } = await run('a.yaml', '--format', 'json=no/such/folder.json');
    assert.is(code, 2);
    assert.match(stderr, /cannot write .*no\/such\/folder\.json: no such file or directory/);
  }),
);

check('shows code, reason and fix on a terminal', () =>
  inProject({ 'ds.yaml': WARNED }, async ({ runWith }) => {
    const { stdout } = await runWith({ stdoutIsTTY: true, env: { NO_COLOR: '1' }, columns: 100 }, 'ds.yaml');
    assert.match(stdout, /^ds\.yaml:6:25: warning: .* \[no-rollback-history\]$/m);
    assert.match(stdout, /revisionHistoryLimit: 0\n[ |]*\^/);
    assert.match(stdout, /Keep 10 revisions/);
  }),
);

check('colors text on a terminal, unless the option or the environment says otherwise', () =>
  inProject({ 'ds.yaml': WARNED }, async ({ runWith }) => {
    const isColored = async (stdoutIsTTY: boolean, env: Record<string, string>, ...argv: string[]) =>
      (await runWith({ stdoutIsTTY, env }, ...argv, 'ds.yaml')).stdout.includes('\u001b[');
    assert.ok(await isColored(true, {}));
    assert.not(await isColored(false, {}));
    assert.not(await isColored(true, { TERM: 'dumb' }));
    for (const value of ['0', 'false']) assert.not(await isColored(true, { FORCE_COLOR: value }), value);
    for (const value of ['1', '3', 'true', '']) assert.ok(await isColored(false, { FORCE_COLOR: value }), value);
    assert.not(await isColored(true, { FORCE_COLOR: '1', NO_COLOR: '1' }));
    assert.ok(await isColored(true, { NO_COLOR: '' }), 'an empty NO_COLOR does not count');
    assert.ok(await isColored(false, { NO_COLOR: '1', FORCE_COLOR: '0' }, '--color=always'));
    assert.not(await isColored(true, { FORCE_COLOR: '1' }, '--color=never'));
  }),
);

check('finds its configuration upwards, up to the root of the repository', () =>
  inProject(
    {
      'repo/.git/HEAD': '',
      'repo/daemonlint.yaml': 'rules:\n  no-rollback-history: error\nfleet: {nodes: 250}\n',
      'repo/a/ds.yaml': WARNED,
      'repo/strict/.daemonlint.yaml': 'preset: strict\nignore: ["ignored/**"]\n',
      'repo/strict/ds.yaml': WARNED,
      'repo/strict/ignored/ds.yaml': WARNED,
      'daemonlint.yaml': 'nonsense: true\n',
    },
    async ({ run, runWith, root }) => {
      assert.match((await run('repo/a/ds.yaml', '--no-config')).stdout, /: warning: /);
      const within = (directory: string, ...argv: string[]) => runWith({ cwd: join(root, directory) }, ...argv);
      assert.match((await within('repo', 'a/ds.yaml')).stdout, /: error: /);
      const strict = await within('repo/strict');
      assert.match(strict.stdout, /change-cause-missing/);
      assert.not.match(strict.stdout, /ignored/);
      const both = await within('repo', 'a/ds.yaml', 'strict/ds.yaml');
      assert.match(both.stdout, /^a\/ds\.yaml.*: error: .*no-rollback-history/m);
      assert.match(both.stdout, /^strict\/ds\.yaml.*: warning: .*no-rollback-history/m);
    },
  ),
);

check('names file, line, column and what was meant when the configuration is wrong', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const cases: [string, RegExp][] = [
      ['presett: strict\n', /daemonlint\.yaml:1:1: unknown key "presett"; did you mean "preset"\?/],
      [
        'rules:\n  image-digst: error\n',
        /daemonlint\.yaml:2:3: unknown rule "image-digst"; did you mean "image-digest"\?/,
      ],
      ['rules:\n  image-digest: fatal\n', /daemonlint\.yaml:2:17: .* has to be one of off, note, warning, error/],
      ['kubernetes: 1.36\n', /daemonlint\.yaml:1:13: .*quote it/],
      [
        'rules:\n  all-nodes-at-once: {severity: error, limt: 30%}\n',
        /daemonlint\.yaml:2:40: "rules\.[a-z-]+": unknown key "limt"; did you mean "limit"\?/,
      ],
      ['preset: [\n', /daemonlint\.yaml:\d+:\d+: /],
      ['preset: strict\npreset: strict\n', /daemonlint\.yaml:2:1: the key "preset" is written twice/],
      ['fleet:\n  nodes: many\n', /daemonlint\.yaml:2:10: /],
    ];
    for (const [text, message] of cases) {
      write('daemonlint.yaml', text);
      const { code, stderr } = await run('ds.yaml');
      assert.is(code, 2, text);
      assert.match(stderr, message);
      assert.is(stderr.trim().split('\n').length, 1);
    }
  }),
);

check('fixes files, keeps their mode and line ends, and changes nothing a second time', () =>
  inProject(
    {
      'ds.yaml': GOOD.replace('maxUnavailable', '')
        .replace(/\n/g, '\r\n')
        .replace('spec:\r\n  selector', 'spec:\r\n  strategy: {type: OnDelete} # why\r\n  selector'),
    },
    async ({ run, root }) => {
      const path = join(root, 'ds.yaml');
      chmodSync(path, 0o640);
      const before = readFileSync(path, 'utf8');
      const dry = await run('--fix', '--dry-run');
      assert.is(readFileSync(path, 'utf8'), before);
      assert.match(
        dry.stdout,
        /^-.*strategy: \{type: OnDelete\} # why\r?\n\+.*updateStrategy: \{type: OnDelete\} # why/m,
      );
      const { code, stderr } = await run('--fix');
      assert.is(code, 0);
      assert.match(stderr, /fixed 1 problem in 1 file/);
      const after = readFileSync(path, 'utf8');
      assert.is(after, before.replace('strategy:', 'updateStrategy:'));
      assert.is(statSync(path).mode & 0o777, 0o640);
      await run('--fix');
      assert.is(readFileSync(path, 'utf8'), after);
    },
  ),
);

check('fixes what changes behaviour only when it is asked to', () =>
  inProject({ 'ds.yaml': WARNED }, async ({ run, root }) => {
    assert.is((await run('--fix')).code, 1);
    assert.is(readFileSync(join(root, 'ds.yaml'), 'utf8'), WARNED);
    assert.is((await run('--fix=unsafe')).code, 0);
    assert.is(readFileSync(join(root, 'ds.yaml'), 'utf8'), GOOD);
  }),
);

check('never suppresses what the server refuses, and says what it answers', () =>
  inProject({ 'ds.yaml': REFUSED }, async ({ run }) => {
    const { findings } = JSON.parse((await run('--format', 'json')).stdout) as {
      findings: { rule: string; reason: string; field: string; manifest: number }[];
    };
    assert.equal(
      findings.map(({ rule, reason, field, manifest }) => ({ rule, reason, field, manifest })),
      [{ rule: 'invalid-value', reason: 'Invalid', field: 'spec.template.metadata.labels', manifest: 0 }],
    );
  }),
);

check('judges a range of minors by each of them', () =>
  inProject({ 'ds.yaml': GOOD.replace('    spec:\n', '    spec:\n      hostnameOverride: x\n') }, async ({ run }) => {
    assert.match((await run('--kubernetes', '1.33', 'ds.yaml')).stdout, /newer-field/);
    assert.match((await run('--kubernetes', '1.34..1.36', 'ds.yaml')).stdout, /warning: .*upgrade-starts-rollout/);
    assert.is((await run('--kubernetes', '1.36', 'ds.yaml')).code, 0);
  }),
);

check('lists the rules and prints the page of one', () =>
  inProject({}, async ({ run }) => {
    const { stdout } = await run('rules');
    for (const { id } of rules) assert.ok(stdout.includes(`  ${id} `), id);
    assert.match(stdout, /slow-rollout +opt-in +opt-in/);
    const page = (await run('rules', 'on-delete')).stdout;
    assert.match(page, /^on-delete-strategy \(warning; recommended: note, strict: warning\)/);
    assert.match(page, /How to fix it/);
    assert.is((await run('explain', 'on-delete-strategy')).stdout, page);
  }),
);

check('prints its version and its help', () =>
  inProject({}, async ({ run }) => {
    assert.match((await run('--version')).stdout, /^\d+\.\d+\.\d+/);
    const { stdout } = await run('--help');
    for (const option of ['--format', '--fix', '--preset', '--kubernetes']) assert.ok(stdout.includes(option));
    assert.match((await run('dry-run', '--help')).stdout, /--as-posted/);
  }),
);

check('writes starter files, never over existing ones', () =>
  inProject({ 'daemonlint.yaml': 'preset: strict\n', 'ds.yaml': GOOD }, async ({ run, root }) => {
    assert.is((await run('init', 'vscode', 'github', 'gitlab', 'hook')).code, 0);
    for (const path of [
      '.vscode/tasks.json',
      '.github/workflows/daemonlint.yaml',
      '.gitlab-ci.yml',
      '.pre-commit-config.yaml',
    ]) {
      assert.ok(readFileSync(join(root, path), 'utf8').length > 50);
    }
    const again = await run('init', 'config');
    assert.is(again.code, 2);
    assert.match(again.stderr, /daemonlint\.yaml already exists/);
    assert.is((await run('init', '--force', 'config')).code, 0);
    assert.is((await run('ds.yaml')).code, 0, 'the configuration it writes is a valid one');
    assert.match((await run('init', 'vscod')).stderr, /did you mean vscode\?/);
  }),
);

check.run();
