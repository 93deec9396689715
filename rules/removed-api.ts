import type { Manifest } from '../src/manifest/manifest.ts';
import { REMOVED_VERSIONS } from '../src/refusal/refused-type.ts';
import { defineRule, type Change } from '../src/rule/rule.ts';

export default defineRule({
  id: 'removed-api',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'An API version that no longer serves DaemonSets',
  why: `\`extensions/v1beta1\`, \`apps/v1beta1\` and \`apps/v1beta2\` were removed in Kubernetes 1.16: the API server
answers \`no matches for kind "DaemonSet" in version …\`. A migration to \`apps/v1\` changes more than one line. Under
\`extensions/v1beta1\` the default strategy was \`OnDelete\`, under \`apps/v1\` it is \`RollingUpdate\`: a template
change that used to wait until someone deleted pods now restarts every node. The selector used to be taken from the
template's labels; it is now required and immutable.`,
  fix: `Write \`apps/v1\`, a selector, and the strategy you want. \`--fix\` adds the selector from the template's
labels and writes the old default \`OnDelete\`, so that the strategy does not change.`,
  since: '0.1.0',
  references: [
    {
      title: 'Deprecated API migration guide',
      url: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#daemonset-v116',
    },
  ],
  *check(manifest) {
    const version = manifest.apiVersion;
    if (!REMOVED_VERSIONS.includes(version)) return;
    const old = version === 'extensions/v1beta1';
    const flips = old && !manifest.has(['spec', 'updateStrategy', 'type']);
    const selects = !manifest.has(['spec', 'selector']);
    const message =
      `Kubernetes 1.16 and later do not serve DaemonSets of ${version}: the file cannot be applied; write apps/v1` +
      (flips ? ', where the default strategy is RollingUpdate instead of OnDelete' : '') +
      (selects ? `${flips ? ' and' : ', where'} spec.selector is required` : '');
    const changes = migration(manifest, flips, selects);
    yield {
      at: ['apiVersion'],
      message,
      fix: { title: 'Migrate to apps/v1', safety: 'safe', changes },
      server: {
        reason: 'NotFound',
        field: 'apiVersion',
        message: `no matches for kind "DaemonSet" in version "${version}"`,
      },
    };
  },
});

function migration(manifest: Manifest, flips: boolean, selects: boolean): Change[] {
  const changes: Change[] = [{ kind: 'set', at: ['apiVersion'], value: 'apps/v1' }];
  const labels = Object.entries(manifest.spec.template?.metadata?.labels ?? {});
  const given = labels.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (selects && given.length > 0) {
    changes.push({ kind: 'set', at: ['spec', 'selector'], value: { matchLabels: Object.fromEntries(given) } });
  }
  if (flips) changes.push({ kind: 'set', at: ['spec', 'updateStrategy', 'type'], value: 'OnDelete' });
  const generation = ['spec', 'templateGeneration'];
  if (manifest.has(generation)) changes.push({ kind: 'remove', at: generation });
  return changes;
}
