import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf } from '../../src/format/plan/chart.ts';
import { planMarkdown } from '../../src/format/plan/markdown.ts';
import { plansSvg } from '../../src/format/plan/svg.ts';
import { planText } from '../../src/format/plan/text.ts';
import type { DaemonSet } from '../../src/kubernetes/api/objects.ts';
import { planOf, type Plan, type PlanInput } from '../../src/rollout/plan.ts';
import { daemonSetOf, dumpOf, DUMPS } from './recordings.ts';

function daemonSet(maxUnavailable: number | string, maxSurge: number | string = 0, minReadySeconds = 0): DaemonSet {
  return {
    metadata: { name: 'agent', namespace: 'kube-system' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
      minReadySeconds,
    },
  };
}

function plan(of: DaemonSet, more: Partial<PlanInput> = {}): Plan {
  return planOf({ daemonSet: of, minor: 36, fleet: {}, ...more });
}

test('a template that no node can match has no waves', () => {
  const of = daemonSet(1);
  const terms = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } };
  Object.assign(of.spec?.template.spec ?? {}, { affinity: { nodeAffinity: terms } });
  const { nodes, waves, maxUnavailableNodes } = plan(of);
  assert.equal({ nodes, waves, maxUnavailableNodes }, { nodes: 0, waves: 0, maxUnavailableNodes: 0 });
});

test('without a fleet: 10 nodes, 10 s to become ready, 30 s to terminate', () => {
  const { timeline, badVersion, ...rest } = plan(daemonSet(1));
  assert.equal(rest, {
    namespace: 'kube-system',
    name: 'agent',
    strategy: 'delete-first',
    nodes: 10,
    maxUnavailable: 1,
    maxSurge: 0,
    minReadySeconds: 0,
    maxUnavailableNodes: 1,
    maxSurgeNodes: 0,
    waves: 10,
    seconds: 401.3,
    deadNodesTolerated: 0,
    revision: { name: 'agent-bb54b4fd7', hash: 'bb54b4fd7' },
    assumptions: {
      nodes: 10,
      readySeconds: 10,
      terminationSeconds: 30,
      clientQps: 20,
      clientBurst: 30,
      failAfterSeconds: 30,
    },
    hazards: [],
  });
  assert.equal(badVersion.neverReady, { nodesDown: 1, extraPods: 0 });
  assert.is(badVersion.failsAfterReady.nodesDown, 2);
  assert.is(timeline.at(-1)?.updated, 10);
});

test('a change that starts no rollout', () => {
  const [before, after] = [daemonSet(1), daemonSet('50%')];
  assert.is(plan(after).startsRollout, undefined);
  assert.is(plan(after, { previous: before }).startsRollout, false);
  const template = { ...after.spec?.template, metadata: { labels: { app: 'agent', v: '2' } } };
  const other = { ...after, spec: { ...after.spec, template } } as DaemonSet;
  assert.is(plan(other, { previous: before }).startsRollout, true);
  assert.match(planText(plan(other, { previous: before }), 80), /change +a new revision: starts a rollout/);
});

test('what is told is not assumed', () => {
  const fleet = { nodes: 4, readySeconds: 1, terminationSeconds: 1 };
  const known = plan(daemonSet('50%'), { fleet, clientQps: 5, clientBurst: 10, failAfterSeconds: 1 });
  assert.equal(known.assumptions, {});
  assert.is(known.waves, 2);
});

test('groups of nodes: those that match get a pod', () => {
  const group = (count: number, pool: string): object => ({ count, labels: { pool }, taints: [], allocatable: {} });
  const of = daemonSet('10%');
  const template = { ...of.spec?.template, spec: { containers: [], nodeSelector: { pool: 'workers' } } };
  const selecting = { ...of, spec: { ...of.spec, template } } as DaemonSet;
  const groups = [group(200, 'workers'), group(50, 'gpu')];
  assert.is(plan(selecting, { fleet: { groups } as PlanInput['fleet'] }).nodes, 200);
});

test('the timeline never passes some hundred points and keeps the worst moments', () => {
  for (const [nodes, budget] of [
    [5000, 1],
    [5000, '10%'],
  ] as const) {
    const { timeline, maxUnavailableNodes } = plan(daemonSet(budget), { fleet: { nodes } });
    assert.ok(timeline.length <= 301);
    assert.is(Math.max(...timeline.map(({ unavailable }) => unavailable)), maxUnavailableNodes);
    assert.is(timeline.at(-1)?.updated, nodes);
    assert.ok(timeline.every(({ second }, i) => i === 0 || second >= (timeline[i - 1]?.second ?? 0)));
  }
});

test('the terminal shows a staircase', () => {
  const text = planText(plan(daemonSet('50%'), { fleet: { nodes: 2, readySeconds: 1, terminationSeconds: 1 } }), 36);
  assert.is(
    text.slice(text.indexOf('\n\n') + 2),
    [
      ' 2 ···········▒▒▒▒▒▒▒▒▒▒▒▒▒',
      ' 1 ▒▒▒▒▒▒▒▒▒▒▒█████████████',
      '   0 s        2 s       4 s',
      '   · old version   ▒ down   █ updated',
      '',
    ].join('\n'),
  );
});

test('one node of thousands that is down is still seen', () => {
  const shown = planText(plan(daemonSet(1), { fleet: { nodes: 5000 } }), 100);
  assert.match(shown, /▒/);
  assert.ok(columnsOf(plan(daemonSet(1), { fleet: { nodes: 5000 } }), 60).every(({ down }) => down === 1));
});

test('SVG and Markdown escape what they quote', () => {
  const named = { ...daemonSet(1), metadata: { name: 'a<b>&c', namespace: 'x|y' } };
  assert.match(plansSvg([plan(named)]), /a&lt;b&gt;&amp;c/);
  assert.match(
    planMarkdown(plan(named, { dump: dumpOf('fleet.json', DUMPS) })),
    /^### Rollout of <code>x&#124;y\/a&lt;b&gt;&amp;c<\/code>\n\n\| \| \|\n/,
  );
});

test('OnDelete and empty fleets have no chart', () => {
  const onDelete: DaemonSet = {
    ...daemonSet(1),
    spec: { ...daemonSet(1).spec, updateStrategy: { type: 'OnDelete' } } as never,
  };
  const left = plan(onDelete);
  assert.equal([left.strategy, left.waves, left.seconds, left.deadNodesTolerated], ['on-delete', null, null, null]);
  for (const each of [left, plan(daemonSet(1), { fleet: { nodes: 0 } })]) {
    assert.not.match(planText(each, 80), /█/);
    assert.not.match(plansSvg([each]), /<path/);
    assert.not.match(planMarkdown(each), /```/);
  }
  assert.is(plan(daemonSet(1), { fleet: { nodes: 0 } }).seconds, 0);
});

test('real nodes from a dump', () => {
  const dump = dumpOf('fleet.yaml', DUMPS);
  const { nodes, seconds, maxUnavailableNodes, fleet, adoption, revision, hazards } = plan(daemonSetOf(dump), { dump });
  assert.is(nodes, 4);
  assert.is(seconds, null);
  assert.is(maxUnavailableNodes, 2);
  assert.equal(fleet?.withPod, ['worker-1', 'worker-2', 'worker-3', 'worker-4']);
  assert.equal(fleet?.withoutPod, [
    { name: 'cp-1', reason: 'taint node-role.kubernetes.io/control-plane:NoSchedule is not tolerated' },
    { name: 'gpu-1', reason: 'its labels do not match' },
    { name: 'worker-5', reason: 'not Ready, taint node.kubernetes.io/unreachable:NoSchedule' },
  ]);
  assert.equal(fleet?.dead, [{ name: 'worker-5', reason: 'its kubelet is not Ready' }]);
  assert.equal([fleet?.cordoned, fleet?.unavailable, fleet?.dropped], [['worker-4'], ['worker-3'], []]);
  assert.equal(adoption, { adopted: 0, kept: 4, replaced: 1 });
  assert.equal([revision?.number, revision?.current], [2, true]);
  assert.equal(
    hazards.map(({ rule }) => rule),
    ['old-pods-unavailable', 'dead-nodes-block', 'misscheduled-pods'],
  );
});

test('what a dump does not hold is said', () => {
  const dump = dumpOf('no-pods.yaml', DUMPS);
  const blind = plan(daemonSetOf(dump), { dump });
  assert.equal([blind.nodes, blind.fleet?.unknown, blind.adoption], [4, ['pods', 'nodes'], undefined]);
  assert.match(planText(blind, 80), /not in the dump +pods and nodes: /);
  const nodes = dumpOf('fleet.json', DUMPS);
  assert.equal(plan(daemonSetOf(nodes), { dump: nodes }).fleet?.unknown, ['pods']);
});

test('a larger budget goes on around the dead node', () => {
  const dump = dumpOf('fleet.yaml', DUMPS);
  const of = daemonSetOf(dump);
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 3, maxSurge: 0 } };
  const wider = plan({ ...of, spec: { ...of.spec, updateStrategy } as never }, { dump });
  assert.is(wider.seconds === null, false);
  assert.is(wider.timeline.at(-1)?.updated, 4);
});

test('a DaemonSet that is not there yet adopts the orphans', () => {
  const dump = dumpOf('orphans.yaml', DUMPS);
  const fleet = dumpOf('no-pods.yaml', DUMPS);
  const of = daemonSetOf(fleet);
  const { adoption, revision } = plan({ ...of, metadata: { name: 'agent', namespace: 'orphans' } }, { dump });
  // One has the hash of this very template, one passes because its template generation is 1.
  assert.equal(adoption, { adopted: 4, kept: 2, replaced: 2 });
  assert.is(revision?.number, undefined);
});

test.run();
