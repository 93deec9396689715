import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerWithPolicies } from '../src/kubernetes/admission/answer.ts';
import { readPolicies } from '../src/kubernetes/admission/policy-set.ts';
import { typeCheckPolicy } from '../src/kubernetes/admission/type-checking.ts';
import { create } from '../src/kubernetes/apiserver/apiserver.ts';
import { NEWEST } from '../src/kubernetes/api/release.ts';
import { parseDocument } from '../src/kubernetes/yaml/parse.ts';

const ready = suite('ready policies');

const TIME = '2026-01-01T00:00:00Z';
/** ValidatingAdmissionPolicy is v1 from here on. */
const OLDEST = 30;
const names = readdirSync('policies').map((file) => file.replace(/\.yaml$/, ''));

const DIGEST = `@sha256:${'0123456789abcdef'.repeat(4)}`;
const CAUSE = 'kubernetes.io/change-cause';

/** A DaemonSet that all of them accept. */
const GOOD = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'agents', annotations: { [CAUSE]: 'agent 1.4.2' } },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: {
        priorityClassName: 'node-agent',
        containers: [
          {
            name: 'agent',
            image: `registry.example.com/agent:1.4.2${DIGEST}`,
            readinessProbe: { tcpSocket: { port: 80 } },
            resources: { requests: { cpu: '10m', memory: '20Mi' }, limits: { memory: '40Mi' } },
          },
        ],
      },
    },
  },
};

type Change = readonly [path: string, value: unknown];

/** The same with other values at some paths. */
function changed(...changes: readonly Change[]): string {
  const copy = structuredClone(GOOD) as unknown as Record<string, unknown>;
  for (const [path, value] of changes) {
    const steps = path.split('/');
    const last = steps.pop() ?? '';
    const holder = steps.reduce((at, step) => (at[step] ??= {}) as Record<string, unknown>, copy);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else holder[last] = value;
  }
  return JSON.stringify(copy);
}

const POD = 'spec/template/spec';
const AGENT = `${POD}/containers/0`;
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: agents}\n';

/** What a policy says of a manifest, over an old one if there is one. */
function denials(
  name: string,
  text: string,
  { old, namespace = NAMESPACE }: { old?: string; namespace?: string } = {},
) {
  const parsed = (json: string) => parseDocument(json, { start: 0, end: json.length });
  const files = [
    { path: `policies/${name}.yaml`, text: readFileSync(`policies/${name}.yaml`, 'utf8') },
    { path: 'ns.yaml', text: namespace },
  ];
  const request = { minor: NEWEST, namespace: '' };
  const { inForce } = readPolicies(files, { minor: NEWEST, time: TIME, complete: true });
  const stored = old === undefined ? undefined : create(parsed(old), request).stored;
  const options = { old: stored, user: undefined, time: TIME };
  const { admission, answer } = answerWithPolicies(parsed(text), request, inForce, options);
  assert.ok(admission !== undefined, answer.message ?? 'the server refuses the manifest by itself');
  return admission.verdicts.map(({ message }) => message);
}

ready('are ten, and the documentation lists them', () => {
  assert.is(names.length, 10);
  const docs = readFileSync('docs/policies.md', 'utf8');
  for (const name of names) assert.ok(docs.includes(`policies/${name}.yaml`), name);
});

for (const name of names) {
  ready(`${name}: every server takes it, and its type check warns of nothing`, () => {
    const file = { path: name, text: readFileSync(`policies/${name}.yaml`, 'utf8') };
    for (let minor = OLDEST; minor <= NEWEST; minor++) {
      const { created } = readPolicies([file], { minor, time: TIME, complete: true });
      assert.equal(
        created.map(({ kind, object, answer }) => [kind, object.metadata?.name, answer.message]),
        [
          ['ValidatingAdmissionPolicy', `daemonset-${name}`, undefined],
          ['ValidatingAdmissionPolicyBinding', `daemonset-${name}`, undefined],
        ],
      );
      for (const item of created)
        if (item.kind === 'ValidatingAdmissionPolicy') assert.equal(typeCheckPolicy(item.object, minor), []);
    }
  });

  ready(`${name}: accepts what is right`, () => {
    assert.equal(denials(name, changed()), []);
    assert.equal(denials(name, changed(), { old: changed() }), []);
  });
}

/** What each policy denies, and what it says of it; further changes that it accepts. */
const CASES: Readonly<
  Record<
    string,
    { readonly bad: readonly (readonly [RegExp, ...Change[]])[]; readonly good: readonly (readonly Change[])[] }
  >
> = {
  budget: {
    bad: [
      [/maxUnavailable 30% takes down too many/, ['spec/updateStrategy', rolling('30%')]],
      [/maxUnavailable 11 takes down too many/, ['spec/updateStrategy', rolling(11)]],
    ],
    good: [
      [['spec/updateStrategy', rolling('25%')]],
      [['spec/updateStrategy', rolling(10)]],
      [['spec/updateStrategy', { type: 'OnDelete' }]],
      [['spec/updateStrategy', { rollingUpdate: { maxSurge: '30%', maxUnavailable: 0 } }]],
    ],
  },
  registry: {
    bad: [
      [/take images from registry\.example\.com/, [`${AGENT}/image`, 'docker.io/agent:1']],
      [/take images from/, [`${AGENT}/image`, 'registry.example.com.evil.io/agent:1']],
      [/take images from/, [`${POD}/initContainers`, [{ name: 'init', image: 'busybox' }]]],
    ],
    good: [[[`${AGENT}/image`, 'registry.example.com/a/b:1']]],
  },
  digests: {
    bad: [
      [/by its digest/, [`${AGENT}/image`, 'registry.example.com/agent:1.4.2']],
      [/by its digest/, [`${POD}/initContainers`, [{ name: 'init', image: 'busybox@sha256:1' }]]],
    ],
    good: [[[`${AGENT}/image`, `agent${DIGEST}`]]],
  },
  'priority-class': {
    bad: [
      [/priorityClassName is missing/, [`${POD}/priorityClassName`, undefined]],
      [/priorityClassName is low;/, [`${POD}/priorityClassName`, 'low']],
    ],
    good: [[[`${POD}/priorityClassName`, 'system-node-critical']]],
  },
  'change-cause': { bad: [], good: [[['metadata/annotations', undefined]]] },
  tolerations: {
    bad: [[/name the key of each taint/, [`${POD}/tolerations`, [{ operator: 'Exists' }]]]],
    good: [[[`${POD}/tolerations`, [{ key: 'gpu', operator: 'Exists' }]]]],
  },
  resources: {
    bad: [
      [/request cpu and memory/, [`${AGENT}/resources/requests`, { memory: '1Mi' }]],
      [/limit the memory/, [`${AGENT}/resources/limits`, undefined]],
    ],
    good: [[[`${AGENT}/resources/limits`, { cpu: '1', memory: '40Mi' }]]],
  },
  readiness: { bad: [[/readinessProbe/, [`${AGENT}/readinessProbe`, undefined]]], good: [] },
  'host-access': {
    bad: [
      [/hostNetwork needs/, [`${POD}/hostNetwork`, true]],
      [/hostPID needs/, [`${POD}/hostPID`, true]],
      [/hostIPC needs/, [`${POD}/hostIPC`, true]],
      [/privileged container needs/, [`${AGENT}/securityContext`, { privileged: true }]],
    ],
    good: [[[`${AGENT}/securityContext`, { privileged: false, runAsNonRoot: true }]]],
  },
  'rollback-history': {
    bad: [
      [/revisionHistoryLimit 0 keeps/, ['spec/revisionHistoryLimit', 0]],
      [/revisionHistoryLimit 21 keeps/, ['spec/revisionHistoryLimit', 21]],
    ],
    good: [[['spec/revisionHistoryLimit', 2]]],
  },
};

function rolling(maxUnavailable: number | string): object {
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } };
}

for (const [name, { bad, good }] of Object.entries(CASES)) {
  ready(`${name}: denies what is wrong, and says what to write`, () => {
    for (const [message, ...changes] of bad) {
      const [only, ...more] = denials(name, changed(...changes));
      assert.match(only ?? 'accepted', message);
      assert.equal(more, []);
    }
    for (const changes of good) assert.equal(denials(name, changed(...changes)), []);
  });
}

ready('all have cases', () => {
  assert.equal(Object.keys(CASES).sort(), [...names].sort());
});

ready('change-cause: a changed template needs a new cause, another change none', () => {
  const next: Change = [`${AGENT}/image`, `registry.example.com/agent:1.4.3${DIGEST}`];
  const cause = (text: string | undefined): Change => [
    'metadata/annotations',
    text === undefined ? {} : { [CAUSE]: text },
  ];
  const over = (...changes: Change[]) => denials('change-cause', changed(...changes), { old: changed() });
  assert.match(over(next, cause(undefined)).join(), /say why in the annotation/);
  assert.match(over(next).join(), /still says why it changed before/);
  assert.equal(over(next, cause('agent 1.4.3')), []);
  assert.equal(over(['spec/minReadySeconds', 5]), []);
});

ready('host-access: the label of the namespace allows it', () => {
  const namespace = NAMESPACE.replace('agents}', 'agents, labels: {daemonset-host-access: allowed}}');
  assert.equal(denials('host-access', changed([`${POD}/hostNetwork`, true]), { namespace }), []);
});

ready.run();
