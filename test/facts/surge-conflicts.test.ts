import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exclusiveResource, repelsAcrossNodes, selfRepellingTerms } from '../../src/facts/surge-conflicts.ts';
import { manifestOf, withPod } from './manifest-of.ts';

const volume = (path: string): string => `{volumes: [{name: a, hostPath: {path: '${path}'}}]}`;
const what = (pod: string): string | undefined => exclusiveResource(manifestOf(withPod(pod)))?.what;

test('locks, sockets of plugins and devices can be held once', () => {
  assert.is(what(volume('/var/run/agent.lock')), 'the lock /var/run/agent.lock');
  assert.is(
    what(volume('/var/lib/kubelet/plugins/csi.example.com')),
    'the socket of the plugin in /var/lib/kubelet/plugins/csi.example.com',
  );
  assert.is(what('{containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}'), 'the device nvidia.com/gpu');
});

test('what pods of a node share is no conflict', () => {
  assert.is(what(volume('/run/xtables.lock')), undefined);
  assert.is(what(volume('/var/lib/kubelet/plugins')), undefined);
  assert.is(what('{containers: [{name: a, resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi}}}]}'), undefined);
});

const term = (more: string, topology = 'kubernetes.io/hostname'): string =>
  `{affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: ${topology}${more}}]}}}`;
const own = ', labelSelector: {matchLabels: {app: agent}}';
const repels = (pod: string): number => selfRepellingTerms(manifestOf(withPod(pod))).length;

test('an anti-affinity term repels the own pods when it selects them in their namespace', () => {
  assert.is(repels(term(own)), 1);
  assert.is(repels(term(', labelSelector: {matchLabels: {app: other}}')), 0);
  assert.is(repels(term(`${own}, namespaces: [default]`)), 1);
  assert.is(repels(term(`${own}, namespaces: [elsewhere]`)), 0);
  assert.is(repels(term(`${own}, namespaceSelector: {}`)), 1);
  assert.is(repels(term(`${own}, namespaceSelector: {matchLabels: {a: b}}`)), 0);
});

test('a term over the label of the revision spares the pods of another one', () => {
  assert.is(repels(term(`${own}, matchLabelKeys: [controller-revision-hash]`)), 0);
  assert.is(repels(term(`${own}, matchLabelKeys: [app]`)), 1);
  assert.is(repels(term(`${own}, mismatchLabelKeys: [app]`)), 0);
});

test('zones and regions hold several nodes', () => {
  const keys = (topology: string): string[] =>
    repelsAcrossNodes(manifestOf(withPod(term(own, topology)))).map(({ topologyKey }) => topologyKey);
  assert.equal(keys('topology.kubernetes.io/zone'), ['topology.kubernetes.io/zone']);
  assert.equal(keys('kubernetes.io/hostname'), []);
});

test.run();
