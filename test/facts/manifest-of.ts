import { readDocuments } from '../../src/document/documents.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { NO_SIBLINGS, type Fleet, type Manifest } from '../../src/manifest/manifest.ts';

/** The DaemonSet of a text, alone in its input; `before` is its earlier state. */
export function manifestOf(
  text: string,
  { before, fleet, minor = 36 }: { before?: string; fleet?: Fleet; minor?: number } = {},
): Manifest {
  const previous = before === undefined ? undefined : manifestOf(before);
  const [found] = readDocuments({ path: 'ds.yaml', text }).found;
  if (found === undefined) throw new Error('no DaemonSet');
  return buildManifest(found, {
    context: { minors: [minor], fleet },
    siblings: () => NO_SIBLINGS,
    previous: () => previous,
  });
}

/** A DaemonSet whose pod has these fields, in flow style. */
export const withPod = (pod: string, spec = ''): string => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  ${spec}
  template:
    metadata: {labels: {app: agent}}
    spec: ${pod}
`;
