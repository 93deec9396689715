import { volatility } from '../src/facts/daemonset-facts.ts';
import type { Path } from '../src/kubernetes/yaml/node.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'volatile-selector-label',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A version or chart label in the selector, which is immutable',
  why: `The selector of a DaemonSet is immutable. If it contains a label that changes with each version, the next
version cannot be applied: \`spec.selector: Invalid value: …: field is immutable\`. You then have to delete the
DaemonSet, with \`--cascade=orphan\` or with all its pods.`,
  fix: 'Remove the label from the selector before the first apply. It may stay on the template.',
  since: '0.1.0',
  references: [
    { title: 'Version labels in the selector', url: 'https://github.com/traefik/traefik-helm-chart/issues/685' },
    { title: 'A label of the chart', url: 'https://github.com/Azure/aad-pod-identity/issues/502' },
  ],
  *check(manifest) {
    for (const { at, part, key, value } of selectedLabels(manifest)) {
      const volatile = volatility(key, value);
      if (volatile === undefined) continue;
      const certain = volatile === 'certain';
      const effect = certain ? 'changes with the version' : 'looks like a version';
      const message = `${key}=${value} ${effect}, and a selector is immutable: the next version cannot be applied without deleting this DaemonSet; remove the label from the selector`;
      yield { at, part, message, ...(certain ? {} : { severity: 'note' as const }) };
    }
  },
});

interface SelectedLabel {
  readonly at: Path;
  readonly part: 'key' | 'value';
  readonly key: string;
  readonly value: string;
}

function* selectedLabels({ spec }: Manifest): Generator<SelectedLabel> {
  const at = ['spec', 'selector'];
  for (const [key, value = ''] of Object.entries(spec.selector?.matchLabels ?? {})) {
    yield { at: [...at, 'matchLabels', key], part: 'key', key, value };
  }
  for (const [index, { key = '', operator, values = [] }] of (spec.selector?.matchExpressions ?? []).entries()) {
    if (operator !== 'In' || values.length !== 1) continue;
    yield { at: [...at, 'matchExpressions', index, 'key'], part: 'value', key, value: values[0] ?? '' };
  }
}
