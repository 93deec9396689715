import { droppedFields } from '../src/facts/dropped-fields.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'gated-field',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A field that the API server silently drops because its feature gate is off',
  why: `The API has this field, so no error is reported. But with the default feature gates of the chosen minor, and of
every later known minor, the server removes the field before it stores the object. The pods run without it: a
\`stopSignal\` is never sent, \`bindMountOptions\` never harden a mount.`,
  fix: 'Remove the field, or enable the feature gate in every cluster that gets this manifest.',
  unless: 'Your clusters run with that feature gate enabled.',
  since: '0.1.0',
  references: [
    {
      title: 'Feature gates',
      url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/',
    },
  ],
  *check(manifest) {
    const minor = manifest.context.minors[0] ?? 0;
    for (const { at, field, stored } of droppedFields(manifest)) {
      if (stored !== undefined) continue;
      yield {
        at,
        part: 'key',
        message: `Kubernetes 1.${minor} silently drops ${field} because its feature gate is off, and so does every later known minor: the pods run without it; remove it`,
      };
    }
  },
});
