import { describeAnnotations, describeLabels, isFields, scalar, type Fields } from './describe-fields.ts';
import type { PrefixWriter } from './prefix-writer.ts';

const STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** A claim template inside a volume. Source: kubectl pkg/describe printPersistentVolumeClaim (isFullPVC false). */
export function describeClaim(claim: Fields, w: PrefixWriter): void {
  const metadata = isFields(claim['metadata']) ? claim['metadata'] : {};
  const spec = isFields(claim['spec']) ? claim['spec'] : {};
  const annotations = isFields(metadata['annotations']) ? metadata['annotations'] : {};
  const storageClass = annotations[STORAGE_CLASS] ?? spec['storageClassName'] ?? '';
  const volumeName = scalar(spec['volumeName']);
  w.write(0, `StorageClass:\t${scalar(storageClass)}\n`);
  w.write(0, `Volume:\t${volumeName}\n`);
  describeLabels('Labels', metadata['labels'], w);
  describeAnnotations('Annotations', annotations, w);
  // A template has no status: capacity and modes of a claim that names its volume are empty ("0" for the quantity).
  w.write(0, `Capacity:\t${volumeName === '' ? '' : '0'}\n`);
  w.write(0, 'Access Modes:\t\n');
  if (spec['volumeMode'] !== undefined) w.write(0, `VolumeMode:\t${scalar(spec['volumeMode'])}\n`);
  const source = spec['dataSource'];
  if (isFields(source)) describeSource(source, w);
}

function describeSource(source: Fields, w: PrefixWriter): void {
  w.write(0, 'DataSource:\n');
  if (typeof source['apiGroup'] === 'string') w.write(1, `APIGroup:\t${source['apiGroup']}\n`);
  w.write(1, `Kind:\t${scalar(source['kind'])}\n`);
  w.write(1, `Name:\t${scalar(source['name'])}\n`);
}
