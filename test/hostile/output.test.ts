/** Hostile names everywhere, through every command and format. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_NAMES } from '../../src/command/commands.ts';
import { FORMAT_NAMES } from '../../src/format/format-names.ts';
import { GOOD, inProject, WARNED, type Project } from '../cli/project.ts';
import { faultsOfOutput, KINDS, type Kind } from '../../scripts/fuzz/printed.ts';

const test = suite('hostile names');

/** Everything that a terminal, a runner of CI, a browser and Markdown could take for something else than text. */
const NAME =
  '::error file=a,line=1::forged\u001b[31m\u001b]0;t\u0007\u009b31m\u007f\u202e<img src=x onerror=a()>`$x|[a](b)`' +
  '\n::error::forged\r##[error]forged ##vso[task.setvariable variable=PATH]x ##teamcity[x]\u2028</code></text>&';
/** The same for a name of a file. */
const FILE = NAME.replaceAll('/', '');
const Q = JSON.stringify(NAME).replace(
  /[\u007f-\uffff]/g,
  (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
);

/** A DaemonSet that has the name wherever it may be written. */
const HOSTILE = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${Q}
  namespace: ${Q}
  labels: { ${Q}: ${Q} }
  annotations: { kubernetes.io/change-cause: ${Q}, deprecated.daemonset.template.generation: ${Q} }
  ${Q}: 1
spec:
  ${Q}: [1]
  revisionHistoryLimit: 0
  selector: { matchLabels: { app: ${Q} } }
  updateStrategy: { type: ${Q} }
  template:
    metadata: { labels: { app: other, ${Q}: ${Q} } }
    spec:
      nodeSelector: { ${Q}: ${Q} }
      tolerations: [{ key: ${Q}, operator: ${Q}, effect: ${Q} }]
      volumes: [{ name: ${Q}, hostPath: { path: ${Q} } }, { name: v, configMap: { name: ${Q} } }]
      containers:
        - name: ${Q}
          image: ${Q}
          command: [${Q}]
          env: [{ name: ${Q}, value: 1 }, { name: ${Q}, valueFrom: { configMapKeyRef: { name: ${Q}, key: ${Q} } } }]
          ports: [{ name: ${Q}, containerPort: 80, hostPort: 80 }]
          volumeMounts: [{ name: ${Q}, mountPath: ${Q} }]
          livenessProbe: { httpGet: { port: ${Q} } }
          ${Q}: ${Q}
        - { name: ${Q}, image: ${Q}, ports: [{ name: ${Q}, containerPort: 81, hostPort: 80 }] }
`;

/** One that is accepted, where names are not judged. */
const STORED = WARNED.replace('agent:1.4.2', `agent:1.4.2\n          env: [{ name: ${Q}, value: ${Q} }]`).replace(
  '  name: agent',
  `  name: agent\n  annotations: { kubernetes.io/change-cause: ${Q} }`,
);

const dumped = (text: string): string => {
  const controller = `[{ apiVersion: apps/v1, kind: DaemonSet, name: ${Q}, uid: u, controller: true }]`;
  return [
    text.replace('metadata:\n', 'metadata:\n  uid: u\n  generation: 3\n') +
      'status: { desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 0, observedGeneration: 3, numberMisscheduled: 0 }\n',
    `apiVersion: v1\nkind: Node\nmetadata: { name: ${Q}, labels: { ${Q}: ${Q} } }\nspec: { unschedulable: true, taints: [{ key: ${Q}, effect: NoSchedule }] }\nstatus: { conditions: [{ type: Ready, status: "False", reason: ${Q}, message: ${Q} }] }\n`,
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${Q}, namespace: ${Q}, labels: { app: other }, ownerReferences: ${controller} }\nspec: { nodeName: ${Q}, containers: [{ name: ${Q}, image: ${Q} }] }\nstatus: { phase: Pending, conditions: [{ type: Ready, status: "False", reason: ${Q}, message: ${Q} }], containerStatuses: [{ name: ${Q}, ready: false, restartCount: 9, state: { waiting: { reason: ${Q}, message: ${Q} } } }] }\n`,
    ...[1, 2].map(
      (revision) =>
        `apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: { name: ${Q}, namespace: ${Q}, labels: { app: other }, annotations: { kubernetes.io/change-cause: ${Q} }, ownerReferences: ${controller} }\nrevision: ${String(revision)}\ndata: { spec: { template: { $patch: replace, metadata: { labels: { app: ${Q} } }, spec: { containers: [{ name: ${Q}, image: ${Q} }] } } } }\n`,
    ),
    `apiVersion: v1\nkind: Event\nmetadata: { name: ${Q}, namespace: ${Q} }\ninvolvedObject: { kind: DaemonSet, name: ${Q}, uid: u }\nreason: FailedCreate\nmessage: ${Q}\ntype: Warning\n`,
  ].join('---\n');
};

const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: ${Q} }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [daemonsets] }] }
  validations: [{ expression: ${Q} }, { expression: 'object.nope == \`a', message: ${Q} }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: ${Q} }
spec: { policyName: ${Q}, validationActions: [${Q}] }
`;

const CHART = `apiVersion: v2\nname: ${Q}\nversion: ${Q}\ndependencies: [{ name: ${Q}, version: ${Q}, repository: ${Q} }]\n`;

/** The object of a cluster, of which another manager owns what a file sets. */
const MANAGED = STORED.replace(
  'metadata:\n',
  `metadata:\n  uid: u\n  resourceVersion: "1"\n  managedFields: [{ manager: ${Q}, operation: Apply, apiVersion: apps/v1, fieldsType: FieldsV1, fieldsV1: { "f:spec": { "f:minReadySeconds": {}, "f:template": { "f:spec": { "f:containers": { 'k:{"name":"agent"}': { "f:image": {}, "f:name": {} } } } } } } }]\n`,
);

/** Exceptions of rules and times that are none, with reasons. */
const EXCEPTED = `# daemonlint-ignore ${NAME.replaceAll(/[\n\r\u2028]/g, ' ')}\n${WARNED.replace(
  '  name: agent\n',
  `  name: agent\n  annotations: { daemonlint.github.io/ignore: ${Q} }\n`,
).replace(
  'spec:\n',
  `# daemonlint-ignore no-rollback-history until ${FILE.replaceAll(/[\n\r\u2028]/g, '')}: x\nspec: # daemonlint-ignore mutable-image-tag: ${NAME.replaceAll(/[\n\r\u2028]/g, ' ')}\n`,
)}`;

const FILES = {
  [`${FILE}.yaml`]: HOSTILE,
  [`broken${FILE}.yaml`]: `kind: DaemonSet\n${Q}: [\n`,
  [`list${FILE}.yaml`]: `apiVersion: v1\nkind: List\nitems:\n  - ${HOSTILE.trimEnd().replaceAll('\n', '\n    ')}\n`,
  [`twice${FILE}.yaml`]: `${GOOD}${Q}: 1\n${Q}: 2\n`,
  [`patch${FILE}.yaml`]: `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: ${Q} }\nspec: { minReadySeconds: 3 }\n`,
  [`odd${FILE}.json`]: `{"kind":"DaemonSet","apiVersion":${JSON.stringify(NAME)},"metadata":{"name":${JSON.stringify(NAME)}}}`,
  'known.yaml': `- {"path":${Q},"object":${Q},"rule":"mutable-image-tag","field":${Q},"value":${Q},"hash":"000000000000"}\n`,
  [`bad${FILE}.yaml`]: `- { ${Q}: ${Q} }\n`,
  'old.yaml': STORED,
  'new.yaml': STORED.replace('1.4.2', `1.4.2`).replace(`value: ${Q}`, `value: ${Q.slice(0, -1)}x"`),
  [`dump${FILE}.yaml`]: dumped(HOSTILE),
  'dump.yaml': dumped(STORED),
  [`policy${FILE}.yaml`]: POLICY,
  [`conf${FILE}.yaml`]: `${Q}: 1\nrules: { ${Q}: off }\nkubernetes: ${Q}\n`,
  'conf2.yaml': `rules: { mutable-image-tag: { ${Q}: ${Q} } }\nfleet: { ${Q}: 3 }\n`,
  'conf3.yaml': `kubernetes: ${Q}\n`,
  'conf4.yaml': `${Q}: [\n`,
  [`chart${FILE}/Chart.yaml`]: CHART,
  [`chart${FILE}/templates/${FILE}.yaml`]: `${HOSTILE}---\n{{ fail ${JSON.stringify(NAME).replace(/[\u007f-\uffff]/g, '')} }}\n`,
  [`good${FILE}/Chart.yaml`]: 'apiVersion: v2\nname: good\nversion: 1.0.0\n',
  [`good${FILE}/templates/${FILE}.yaml`]: HOSTILE,
  [`managed${FILE}.yaml`]: MANAGED,
  [`excepted${FILE}.yaml`]: EXCEPTED,
  [`values${FILE}.yaml`]: `${Q}: ${Q}\nx: [\n`,
  [`kust3${FILE}/kustomization.yaml`]: `resources: [a.yaml]\nnameSuffix: ${Q}\nconfigMapGenerator: [{ name: ${Q}, literals: [${Q}] }]\n`,
  [`kust3${FILE}/a.yaml`]: WARNED,
  [`kust4${FILE}/kustomization.yaml`]:
    `resources: [../kust3${FILE}]\nreplacements: [{ source: { kind: ${Q}, fieldPath: ${Q} }, targets: [{ select: { name: ${Q} }, fieldPaths: [${Q}] }] }]\n`.replaceAll(
      `../kust3${FILE}`,
      JSON.stringify(`../kust3${FILE}`),
    ),
  [`kust${FILE}/kustomization.yaml`]: `resources: [${Q}]\n${Q}: 1\n`,
  [`kust2/kustomization.yaml`]: `resources: [a.yaml]\nnamePrefix: ${Q}\npatches: [{ target: { name: ${Q} }, patch: ${Q} }]\n`,
  'kust2/a.yaml': HOSTILE,
};

/** Options of a command that take a name, a file or a value. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  check: ['preset', 'fail-on', 'apply', 'user', 'group', 'values', 'set', 'stdin-filename', 'column-unit', 'color'],
  apply: ['to', 'filename', 'server-side', 'dry-run', 'validate', 'namespace', 'output', 'kubernetes', 'record'],
  diff: ['output', 'since', 'set-image', 'patch', 'type', 'nodes', 'values', 'set', 'values-new', 'policy', 'apply'],
  'dry-run': ['output', 'field', 'namespace', 'kubernetes', 'policy', 'old', 'user', 'group', 'config'],
  plan: ['output', 'from', 'nodes', 'ready-seconds', 'fail-after', 'since', 'against', 'policy', 'values', 'set'],
  policy: ['output', 'kubernetes'],
  render: [
    'release-name',
    'namespace',
    'values',
    'set',
    'set-string',
    'set-file',
    'set-json',
    'show-only',
    'kubernetes',
  ],
  upgrade: ['from', 'to', 'output', 'config'],
};

type Asked = readonly [Kind, ...string[]];

function asked(): readonly Asked[] {
  const dump = `dump${FILE}.yaml`;
  const own = `${FILE}.yaml`;
  const managed = `managed${FILE}.yaml`;
  const each = (kind: Kind, ...argv: string[]): Asked => [kind, ...argv];
  return [
    each('text', 'check', '--notes', own),
    each('text', '--color', 'always', '.'),
    each('text', NAME),
    each('text', `no${FILE}.yaml`),
    each('text', `**/${FILE}*.nope`),
    each('text', `--${NAME}`),
    each('text', '--format', NAME, '.'),
    each('text', '--format', `json=${FILE}/nope/x`, 'old.yaml'),
    each('text', '--rule', NAME, '.'),
    each('text', '--only', NAME, '.'),
    each('text', '--since', NAME, '.'),
    each('text', '--against', NAME, '.'),
    each('text', '--kubernetes', NAME, '.'),
    each('text', '--config', `conf${FILE}.yaml`, 'old.yaml'),
    ...['conf2.yaml', 'conf3.yaml', 'conf4.yaml', NAME].map((config) => each('text', '--config', config, 'old.yaml')),
    each('text', '--notes', '--baseline', 'known.yaml', '.'),
    each('text', '--baseline', `bad${FILE}.yaml`, 'old.yaml'),
    each('text', 'baseline', '--prune', '--baseline', `bad${FILE}.yaml`, '.'),
    each('text', 'baseline', '--baseline', `written${FILE}.yaml`, own),
    each('data', '--fix', '--dry-run', '--preset', 'strict', '.'),
    ...['yaml', 'json'].map((output) => each(output === 'json' ? 'jsonl' : 'data', 'dry-run', '-o', output, '.')),
    each('jsonl', 'dry-run', '.', dump),
    each('data', 'dry-run', '--field', `metadata.${NAME}`, 'old.yaml'),
    each('jsonl', 'dry-run', '--policy', `policy${FILE}.yaml`, 'old.yaml', own),
    each('jsonl', 'dry-run', '--old', 'dump.yaml', 'old.yaml'),
    each('text', 'policy', `policy${FILE}.yaml`),
    each('jsonl', 'policy', '-o', 'json', `policy${FILE}.yaml`),
    each('text', 'policy', own),
    ...(['text', 'json', 'markdown'] as const).flatMap((output) => {
      const kind = output === 'json' ? 'jsonl' : output;
      return [
        each(kind, 'diff', '-o', output, 'old.yaml', 'new.yaml'),
        each(kind, 'diff', '-o', output, 'old.yaml', own),
        each(kind, 'diff', '-o', output, own, 'old.yaml'),
        each(kind, 'diff', '-o', output, '--since', 'HEAD', '.'),
        each(kind, 'diff', '-o', output, dump, own),
        each(kind, 'diff', '-o', output, '--set-image', `*=${NAME}`, 'old.yaml'),
        each(kind, 'diff', '-o', output, '--patch', Q, 'old.yaml'),
        each(kind, 'upgrade', '--from', '1.30', '--to', '1.36', '-o', output, '.'),
      ];
    }),
    ...(['text', 'json', 'markdown', 'svg'] as const).flatMap((output) => {
      const kind = output === 'json' ? 'jsonl' : output;
      return [
        each(kind, 'plan', '-o', output, '--nodes', '3', 'old.yaml'),
        each(kind, 'plan', '-o', output, '--nodes', '3', '.'),
        each(kind, 'plan', '-o', output, '--from', dump),
        each(kind, 'plan', '-o', output, '--from', dump, own),
        each(kind, 'plan', '-o', output, '--from', 'dump.yaml'),
        each(kind, 'plan', '-o', output, '--against', 'old.yaml', 'new.yaml'),
      ];
    }),
    ...[`ds/${NAME}`, 'ds/agent', 'ds'].flatMap((name) =>
      [dump, 'dump.yaml'].flatMap((from) => [
        each('text', 'rollout', 'history', name, '--from', from, '--explain'),
        each('text', 'rollout', 'history', name, '--from', from, '--revision', '1'),
        each('text', 'rollout', 'status', name, '--from', from, '--explain', '--watch=false'),
        each('text', 'rollout', 'undo', name, '--from', from, '--dry-run=client', '--explain'),
        each('text', 'rollout', 'restart', name, '--from', from, '--explain'),
        each('data', 'rollout', 'restart', name, '--from', from, '-o', 'yaml'),
      ]),
    ),
    each('text', 'apply', own),
    each('text', 'apply', own, '--to', dump),
    each('text', 'apply', 'new.yaml', '--to', 'dump.yaml'),
    each('text', 'apply', 'new.yaml', '--to', 'dump.yaml', '--server-side'),
    each('data', 'apply', 'new.yaml', '-o', 'yaml'),
    each('jsonl', 'apply', 'new.yaml', '-o', 'json'),
    ...['chart', 'good', 'kust'].map((name) => each('data', 'render', `${name}${FILE}`)),
    each('data', 'render', 'kust2'),
    each('data', 'render', NAME),
    ...Object.entries(GIVEN).flatMap(([command, options]) =>
      options.flatMap((option) => [
        each(command === 'render' ? 'data' : 'text', command, `--${option}=${NAME}`, 'old.yaml'),
        each(
          command === 'render' ? 'data' : 'text',
          command,
          `--${option}=${FILE}.yaml`,
          command === 'render' ? `good${FILE}` : 'old.yaml',
        ),
      ]),
    ),
    ...[
      [],
      ['--server-side'],
      ['--server-side', '--force-conflicts'],
      ['--server-side', '--field-manager', NAME],
    ].flatMap((options) => [
      each('text', 'apply', 'new.yaml', '--to', managed, ...options),
      each('data', 'apply', 'new.yaml', '--to', managed, '-o', 'yaml', ...options),
      each('jsonl', 'apply', 'new.yaml', '--to', managed, '-o', 'json', ...options),
      each('text', 'apply', 'new.yaml', '--to', managed, '-o', 'name', ...options),
    ]),
    each('text', 'check', '--against', managed, '--apply', 'server', '--notes', 'new.yaml'),
    each('text', 'check', '--policy', `policy${FILE}.yaml`, '--notes', 'old.yaml', own),
    each('text', 'check', '--policy', own, 'old.yaml'),
    each('text', 'check', '--ignore-suppressions', '--notes', '--preset', 'strict', `excepted${FILE}.yaml`),
    each('text', 'check', '--verbose', '--notes', '--preset', 'strict', `excepted${FILE}.yaml`),
    each('text', 'check', '--notes', `kust3${FILE}`, `kust4${FILE}`),
    ...['good', 'chart'].flatMap((name) => [
      each('text', 'check', '--values', `values${FILE}.yaml`, `${name}${FILE}`),
      each('text', 'check', '--set', `${NAME}=${NAME}`, `${name}${FILE}`),
      each('text', 'diff', '--values', `values${FILE}.yaml`, '--values-new', 'conf2.yaml', `${name}${FILE}`),
      each(
        'markdown',
        'diff',
        '-o',
        'markdown',
        '--values',
        'conf2.yaml',
        '--values-new',
        'conf3.yaml',
        `${name}${FILE}`,
      ),
    ]),
    ...['kust3', 'kust4'].map((name) => each('data', 'render', `${name}${FILE}`)),
    each('text', 'config', own),
    each('text', 'config', '--explain', 'no-rollback-history', own),
    each('text', 'config', '--explain', `policy/${NAME}`, 'old.yaml'),
    each('text', 'config', '--config', 'conf2.yaml', NAME),
    each('text', 'rules', NAME),
    each('text', 'explain', NAME),
    each('text', 'init', NAME),
    each('text', 'lsp', NAME),
    each('text', 'help', NAME),
  ];
}

/** Messages of SARIF that a viewer would show with a link. */
function linksIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    key === 'text' && typeof item === 'string' && /(?<!\\)\[[^\]]*\]\(b\)/.test(item) && !('startLine' in value)
      ? [`a link: ${item.slice(0, 80)}`]
      : key === 'snippet' || key === 'insertedContent'
        ? []
        : linksIn(item),
  );
}

function commit({ root }: Project): void {
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root });
  };
  mkdirSync(join(root, 'hooks'));
  git('init', '-q');
  git('add', 'old.yaml');
  git('commit', '-qm', 'old');
}

test('stay text, whatever command and format prints them, to a terminal and elsewhere', () =>
  inProject(FILES, async (project) => {
    commit(project);
    const faults: string[] = [];
    let silent = 0;
    for (const [kind, ...argv] of asked())
      // Only text and data look otherwise on a terminal.
      for (const terminal of kind === 'text' || kind === 'data' ? [false, true] : [false]) {
        const run = await project.runWith({ stdoutIsTTY: terminal, stderrIsTTY: terminal, columns: 100 }, ...argv);
        if (run.stdout + run.stderr === '') silent++;
        const own = faultsOfOutput(run, kind, { terminal, colored: terminal || argv.includes('always') });
        faults.push(...own.map((fault) => `${JSON.stringify(argv).slice(0, 120)}: ${fault}`));
      }
    assert.equal(faults, []);
    assert.is(silent, 0);
  }));

test('stay text in every format of a report', () =>
  inProject(FILES, async (project) => {
    commit(project);
    const faults: string[] = [];
    for (const argv of [
      ['--nodes', '5', '.'],
      ['--against', 'old.yaml', 'new.yaml'],
      ['--since', 'HEAD', '--verbose'],
    ]) {
      const texts = new Map<string, string>();
      const writeFile = (path: string, text: string): void => void texts.set(basename(path), text);
      const outputs = FORMAT_NAMES.flatMap((format) => ['--format', `${format}=${format}`]);
      const run = await project.runWith({ writeFile }, ...outputs, '--notes', '--preset', 'strict', ...argv);
      for (const format of FORMAT_NAMES) {
        const own = { ...run, stdout: texts.get(format) ?? '' };
        const found = faultsOfOutput(own, KINDS[format], { terminal: false, colored: false });
        faults.push(...found.map((fault) => `${format} ${argv.join(' ')}: ${fault}`));
        if (format === 'sarif') faults.push(...linksIn(JSON.parse(own.stdout)));
        if (own.stdout === '') faults.push(`${format} ${argv.join(' ')}: nothing was printed`);
      }
    }
    assert.equal(faults, []);
  }));

test('and every command is among them', () => {
  const first = new Set(asked().map(([, name]) => name));
  for (const name of COMMAND_NAMES) assert.ok(first.has(name), name);
});

test.run();
