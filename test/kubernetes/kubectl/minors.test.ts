import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rollout } from '../../../src/command/rollout.ts';
import type { DaemonSet } from '../../../src/kubernetes/api/objects.ts';
import { create } from '../../../src/kubernetes/apiserver/apiserver.ts';
import { revisionData, revisionName } from '../../../src/kubernetes/controller/revision.ts';
import { LAST_APPLIED } from '../../../src/kubernetes/api/annotations.ts';
import { read } from '../posted.ts';
import { run } from '../../rollout/memory-io.ts';
import { FIXTURES, textOf } from '../../rollout/recordings.ts';

const RECORDED = new URL('kubectl-1.37/', FIXTURES);
const CAUSE = 'kubernetes.io/change-cause';

function storedOn(minor: number, file: string): DaemonSet {
  const text = textOf(file, RECORDED);
  const { stored } = create(read(text), { minor, namespace: 'default', text });
  if (stored === undefined) throw new Error(`1.${minor} refuses ${file}`);
  return stored;
}

/** What a cluster of 1.`minor` holds after d1.yaml and then d2.yaml were applied. */
function dumpOf(minor: number): string {
  const states = ['d1.yaml', 'd2.yaml'].map((file) => storedOn(minor, file));
  const revisions = states.map(({ metadata, spec }, i) => {
    const template = spec?.template ?? {};
    const { name = '', hash = '' } = revisionName('hist', template, minor) ?? {};
    return {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name,
        namespace: 'default',
        labels: { ...template.metadata?.labels, 'controller-revision-hash': hash },
        annotations: { [CAUSE]: metadata?.annotations?.[CAUSE] },
        ownerReferences: [{ kind: 'DaemonSet', name: 'hist', controller: true }],
      },
      data: JSON.parse(revisionData(template, minor)) as unknown,
      revision: i + 1,
    };
  });
  const current = states[1];
  const annotations = { ...current?.metadata?.annotations, [LAST_APPLIED]: '{}' };
  const daemonSet = { ...current, metadata: { ...current?.metadata, annotations } };
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [daemonSet, ...revisions] });
}

/** Each command of the recording with all it printed. */
function recorded(version: string): readonly (readonly [string, string])[] {
  return textOf(`kubectl-${version}.txt`, RECORDED)
    .split(/^### rollout /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), `${part.slice(part.indexOf('\n') + 1).trimEnd()}\n`]);
}

async function printed(command: string, dump: string, ...options: string[]): Promise<string> {
  const argv = [...command.split(' '), '--from', 'dump.json', ...options];
  const { stdout, stderr, code } = await run(rollout, argv, { 'dump.json': dump });
  return `${stderr}${stdout}exit ${code}\n`;
}

// Both were asked of one cluster of 1.37.2.
for (const [version, minor] of [
  ['1.36.3', '1.36'],
  ['1.37.2', '1.37'],
] as const)
  test(`prints what kubectl ${version} prints`, async () => {
    const dump = dumpOf(37);
    for (const [command, text] of recorded(version)) {
      assert.is(await printed(command, dump, '--kubernetes', minor), text, command);
      if (minor === '1.37') assert.is(await printed(command, dump), text, command);
    }
  });

test('the names of the revisions say which kubectl goes with the cluster', async () => {
  const command = 'history ds/hist --revision=1';
  assert.match(await printed(command, dumpOf(36)), '#success=1 #failure=3');
  assert.match(await printed(command, dumpOf(37)), 'successThreshold=1 failureThreshold=3');
  const renamed = dumpOf(36).replaceAll('"name":"hist-', '"name":"other-');
  assert.match(await printed(command, renamed), 'successThreshold=1 failureThreshold=3');
});

test('a minor that is not known is not guessed', async () => {
  let message = '';
  await printed('history ds/hist --revision=1', dumpOf(37), '--kubernetes', '1.99').catch((error: unknown) => {
    message = String(error);
  });
  assert.match(message, '--kubernetes: Kubernetes 1.99 is not known');
});

test.run();
