import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marshal, revisionData } from '../../../src/kubernetes/controller/revision.ts';
import { matchesTemplate } from '../../../src/kubernetes/kubectl/undo.ts';
import { currentRevision } from '../../../src/rollout/observed-rollout.ts';
import { controlledHistory } from '../../../src/kubernetes/kubectl/history.ts';
import { daemonSetOf, dumpOf, FIXTURES } from '../../rollout/recordings.ts';

test('marshals as Go does: keys by bytes, HTML escaped, numbers through float64', () => {
  const value = { b: '<&>', a: [1, 1e21, 0.5, true, null], '10': 'x', '9': 'y', é: 1, Z: {} };
  assert.is(marshal(value), '{"10":"x","9":"y","Z":{},"a":[1,1e+21,0.5,true,null],"b":"\\u003c\\u0026\\u003e","é":1}');
});

test('a zero time is absent since 1.34 and null before', () => {
  const template = {
    metadata: { labels: { app: 'a' } },
    spec: { containers: [], volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: {} } } }] },
  };
  const claim = (metadata: string): string =>
    `[{"ephemeral":{"volumeClaimTemplate":{"metadata":${metadata},"spec":{}}},"name":"v"}]`;
  const data = (metadata: string, inner: string): string =>
    `{"spec":{"template":{"$patch":"replace","metadata":{${metadata}"labels":{"app":"a"}},"spec":{"containers":[],"volumes":${claim(inner)}}}}}`;
  assert.is(revisionData(template, 36), data('', '{}'));
  assert.is(revisionData(template, 33), data('"creationTimestamp":null,', '{"creationTimestamp":null}'));
});

test('of two revisions with one template, the one of the running minor is current', () => {
  const dump = dumpOf('scen-upgrade-creationtimestamp-null/02-after.yaml', FIXTURES);
  const daemonSet = daemonSetOf(dump);
  const revisions = controlledHistory(daemonSet, dump.revisions);
  const current = currentRevision(daemonSet, revisions);
  assert.is(current?.revision, 2);
  assert.equal(
    revisions.map((revision) => [revision.revision, matchesTemplate(daemonSet, revision)]),
    [
      [1, false],
      [2, true],
    ],
  );
});

test.run();
