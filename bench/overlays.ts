/** `check` of a repository with 100 overlays of one base, which it makes: at most 5 seconds of processor time. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { daemonSet } from './daemonset.ts';

const OVERLAYS = 100;
const MOST_SECONDS = 5;
const CLI = resolve('dist/cli.js');

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function makeRepository(root: string): void {
  const names = ['agent', 'logs', 'metrics', 'network', 'storage'];
  for (const name of names) write(root, `base/${name}.yaml`, daemonSet(name, 4));
  const others = Array.from({ length: 20 }, (_, i) => `config-${String(i)}`);
  for (const name of others)
    write(root, `base/${name}.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: b\n`);
  const resources = [...names, ...others].map((name) => `- ${name}.yaml\n`).join('');
  write(root, 'base/kustomization.yaml', `resources:\n${resources}`);
  for (let i = 0; i < OVERLAYS; i++) {
    const folder = `overlays/c${String(i)}`;
    write(
      root,
      `${folder}/kustomization.yaml`,
      `resources:\n- ../../base\nnamespace: c${String(i)}\nimages:\n- name: registry.example.com/agent-0\n  newTag: v${String(i)}\npatches:\n- path: patch.yaml\n`,
    );
    write(
      root,
      `${folder}/patch.yaml`,
      'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: logs\nspec:\n  minReadySeconds: 5\n',
    );
  }
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
}

/** The seconds of processor time that a run takes, which other work on the machine does not change. */
function secondsOf(root: string): number {
  const command = `TIMEFORMAT='%U %S'; time node ${CLI} --no-config --fail-on never --quiet >/dev/null`;
  const { stderr } = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' });
  const [user = NaN, system = NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return user + system;
}

const root = mkdtempSync(join(tmpdir(), 'overlays-'));
try {
  makeRepository(root);
  const seconds = Math.min(secondsOf(root), secondsOf(root));
  console.log(`${String(OVERLAYS)} overlays: ${seconds.toFixed(2)} s (at most ${String(MOST_SECONDS)})`);
  process.exitCode = seconds <= MOST_SECONDS ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
