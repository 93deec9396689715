/** The ConfigMaps and Secrets that a template uses. */
import { POD, runningContainersOf } from './daemonset-facts.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';

export interface ConfigReference {
  readonly at: Path;
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

/** Every reference by name, from volumes and from the environment of containers. */
export function* configOf(manifest: Manifest): Generator<ConfigReference> {
  for (const [index, volume] of (manifest.pod.volumes ?? []).entries()) {
    const at = [...POD, 'volumes', index];
    const { configMap, secret, projected } = volume;
    if (configMap !== undefined) yield configMapAt([...at, 'configMap', 'name'], configMap.name);
    if (secret !== undefined) yield secretAt([...at, 'secret', 'secretName'], secret.secretName);
    for (const [number, source] of (projected?.sources ?? []).entries()) {
      const from = [...at, 'projected', 'sources', number];
      // Every namespace has it; the cluster maintains it.
      if (source.configMap !== undefined && source.configMap.name !== 'kube-root-ca.crt') {
        yield configMapAt([...from, 'configMap', 'name'], source.configMap.name);
      }
      if (source.secret !== undefined) yield secretAt([...from, 'secret', 'name'], source.secret.name);
    }
  }
  for (const { at, container } of runningContainersOf(manifest)) {
    for (const [index, { configMapRef, secretRef }] of (container.envFrom ?? []).entries()) {
      const from = [...at, 'envFrom', index];
      if (configMapRef !== undefined) yield configMapAt([...from, 'configMapRef', 'name'], configMapRef.name);
      if (secretRef !== undefined) yield secretAt([...from, 'secretRef', 'name'], secretRef.name);
    }
    for (const [index, { valueFrom }] of (container.env ?? []).entries()) {
      const from = [...at, 'env', index, 'valueFrom'];
      const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
      if (configMapKeyRef !== undefined) yield configMapAt([...from, 'configMapKeyRef', 'name'], configMapKeyRef.name);
      if (secretKeyRef !== undefined) yield secretAt([...from, 'secretKeyRef', 'name'], secretKeyRef.name);
    }
  }
}

const configMapAt = (at: Path, name = ''): ConfigReference => ({ at, kind: 'ConfigMap', name });
const secretAt = (at: Path, name = ''): ConfigReference => ({ at, kind: 'Secret', name });
