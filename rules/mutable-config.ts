import { POD, runningContainersOf } from '../src/facts.ts';
import type { Path } from '../src/kubernetes/node.ts';
import type { Manifest } from '../src/manifest.ts';
import { defineRule } from '../src/rule.ts';

const HASHED = /-[0-9a-z]{8,10}$/;
const CHECKSUM = /checksum|hash|sha|config-?version/i;

export default defineRule({
  id: 'mutable-config',
  category: 'rollback',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'A ConfigMap or Secret of a fixed name without a checksum on the template',
  why: `The contents of a ConfigMap are no part of a revision. Editing it starts no rollout: pods keep the old contents until
they restart for another reason, one by one and unwatched. \`kubectl rollout undo\` restores the template, not the contents
that went with it.`,
  mend: 'Put a hash into the name (Kustomize does) or a checksum of the contents into an annotation of the template.',
  unless: 'The agent reloads its configuration, and going back is done with the ConfigMap.',
  since: '0.1.0',
  references: [{ title: 'ConfigMaps', url: 'https://kubernetes.io/docs/concepts/configuration/configmap/' }],
  *check(manifest) {
    const annotations = manifest.spec.template?.metadata?.annotations ?? {};
    if (Object.keys(annotations).some((key) => CHECKSUM.test(key))) return;
    const seen = new Set<string>();
    for (const { at, kind, name } of referencesOf(manifest)) {
      if (name === '' || HASHED.test(name) || seen.has(`${kind} ${name}`)) continue;
      seen.add(`${kind} ${name}`);
      yield {
        at,
        message: `an edit of ${kind} ${name} starts no rollout and undo does not restore it: put a hash into its name or a checksum into an annotation of the template`,
      };
    }
  },
});

interface Reference {
  readonly at: Path;
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

function* referencesOf(manifest: Manifest): Generator<Reference> {
  for (const [index, { configMap, secret }] of (manifest.pod.volumes ?? []).entries()) {
    const at = [...POD, 'volumes', index];
    if (configMap !== undefined)
      yield { at: [...at, 'configMap', 'name'], kind: 'ConfigMap', name: configMap.name ?? '' };
    if (secret !== undefined)
      yield { at: [...at, 'secret', 'secretName'], kind: 'Secret', name: secret.secretName ?? '' };
  }
  for (const { at, container } of runningContainersOf(manifest)) {
    for (const [index, { configMapRef, secretRef }] of (container.envFrom ?? []).entries()) {
      const from = [...at, 'envFrom', index];
      if (configMapRef !== undefined)
        yield { at: [...from, 'configMapRef', 'name'], kind: 'ConfigMap', name: configMapRef.name ?? '' };
      if (secretRef !== undefined)
        yield { at: [...from, 'secretRef', 'name'], kind: 'Secret', name: secretRef.name ?? '' };
    }
  }
}
