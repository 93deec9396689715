import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import * as assert from 'uvu/assert';
import { FOLDER } from '../format/golden.ts';
import { npm, testsWith } from './install.ts';

const PACKAGES = npm('@microsoft/sarif-multitool@5.7.0');
const FOLDER_OF_TOOL = join(PACKAGES ?? '', '@microsoft/sarif-multitool-linux');
const MULTITOOL = join(FOLDER_OF_TOOL, 'Sarif.Multitool');
const DAEMONLINT = resolve('dist/cli.js');

const { test, run } = testsWith('sarif', process.platform === 'linux' ? PACKAGES : undefined);

/** Runs `body` with the golden file, and what the built program says of every fixture in a repository, twice. */
function withLogs(body: (folder: string, logs: readonly string[]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'daemonlint-'));
  try {
    const work = join(folder, 'work');
    const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '-q', '-b', 'main', work);
    for (const [index, path] of badFixtures().entries()) copyFileSync(path, join(work, `${index} ä.yaml`));
    git('-C', work, 'remote', 'add', 'origin', 'https://user:secret@github.com/example/manifests.git');
    git('-C', work, 'add', '.');
    git('-C', work, '-c', 'user.name=a', '-c', 'user.email=a@example.invalid', 'commit', '-qm', 'a');
    const logs = ['golden.sarif', 'first.sarif', 'second.sarif'];
    writeFileSync(join(folder, 'golden.sarif'), readFileSync(join(FOLDER, 'report.sarif')));
    for (const log of logs.slice(1)) {
      const args = [
        DAEMONLINT,
        '--preset',
        'strict',
        '--notes',
        '--nodes',
        '50',
        `--format=sarif=${join(folder, log)}`,
      ];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: work, encoding: 'utf8' });
      assert.is(status, 1, stderr);
    }
    body(folder, logs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function badFixtures(): string[] {
  return readdirSync('fixtures/rules', { recursive: true, encoding: 'utf8' })
    .filter((name) => /bad\.ya?ml$/.test(name))
    .map((name) => join('fixtures/rules', name));
}

const read = (path: string): Log => JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) as Log;

test("the multitool's schema and its strictest rules have nothing against us but SARIF2009", () => {
  withLogs((folder, logs) => {
    // npm ran no install script, which would have done this.
    chmodSync(MULTITOOL, 0o755);
    const { status, stdout } = spawnSync(
      MULTITOOL,
      [
        'validate',
        ...logs.map((log) => join(folder, log)),
        ...['--rule-kind', 'Sarif;Ghas', '--config', resolve('test/consumers/strict.xml')],
        ...['-o', join(folder, 'verdict'), '--log', 'ForceOverwrite', '--level', 'Error;Warning;Note'],
      ],
      { encoding: 'utf8', timeout: 120_000, env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } },
    );
    // It ends with 0 even when it found errors; only its own log tells.
    assert.is(status, 0, stdout);
    const [verdict] = read(join(folder, 'verdict')).runs;
    const objections = (verdict?.results ?? []).map(
      ({ ruleId, message }) => `${ruleId ?? ''} ${(message.arguments ?? []).join(' ')}`,
    );
    assert.ok(objections.length > 50, 'its note about rule ids that are words is missing: did it read our files?');
    assert.equal(
      objections.filter((objection) => !objection.startsWith('SARIF2009')),
      [],
    );
    assert.equal(
      (verdict?.invocations ?? []).flatMap(({ toolConfigurationNotifications = [] }) =>
        toolConfigurationNotifications.filter(({ level }) => level === 'error'),
      ),
      [],
    );
  });
});

test('the published schema accepts them, and two runs are equal byte for byte', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(readFileSync(join(FOLDER_OF_TOOL, 'sarif-2.1.0.json'), 'utf8')) as object);
  withLogs((folder, logs) => {
    for (const log of logs) assert.ok(validate(read(join(folder, log))), JSON.stringify(validate.errors));
    assert.ok(readFileSync(join(folder, 'first.sarif')).equals(readFileSync(join(folder, 'second.sarif'))));
    const [run] = read(join(folder, 'first.sarif')).runs;
    assert.ok((run?.results?.length ?? 0) > 50);
    const [provenance] = run?.versionControlProvenance ?? [];
    assert.is(provenance?.repositoryUri, 'https://github.com/example/manifests');
    assert.is(provenance?.branch, 'main');
    assert.match(provenance?.revisionId ?? '', /^[0-9a-f]{40}$/);
  });
});

run();
