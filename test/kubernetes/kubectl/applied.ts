import { NEWEST } from '../../../src/kubernetes/api/release.ts';
import { applyObject, type Live } from '../../../src/kubernetes/apiserver/patch-request.ts';
import { isMap, type ValueMap } from '../../../src/kubernetes/go/unstructured.ts';
import { DEFAULT_FLAGS, type ApplyFlags } from '../../../src/kubernetes/kubectl/apply-context.ts';
import { kubectlApply, type ApplyResult } from '../../../src/kubernetes/kubectl/apply.ts';
import { parseDocument } from '../../../src/kubernetes/yaml/parse.ts';
import { valueOf } from '../../../src/kubernetes/yaml/unstructured.ts';

const minor = NEWEST;

interface Parts {
  readonly image?: string;
  readonly spec?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly selector?: string;
}

/** A DaemonSet; lines of the parts are added where they belong. */
export function manifest({
  image = 'r:1',
  spec = '',
  pod = '',
  container = '',
  selector = 'agent',
}: Parts = {}): string {
  const indented = (lines: string, depth: number): string =>
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => `${' '.repeat(depth)}${line}\n`)
      .join('');
  return `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
${indented(spec, 2)}  selector:
    matchLabels: {app: ${selector}}
  template:
    metadata:
      labels: {app: ${selector}}
    spec:
${indented(pod, 6)}      containers:
      - name: agent
        image: ${image}
${indented(container, 8)}`;
}

export function run(text: string, live: readonly Live[], flags: Partial<ApplyFlags> = {}): ApplyResult {
  return kubectlApply({ files: [{ text, source: 'ds.yaml' }], live, minor }, { ...DEFAULT_FLAGS, ...flags });
}

/** One apply after another; the result of the last. */
export function sequence(texts: readonly string[], flags: Partial<ApplyFlags> = {}): ApplyResult {
  return (
    texts.reduce<ApplyResult | undefined>((before, text) => run(text, before?.objects ?? [], flags), undefined) ??
    run('', [])
  );
}

/** The object after somebody else applied a part of it, and forced it. */
export function drifted(live: readonly Live[], text: string, manager = 'other'): readonly Live[] {
  const { root } = parseDocument(text, { start: 0, end: text.length });
  const config = root === undefined ? null : valueOf(root);
  const options = { minor, namespace: 'default', manager, validation: 'Ignore' } as const;
  const response = applyObject(live[0], isMap(config) ? config : (Object.create(null) as ValueMap), true, options);
  if ('refusal' in response) throw new Error(response.refusal.message);
  return [response.live];
}

export function containerOf({ objects: [live] }: ApplyResult): Readonly<Record<string, unknown>> {
  const [container] = live?.object.spec?.template.spec?.containers ?? [];
  return { ...container };
}
