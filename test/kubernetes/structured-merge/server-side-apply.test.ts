import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { containerOf, drifted, manifest, run } from '../kubectl/applied.ts';

const apply = suite('server-side apply');

const IMAGE = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: default}
spec:
  template:
    spec:
      containers:
      - {name: agent, image: "r:9"}
`;

apply('stops at a field that someone else owns', () => {
  const first = run(manifest(), [], { serverSide: true });
  assert.is(first.outcome.stdout, 'daemonset.apps/agent serverside-applied\n');
  const live = drifted(first.objects, IMAGE);
  const { outcome, objects } = run(manifest(), live, { serverSide: true });
  assert.is(outcome.code, 1);
  assert.ok(
    outcome.stderr.startsWith(
      'error: Apply failed with 1 conflict: conflict with "other": .spec.template.spec.containers[name="agent"].image\nPlease review',
    ),
  );
  assert.is(containerOf({ ...run(manifest(), []), objects })['image'], 'r:9');
  const forced = run(manifest(), live, { serverSide: true, forceConflicts: true });
  assert.is(containerOf(forced)['image'], 'r:1');
});

apply('leaves to others what left the file and is theirs', () => {
  const first = run(manifest({ spec: 'minReadySeconds: 5' }), [], { serverSide: true });
  const live = drifted(first.objects, IMAGE.replace('  template:', '  minReadySeconds: 7\n  template:'));
  const { objects } = run(manifest({ image: 'r:9' }), live, { serverSide: true });
  assert.is(objects[0]?.object.spec?.minReadySeconds, 7);
});

apply('moves from client-side to server-side in two requests, each of which can roll out', () => {
  const env = (...names: readonly string[]): string =>
    `env:\n${names.map((name) => `- {name: ${name}, value: "1"}\n`).join('')}`;
  const { objects } = run(manifest({ container: env('A', 'B') }), []);
  const moved = run(manifest({ image: 'r:2', container: env('A') }), objects, { serverSide: true });
  assert.is(moved.templates.length, 2);
  assert.equal(containerOf(moved)['env'], [{ name: 'A', value: '1' }]);
  assert.is(moved.objects[0]?.object.metadata?.generation, 3);
});

apply.run();
