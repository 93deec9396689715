/** What the fuzzer starts from: the fixtures of the repository, by what reads them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { mutated, type Words } from './mutate.ts';
import type { Files } from './memory-io.ts';
import type { Random } from './random.ts';

export type Kind = 'manifest' | 'kustomization' | 'chart' | 'policy' | 'config';

/** A folder in memory, `/work`, and what is in it. */
export interface World {
  readonly kind: Kind;
  readonly files: Files;
}

/** Where findings are kept, a folder each. */
export const FINDINGS = 'fixtures/fuzz';
const MANIFESTS = ['rules', 'documents', 'dumps', 'example', 'patches', 'rollouts', 'yaml'];
const MOST_BYTES = 20_000;

const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: limits
spec:
  failurePolicy: Fail
  paramKind: { apiVersion: v1, kind: ConfigMap }
  matchConstraints:
    resourceRules:
      - { apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [daemonsets] }
  matchConditions: [{ name: c, expression: object.metadata.name.startsWith('a') }]
  variables: [{ name: images, expression: 'object.spec.template.spec.containers.map(c, c.image)' }]
  validations:
    - expression: variables.images.all(i, i.matches('^[a-z./-]+:[0-9.]+$'))
      messageExpression: '"image of " + object.metadata.name'
      reason: Invalid
    - expression: 'object.spec.template.spec.?securityContext.runAsNonRoot.orValue(false) || size(object.metadata.name) < 3'
      message: run as another user
  auditAnnotations: [{ key: k, valueExpression: string(object.spec.minReadySeconds) }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: limits
spec:
  policyName: limits
  validationActions: [Deny, Audit]
  paramRef: { name: p, parameterNotFoundAction: Allow }
`;

const CONFIG = `extends: [./base.yaml]
preset: strict
failOn: warning
kubernetes: 1.33..1.36
ignore: ['vendor/**']
fleet:
  nodes: 40
  readySeconds: 20
  groups:
    - { count: 10, labels: { zone: a }, taints: [{ key: k, effect: NoSchedule }], allocatable: { cpu: 4 } }
rules:
  mutable-image-tag: off
  slow-rollout: { severity: error, minutes: 5 }
  change-cause-format: { severity: warning, pattern: '^JIRA-[0-9]+: ' }
`;

/** The files below a folder, by their path within it. */
export function filesBelow(folder: string): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) found.set(relative(folder, path).replaceAll('\\', '/'), readFileSync(path));
  }
  return found;
}

/** A configuration, what it extends, and a baseline. */
const SETTINGS = {
  'daemonlint.yaml': CONFIG,
  'base.yaml': `extends: [recommended, acme/more.json]
overrides:
  - files: [a.yaml]
    namespaces: ['kube-*', '!kube-x']
    names: '*'
    labels: { app: [a, 'b*'] }
    preset: recommended
    rules: { slow-rollout: { severity: error, minutes: 5 } }
`,
  'node_modules/acme/more.json': '{"rules": {"no-health-gate": "off"}, "ignore": ["old.yaml"], "fleet": {"nodes": 7}}',
  '.daemonlint-baseline.yaml': `# Known.
- {"path":"a.yaml","object":"default/agent","rule":"no-rollback-history","field":"spec.revisionHistoryLimit","value":"0","hash":"5feceb66ffc8"}
- {"path":"old.yaml","object":"default/agent","rule":"mutable-image-tag","field":"spec.template.spec.containers[name=agent].image","value":"agent","hash":"0ffb766d1a2c"}
`,
};

const inWork = (files: ReadonlyMap<string, Uint8Array>): Files =>
  new Map([...files].map(([path, bytes]) => [`/work/${path}`, bytes]));

/** A folder of files as a world, of the kind that its files say. */
export function worldOf(files: ReadonlyMap<string, Uint8Array>): World {
  const kind: Kind = files.has('Chart.yaml')
    ? 'chart'
    : files.has('kustomization.yaml')
      ? 'kustomization'
      : files.has('policy.yaml')
        ? 'policy'
        : files.has('daemonlint.yaml')
          ? 'config'
          : 'manifest';
  return { kind, files: inWork(files) };
}

/** The findings that are kept, by name. */
export function keptWorlds(): readonly { readonly name: string; readonly world: World }[] {
  return readdirSync(FINDINGS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, world: worldOf(filesBelow(join(FINDINGS, name))) }));
}

/** All that worlds are made from. */
export class Nursery {
  readonly #manifests: readonly string[];
  readonly #folders: readonly (readonly [Kind, ReadonlyMap<string, Uint8Array>])[];
  readonly #words: Words;

  constructor() {
    const files = [...MANIFESTS.map((folder) => join('fixtures', folder)), FINDINGS].flatMap((folder) => [
      ...filesBelow(folder),
    ]);
    this.#manifests = files
      .filter(([path, { length }]) => /\.(?:ya?ml|json)$/.test(path) && length < MOST_BYTES)
      .map(([, bytes]) => Buffer.from(bytes).toString());
    const kustomizations = readdirSync('fixtures/kustomize').map((name) => join('fixtures/kustomize', name));
    this.#folders = [
      ...[...kustomizations, 'fixtures/projects/kustomize/prod'].map(
        (path) => ['kustomization', filesBelow(path)] as const,
      ),
      ['chart', filesBelow('fixtures/projects/chart')],
    ];
    const lines = this.#manifests.flatMap((text) => text.split('\n'));
    const entries = lines.flatMap((line) => {
      const [, key = '', value = ''] = /^[ -]*([\w./"-]+): *(.*)$/.exec(line) ?? [];
      return key === '' ? [] : [{ key, value }];
    });
    this.#words = {
      keys: [...new Set(entries.map(({ key }) => key))],
      values: [...new Set(entries.map(({ value }) => value))],
      texts: this.#manifests,
    };
  }

  /** A world that nobody has seen. */
  born(random: Random): World {
    const which = random.below(20);
    const other = (): string => random.of(this.#manifests);
    const fresh = (text: string): Uint8Array => encoded(mutated(text, random, this.#words), random);
    if (which < 3) {
      const [kind, files] = random.of(this.#folders);
      const changed = new Map(files);
      for (let times = 1 + random.below(2); times > 0; times--) {
        const path = random.of([...files.keys()].filter((name) => !name.endsWith('expected.yaml')));
        changed.set(path, fresh(Buffer.from(files.get(path) ?? []).toString()));
      }
      return { kind, files: inWork(changed) };
    }
    const text = other();
    const old = random.below(2) === 0 ? text : other();
    const changed = mutated(text, random, this.#words);
    const pair = new Map([
      ['a.yaml', encoded(changed, random)],
      ['old.yaml', random.below(3) === 0 ? fresh(changed) : encoded(old, random)],
    ]);
    if (which === 3) return { kind: 'policy', files: inWork(new Map([...pair, ['policy.yaml', fresh(POLICY)]])) };
    if (which === 4) {
      const settings = Object.entries(SETTINGS).map(([path, text]) => [path, fresh(text)] as const);
      return { kind: 'config', files: inWork(new Map([...pair, ...settings])) };
    }
    return { kind: 'manifest', files: inWork(pair) };
  }
}

/** Mostly UTF-8. */
function encoded(text: string, random: Random): Uint8Array {
  const which = random.below(40);
  if (which === 0) return Buffer.from(`\ufeff${text}`, 'utf16le');
  const bytes = Buffer.from(text);
  if (which === 1 && bytes.length > 0) bytes[random.below(bytes.length)] = 0x80 + random.below(0x80);
  return bytes;
}
