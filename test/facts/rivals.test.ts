import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rivals, type Claimant } from '../../src/facts/rivals.ts';
import { isOwned, isSingleWriter, podLabelsOf, selectorIn } from '../../src/facts/workloads.ts';
import type { Sibling } from '../../src/manifest/manifest.ts';

const SOURCE = { path: 'a.yaml', text: '' };
const claimant = (
  name: string,
  selected: Record<string, string> | undefined,
  labels: Record<string, string>,
): Claimant<object> => ({
  item: { name, source: SOURCE },
  selector: selected === undefined ? undefined : { matchLabels: selected },
  labels,
});

const all = new Rivals(
  [
    claimant('ours', { app: 'x' }, { app: 'x', tier: 'a' }),
    claimant('narrower', { app: 'x', tier: 'a' }, { app: 'x', tier: 'a', more: '1' }),
    claimant('selected', undefined, { app: 'x' }),
    claimant('selecting', { tier: 'a' }, { app: 'y' }),
    claimant('stranger', { app: 'z' }, { app: 'z' }),
  ],
  () => ({ name: '', home: '', appliers: [] }),
);
const OURS = claimant('ours', { app: 'x' }, { app: 'x', tier: 'a' });

test('who selects whose pods', () => {
  const { first, count } = all.against(OURS, 9, { isWanted: () => true, ownName: 'ours' });
  const found = first.map(({ item, direction }) => `${item.name} ${direction}`).sort();
  assert.equal(found, ['narrower both', 'selected ours', 'selecting theirs']);
  assert.is(count, 3);
});

test('only the first are given, and all are counted', () => {
  const { first, count } = all.against(OURS, 1, { isWanted: () => true, ownName: 'ours' });
  assert.equal([first.length, count], [1, 3]);
  assert.is(all.against(OURS, 9, { isWanted: () => false }).count, 0);
});

const sibling = (kind: string, object: Sibling['object']): Sibling => ({
  source: SOURCE,
  document: 1,
  span: { start: 0, end: 0 },
  apiVersion: 'v1',
  kind,
  namespace: 'default',
  name: 'a',
  object,
});

test('what a workload selects and makes', () => {
  const spec = { selector: { app: 1 }, template: { metadata: { labels: { app: 1 } } } };
  assert.equal(selectorIn(sibling('ReplicationController', { spec })), { matchLabels: { app: '1' } });
  assert.is(selectorIn(sibling('Deployment', { spec: { selector: {} } })), undefined);
  assert.equal(podLabelsOf(sibling('Deployment', { spec })), { app: '1' });
  assert.equal(podLabelsOf(sibling('Deployment', { spec: [] })), {});
});

test('an owner that is no controller does not own', () => {
  const owned = (controller: boolean): Sibling =>
    sibling('ReplicaSet', { metadata: { ownerReferences: [{ controller }] } });
  assert.ok(isOwned(owned(true)));
  assert.not(isOwned(owned(false)));
});

test('only ReadWriteOncePod is for one pod', () => {
  const claim = (mode: string): Sibling => sibling('PersistentVolumeClaim', { spec: { accessModes: [mode] } });
  assert.ok(isSingleWriter(claim('ReadWriteOncePod')));
  assert.not(isSingleWriter(claim('ReadWriteOnce')));
});

test.run();
