/**
 * Time of `check --since HEAD~1` in a repository of 2,000 files and 500 commits over that of `git diff --name-only`
 * and a Node process that does nothing: `npm run build`, `npx tsx bench/since.ts`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compare } from './paired.ts';

const PAIRS = Number(process.argv[2] ?? 50);
const TARGET = 2;
const FILES = 2000;
const COMMITS = 500;
const AGENTS_EACH = 10;

function manifest(file: number, version: number): string {
  const name = `app-${String(file)}`;
  const kind = file % AGENTS_EACH === 0 ? 'DaemonSet' : 'Deployment';
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: app
          image: registry.example.com/${name}:1.${String(version)}.0
          ports: [{containerPort: 8080, hostPort: ${String(8000 + file)}}]
`;
}

/** What `git fast-import` reads: every file in the first commit, then one DaemonSet a commit. */
function* history(): Generator<string> {
  for (let commit = 0; commit < COMMITS; commit++) {
    yield `commit refs/heads/main\ncommitter A <a@example.com> ${String(1700000000 + commit)} +0000\ndata 1\n.\n`;
    const changed = commit === 0 ? Array.from({ length: FILES }, (_, file) => file) : [(commit * AGENTS_EACH) % FILES];
    for (const file of changed) {
      const text = manifest(file, commit);
      yield `M 644 inline apps/${String(file % 100)}/app-${String(file)}.yaml\ndata ${String(text.length)}\n${text}\n`;
    }
  }
}

const root = mkdtempSync(join(tmpdir(), 'daemonlint-bench-'));
try {
  const git = (args: readonly string[], input = ''): void => {
    execFileSync('git', args, { cwd: root, input, stdio: ['pipe', 'ignore', 'inherit'] });
  };
  git(['init', '-q', '-b', 'main']);
  git(['fast-import', '--quiet'], [...history()].join(''));
  git(['reset', '-q', '--hard']);
  const empty = join(root, '.git', 'empty.js');
  writeFileSync(empty, '');
  const node = process.execPath;
  const check = [resolve('dist/cli.js'), '--fail-on', 'never', '--since', 'HEAD~1'];
  const reference = [
    { command: 'git', args: ['diff', '--name-only', 'HEAD~1'], cwd: root },
    { command: node, args: [empty] },
  ];
  compare('check --since HEAD~1', { command: node, args: check, cwd: root }, reference, PAIRS, TARGET);
} finally {
  rmSync(root, { recursive: true, force: true });
}
