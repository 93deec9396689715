/**
 * What 50 policies cost on 300 DaemonSets, which they accept: `npm run build`, `npx tsx bench/policies.ts [PAIRS]`. The
 * same run without policies is the reference; the difference counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PAIRS = Number(process.argv[2] ?? 20);
const [POLICIES, DAEMON_SETS] = [50, 300];
const TARGET_MS = 1000;

const daemonSet = (name: string): string => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ${name}, namespace: agents}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      priorityClassName: node-agent
      containers:
        - name: agent
          image: registry.example.com/agent:1.4.2@sha256:${'0123456789abcdef'.repeat(4)}
          readinessProbe: {tcpSocket: {port: 80}}
          resources: {requests: {cpu: 10m, memory: 20Mi}, limits: {memory: 40Mi}}
`;

const folder = mkdtempSync(join(tmpdir(), 'daemonlint-bench-'));
const write = (path: string, text: string): void => {
  writeFileSync(join(folder, path), text);
};

function milliseconds(...args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stdout } = spawnSync(process.execPath, [resolve('dist/cli.js'), '-q', ...args], { cwd: folder });
  if (status !== 0) throw new Error(stdout.toString());
  return Number(process.hrtime.bigint() - start) / 1e6;
}

try {
  mkdirSync(join(folder, 'ds'));
  mkdirSync(join(folder, 'policies'));
  for (let i = 0; i < DAEMON_SETS; i++) write(`ds/${i}.yaml`, daemonSet(`agent-${i}`));
  write('policies/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: agents}\n');
  const ready = readdirSync('policies');
  for (let i = 0; i < POLICIES; i++) {
    const text = readFileSync(join('policies', ready[i % ready.length] ?? ''), 'utf8');
    write(`policies/${i}.yaml`, text.replaceAll(/(name|policyName): daemonset-[\w-]+/g, `$&-${i}`));
  }
  milliseconds('ds');
  const differences = Array.from(
    { length: PAIRS },
    () => milliseconds('--policy', 'policies', 'ds') - milliseconds('ds'),
  );
  const at = (share: number): string =>
    (differences.sort((a, b) => a - b)[Math.floor((PAIRS - 1) * share)] ?? NaN).toFixed(0);
  console.log(
    `${POLICIES} policies on ${DAEMON_SETS} DaemonSets: ${at(0.5)} ms (quartiles ${at(0.25)} to ${at(0.75)}, ${PAIRS} pairs), at most ${TARGET_MS}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
