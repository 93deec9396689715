/** What `diff` says of recorded changes, against the revisions that the real controller made. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Dump } from '../../src/dump/read-dump.ts';
import { controlledHistory, type ControllerRevision } from '../../src/kubernetes/kubectl/history.ts';
import type { DaemonSet } from '../../src/kubernetes/api/objects.ts';
import { inProject, type Project } from '../cli/project.ts';
import { stepsOf } from '../transcript.ts';
import { dumpOf, hasShared, SHARED } from './recordings.ts';

const test = suite('diff of recorded scenarios');
const scenarios = hasShared ? readdirSync(SHARED).filter((name) => name.startsWith('scen-')) : [];
if (!hasShared) test.skip('../shared is not there: no recorded scenario was tried', () => undefined);

interface Said {
  readonly name: string;
  readonly code: number;
  readonly newRevision: boolean;
  readonly rollout: string;
}

async function said(project: Project, old: string, next: string, isEmpty: boolean): Promise<ReadonlyMap<string, Said>> {
  const { stdout, stderr } = await project.run('diff', '--quiet', '--output', 'json', old, next);
  const unread = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.includes('counts as what is stored in the end'));
  assert.equal(unread, isEmpty ? [`daemonlint: ${old} holds no DaemonSet, so that each one is new`] : []);
  const changes = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Said);
  return new Map(changes.map((change) => [change.name, change]));
}

/** The current revision, and whether the controller made it, went back to it, or left all as it was. */
function happened(before: Dump, after: Dump, daemonSet: DaemonSet): Pick<Said, 'newRevision' | 'rollout'> {
  const { metadata } = daemonSet;
  const old = before.daemonSets.find((other) => other.metadata?.name === metadata?.name);
  if (old === undefined) throw new Error(`${String(metadata?.name)} was not there before`);
  const [earlier, later] = [
    newest(controlledHistory(old, before.revisions)),
    newest(controlledHistory(daemonSet, after.revisions)),
  ];
  if (later?.metadata?.name === earlier?.metadata?.name) return { newRevision: false, rollout: 'none' };
  const known = before.revisions.some((revision) => revision.metadata?.name === later?.metadata?.name);
  const rolls = daemonSet.spec?.updateStrategy?.type !== 'OnDelete';
  return { newRevision: !known, rollout: rolls ? 'rolling' : 'on-delete' };
}

function newest(revisions: readonly ControllerRevision[]): ControllerRevision | undefined {
  return [...revisions].sort((a, b) => b.revision - a.revision)[0];
}

if (hasShared)
  test('the recordings are there', () => {
    assert.ok(scenarios.length > 30);
  });

for (const scenario of scenarios) {
  const name = scenario.slice('scen-'.length);
  const dumps = stepsOf(name).flatMap(({ command }) => (command.startsWith('DUMP ') ? [command.slice(5)] : []));
  for (const [index, next] of dumps.entries()) {
    const old = dumps[index - 1];
    if (old === undefined) continue;
    test(`${scenario}: ${old} to ${next}`, () =>
      inProject({}, async (project) => {
        const path = (file: string): string => fileURLToPath(new URL(`${scenario}/${file}`, SHARED));
        const [before, after] = [dumpOf(`${scenario}/${old}`, SHARED), dumpOf(`${scenario}/${next}`, SHARED)];
        const changes = await said(project, path(old), path(next), before.daemonSets.length === 0);
        for (const daemonSet of after.daemonSets) {
          const change = changes.get(daemonSet.metadata?.name ?? '');
          if (change?.rollout === 'create') continue;
          // Deleted and made anew in between: what is stored is compared, and no update was recorded.
          const { uid } = before.daemonSets.find(({ metadata }) => metadata?.name === change?.name)?.metadata ?? {};
          if (uid !== daemonSet.metadata?.uid) {
            assert.is(change?.code, 200);
            continue;
          }
          const { newRevision, rollout } = change ?? {};
          assert.equal({ newRevision, rollout }, happened(before, after, daemonSet));
        }
      }));
  }
}

test.run();
