import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingFields, structsOf, switchedOn } from '../../../scripts/minor.ts';
import { DEVIATIONS } from '../../../src/kubernetes/api/deviations.ts';
import { NEWEST, OLDEST } from '../../../src/kubernetes/api/release.ts';
import { layoutOf } from '../../../src/kubernetes/controller/go-layout.ts';

test('names the fields that a minor adds and removes, as the table writes them', () => {
  const found = missingFields(layoutOf(37) ?? new Map(), 36);
  assert.is(found.length, 14);
  assert.ok(found.includes('EmptyDirVolumeSource: mode:*int32@37 (after sizeLimit)'));
  assert.equal(missingFields(layoutOf(36) ?? new Map(), 35).sort(), [
    'PodSpec: schedulingGroup:*v1.PodSchedulingGroup@36 (after hostnameOverride)',
    'PodSpec: workloadRef:*v1.WorkloadReference<36 (gone)',
  ]);
  const made = { name: 'Made', json: 'made', type: '*int32' };
  assert.equal(missingFields(new Map([...(layoutOf(NEWEST) ?? []), ['v1.MadeUp', [made]]])), [
    'MadeUp: made:*int32 (a new struct)',
  ]);
});

test('reads the layout of the Go types', () => {
  const types = { 'v1.A': { f: [{ n: 'B', j: 'b', t: 'string' }] }, 'v1.Time': { f: [] }, int32: {}, 'x.Y': { f: [] } };
  assert.equal([...structsOf({ types })], [['v1.A', [{ name: 'B', json: 'b', type: 'string' }]]]);
});

test('names the gates that are on from now on', () => {
  const gates = 'ClusterTrustBundleProjection  1\nSELinuxMount BETA 0\nEnvFiles BETA 1\nNobodyKnows ALPHA 1\n';
  assert.equal(switchedOn(gates, 36), ['ClusterTrustBundleProjection: 37']);
});

test('deviations are sorted by minor, each is asked for, and no other minor is compared with', () => {
  const minors = [...DEVIATIONS.values()];
  assert.equal(minors, [...minors].sort());
  assert.ok(minors.every((minor) => minor > OLDEST && minor <= NEWEST));
  const texts = readdirSync('src/kubernetes', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(`src/kubernetes/${path}`, 'utf8')] as const);
  const unused = [...DEVIATIONS.keys()].filter((name) => !texts.some(([, text]) => text.includes(`since('${name}'`)));
  assert.equal(unused, []);
  const bare = texts.filter(([, text]) => /\bminor\s*(?:[<>]=?|===)\s*\d/.test(text)).map(([path]) => path);
  assert.equal(bare, []);
});

test.run();
