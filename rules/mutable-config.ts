import { configOf } from '../src/facts/config-references.ts';
import { defineRule } from '../src/rule/rule.ts';

// The hash that Kustomize appends uses its own set of letters and digits; other hashes are hexadecimal.
const HASHED = /-(?:[bcdfghkmt2456789]{10}|(?=[a-f]*[0-9])[0-9a-f]{6,64})$/;
const CHECKSUM = /(?:^|[-_./])(?:checksum|hash|md5|sha(?:1|256|512)?|config-?version|secret-?version)(?:$|[-_./])/i;
// Controllers that restart the pods when the contents change, enabled by annotations of the DaemonSet.
const RELOADER = /reloader|wave\.pusher\.com|configmap-reload/i;

export default defineRule({
  id: 'mutable-config',
  category: 'rollback',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'A ConfigMap or Secret with a fixed name and without a checksum on the template',
  why: `The contents of a ConfigMap are not part of a revision. Editing it starts no rollout: pods keep the old contents
until they restart for another reason, one by one and unobserved. \`kubectl rollout undo\` restores the template, not
the contents that belonged to it.`,
  fix: 'Put a hash into the name (Kustomize does) or a checksum of the contents into an annotation of the template.',
  unless: 'The agent reloads its configuration, and you roll back the ConfigMap itself.',
  since: '0.1.0',
  references: [{ title: 'ConfigMaps', url: 'https://kubernetes.io/docs/concepts/configuration/configmap/' }],
  *check(manifest) {
    const template = Object.keys(manifest.spec.template?.metadata?.annotations ?? {});
    const own = Object.keys(manifest.object.metadata?.annotations ?? {});
    if (template.some((key) => CHECKSUM.test(key)) || [...own, ...template].some((key) => RELOADER.test(key))) return;
    const seen = new Set<string>();
    for (const { at, kind, name } of configOf(manifest)) {
      if (name === '' || HASHED.test(name) || seen.has(`${kind} ${name}`)) continue;
      seen.add(`${kind} ${name}`);
      const made = manifest.siblings.named(kind, manifest.namespace, name)[0];
      if (made?.object['immutable'] === true) continue;
      yield {
        at,
        message: `an edit of ${kind} ${name} starts no rollout, and kubectl rollout undo does not restore it: put a hash into its name or a checksum into an annotation of the template`,
      };
    }
  },
});
