/**
 * Compares our builds with kustomize's: those recorded in ../shared/kustomizations, or every kustomization below the
 * directories given, with the program that --kustomize names. --record writes what that prints to `expected.yaml`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeIo } from '../src/io/node-io.ts';
import { build, BuildError, KUSTOMIZATION_FILES, printYaml } from '../src/kustomize/index.ts';

const SHARED = '../shared/kustomizations';
const io = nodeIo();

type Ours = { readonly text: string } | { readonly error: BuildError };

function buildText(directory: string): Ours {
  try {
    return {
      text: build(directory, io)
        .objects.map((object) => printYaml(object))
        .join('---\n'),
    };
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return { error };
  }
}

interface Recorded {
  readonly tree: string;
  readonly dir: string;
  readonly rc: number;
  readonly sha256: string;
}

/** The recorded kustomizations that we build otherwise. */
function againstRecords(): string[] {
  const lines = readFileSync(join(SHARED, 'expected.ndjson'), 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const { tree, dir, rc, sha256 } = JSON.parse(line) as Recorded;
    const ours = buildText(join(SHARED, 'trees', tree, dir));
    const same =
      'text' in ours ? rc === 0 && createHash('sha256').update(ours.text).digest('hex') === sha256 : rc !== 0;
    return same ? [] : [`${tree}/${dir}: ${'error' in ours ? ours.error.message : 'another text'}`];
  });
}

function kustomizationsBelow(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const own = entries.some((entry) => entry.isFile() && KUSTOMIZATION_FILES.includes(entry.name)) ? [directory] : [];
  const inner = entries.filter(
    (entry) => entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules',
  );
  return [...own, ...inner.flatMap(({ name }) => kustomizationsBelow(join(directory, name)))];
}

function firstDifference(theirs: string, ours: string): string {
  let at = 0;
  while (at < ours.length && theirs[at] === ours[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `\n  kustomize: ${around(theirs)}\n  daemonlint: ${around(ours)}`;
}

const NETWORK = /HTTP|dial|proxyconnect|lookup |git|executable file not found/;

/** How our build of a directory compares with the program's. */
function compare(directory: string, program: string, record: boolean): { kind: string; detail: string } {
  const { status, stdout, stderr } = spawnSync(program, ['build', directory], {
    maxBuffer: 1 << 28,
    timeout: 30_000,
    // No network: what needs one fails at once.
    env: { PATH: '', HOME: '/nonexistent', HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' },
  });
  const theirs = stdout.toString();
  if (record && status === 0) writeFileSync(join(directory, 'expected.yaml'), theirs);
  const ours = buildText(directory);
  if ('error' in ours) {
    if (status === 0) return { kind: 'only kustomize builds', detail: ours.error.message };
    return { kind: ours.error.trouble === 'invalid' ? 'both fail' : `not here: ${ours.error.trouble}`, detail: '' };
  }
  if (status !== 0) {
    const error = stderr.toString();
    return NETWORK.test(error)
      ? { kind: 'needs a network', detail: '' }
      : { kind: 'only daemonlint builds', detail: error };
  }
  if (ours.text === theirs) return { kind: 'equal', detail: '' };
  return { kind: 'different', detail: firstDifference(theirs, ours.text) };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kustomize: { type: 'string', default: 'kustomize' }, record: { type: 'boolean', default: false } },
});
const wrong = new Set(['different', 'only kustomize builds', 'only daemonlint builds']);
const counts = new Map<string, number>();
for (const directory of positionals.flatMap(kustomizationsBelow).sort()) {
  const { kind, detail } = compare(directory, values.kustomize, values.record);
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
  if (wrong.has(kind)) {
    process.exitCode = 1;
    console.log(`${directory}: ${kind}: ${detail}`);
  }
}
for (const [kind, count] of counts) console.log(`${kind}: ${count}`);
if (positionals.length === 0) {
  if (!existsSync(SHARED)) console.log(`skipped: ${SHARED} is not here`);
  else {
    const differences = againstRecords();
    for (const difference of differences) console.log(difference);
    console.log(`recorded kustomizations that we build otherwise: ${differences.length}`);
    if (differences.length > 0) process.exitCode = 1;
  }
}
