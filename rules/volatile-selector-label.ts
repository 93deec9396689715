import { defineRule } from '../src/rule.ts';

const VOLATILE =
  /^(?:(?:.*\/)?(?:version|chart|revision|release-version|build|commit|git-sha|sha|tag|image-tag)|helm\.sh\/chart|app\.kubernetes\.io\/version|controller-revision-hash|pod-template-generation|pod-template-hash)$/i;
const VALUE = /(?:^|[-_.v])[0-9]+\.[0-9]+(?:\.[0-9]+)?(?:[-_.+][0-9A-Za-z.]+)?$|^[0-9a-f]{7,40}$/;
const STEADY = new Set(['version']);

export default defineRule({
  id: 'volatile-selector-label',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A version or chart label in the selector, which can never be changed',
  why: `The selector of a DaemonSet is immutable. With a label that changes from version to version the next version cannot be
applied: \`spec.selector: Invalid value: …: field is immutable\`. The way out is to delete the DaemonSet, with
\`--cascade=orphan\` or with all its pods.`,
  mend: 'Take the label out of the selector, before the first apply. It may stay on the template.',
  since: '0.1.0',
  references: [
    { title: 'Version labels in the selector', url: 'https://github.com/traefik/traefik-helm-chart/issues/685' },
    { title: 'Another', url: 'https://github.com/Azure/aad-pod-identity/issues/502' },
  ],
  *check(manifest) {
    const labels = manifest.spec.selector?.matchLabels ?? {};
    for (const [key, value = ''] of Object.entries(labels)) {
      if (!VOLATILE.test(key)) continue;
      // A "version" that is no number (istio's subsets, a variant) does not change from release to release.
      if (STEADY.has(key.toLowerCase()) && !VALUE.test(value)) continue;
      yield {
        at: ['spec', 'selector', 'matchLabels', key],
        part: 'key',
        message: `${key}=${value} changes with a version, and a selector can never be changed: the next version cannot be applied without deleting this DaemonSet; take the label out of the selector`,
      };
    }
  },
});
