/** Warnings about volumes. Source: pkg/api/pod/warnings.go, pkg/api/persistentvolumeclaim/util.go. */
import type { KeyToPath, VolumeProjection } from 'kubernetes-types/core/v1.js';
import type { FieldPath } from '../apimachinery/field-errors.ts';
import { quote } from '../go/strings.ts';
import type { Declared, Volume } from '../api/objects.ts';
import { FileTree } from './earlier-conflicts.ts';
import { fractionalWarnings, warn, type Warning } from './warnings-common.ts';
import { since } from '../api/deviations.ts';

type DeclaredVolume = Declared<Volume>;

interface Deprecation {
  readonly source: Exclude<keyof DeclaredVolume, 'name'>;
  /** The server's spelling if it differs. */
  readonly spelled?: string;
  /** First minor that warns; 25 if missing. */
  readonly since?: number;
  readonly text: (minor: number) => string;
}

const gone = (version: string) => (minor: number) =>
  `deprecated in v1.22, ${since('lacksRemovedVolumes', minor) ? `non-functional in v${version}+` : 'support removal is planned in v1.26'}`;

/** Before the claim of an ephemeral volume is checked, and after. */
const DEPRECATED: readonly Deprecation[] = [
  { source: 'photonPersistentDisk', text: () => 'deprecated in v1.11, non-functional in v1.16+' },
  {
    source: 'gitRepo',
    text: (minor) =>
      `deprecated in v1.11${since('disablesGitRepo', minor) ? ', and disabled by default in v1.33+' : ''}`,
  },
  { source: 'scaleIO', text: () => 'deprecated in v1.16, non-functional in v1.22+' },
  { source: 'flocker', text: gone('1.25') },
  { source: 'storageos', spelled: 'storageOS', text: gone('1.25') },
  { source: 'quobyte', text: gone('1.25') },
  {
    source: 'glusterfs',
    text: (minor) =>
      since('lacksRemovedVolumes', minor)
        ? 'deprecated in v1.25, non-functional in v1.26+'
        : 'deprecated in v1.25, this feature will be removed soon after in a subsequent release',
  },
];
const LATER_DEPRECATED: readonly Deprecation[] = [
  { source: 'cephfs', since: 28, text: () => 'deprecated in v1.28, non-functional in v1.31+' },
  { source: 'rbd', since: 28, text: () => 'deprecated in v1.28, non-functional in v1.31+' },
];

/** The server's warnings about the volumes at `path`. */
export function* volumeWarnings(
  volumes: readonly DeclaredVolume[],
  path: FieldPath,
  minor: number,
  most: number,
): Generator<Warning> {
  for (const [i, volume] of volumes.entries()) {
    const at = path.index(i);
    yield* deprecations(DEPRECATED, volume, at, minor);
    const { spec } = volume.ephemeral?.volumeClaimTemplate ?? {};
    if (since('warnsOfClaimTemplates', minor) && spec?.resources !== undefined) {
      const resources = at.child('ephemeral').child('volumeClaimTemplate').child('spec').child('resources');
      yield* fractionalWarnings(spec.resources.requests, ['storage'], resources.child('requests'));
      yield* fractionalWarnings(spec.resources.limits, ['storage'], resources.child('limits'));
    }
    yield* deprecations(LATER_DEPRECATED, volume, at, minor);
  }
  if (since('warnsOfOverlaps', minor))
    for (const [i, volume] of volumes.entries()) yield* overlaps(volume, path.index(i), most);
}

function* deprecations(
  table: readonly Deprecation[],
  volume: DeclaredVolume,
  path: FieldPath,
  minor: number,
): Generator<Warning> {
  for (const { source, spelled = source, since = 25, text } of table)
    if (volume[source] != null && minor >= since) yield warn(path.child(spelled, source), text(minor));
}

interface FilePath {
  readonly file: string;
  readonly source: string;
  readonly at: FieldPath;
}

/** Paths in one volume that are equal or nested (warningsForOverlappingVirtualPaths). */
function* overlaps(volume: DeclaredVolume, path: FieldPath, most: number): Generator<Warning> {
  const { name = '', configMap, secret, downwardAPI, projected } = volume;
  const start = (kind: string) => `volume ${quote(name)} (${kind})`;
  if (configMap != null)
    yield* collisions(
      itemPaths(configMap.items, '', path.child('configMap')),
      start(named('ConfigMap', configMap.name)),
      most,
    );
  if (secret != null)
    yield* collisions(
      itemPaths(secret.items, '', path.child('secret')),
      start(named('Secret', secret.secretName)),
      most,
    );
  if (downwardAPI != null)
    yield* collisions(itemPaths(downwardAPI.items, '', path.child('downwardAPI')), start('DownwardAPI'), most);
  if (projected == null) return;
  const found = new EarlierFiles();
  for (const [j, source] of (projected.sources ?? []).entries()) {
    const at = path.child('projected').child('sources').index(j);
    if (Object.values<unknown>(source).every((kind) => kind == null))
      yield { text: `${start('Projected')} has no sources provided`, at: at.toPath() };
    for (const made of projectedPaths(source, at)) yield* collisionsWith(found, made, start('Projected'), most);
  }
}

function named(kind: string, name = ''): string {
  return `${kind} ${quote(name)}`;
}

function itemPaths(items: readonly Declared<KeyToPath>[] | undefined, source: string, path: FieldPath): FilePath[] {
  return (items ?? []).map((item, k) => filePath(item, 'path', source, path.child('items').index(k)));
}

/** The files of the first kind of source that makes any. */
function projectedPaths(source: Declared<VolumeProjection>, path: FieldPath): FilePath[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  if (configMap?.items != null)
    return itemPaths(configMap.items, named('ConfigMap', configMap.name), path.child('configMap'));
  if (secret?.items != null) return itemPaths(secret.items, named('Secret', secret.name), path.child('secret'));
  if (downwardAPI?.items != null) return itemPaths(downwardAPI.items, 'DownwardAPI', path.child('downwardAPI'));
  if (serviceAccountToken != null)
    return [filePath(serviceAccountToken, 'path', 'ServiceAccountToken', path.child('serviceAccountToken'))];
  if (clusterTrustBundle != null) {
    const bundle = named('ClusterTrustBundle', clusterTrustBundle.name ?? clusterTrustBundle.signerName);
    return [filePath(clusterTrustBundle, 'path', bundle, path.child('clusterTrustBundle'))];
  }
  if (podCertificate == null) return [];
  const at = path.child('podCertificate');
  return CERTIFICATE_FILES.map(([key, file]) => filePath(podCertificate, key, `PodCertificate ${file}`, at));
}

const CERTIFICATE_FILES = [
  ['certificateChainPath', 'chain'],
  ['keyPath', 'key'],
  ['credentialBundlePath', 'credential bundle'],
] as const;

function filePath<Key extends string>(
  holder: Readonly<Partial<Record<Key, string>>>,
  key: Key,
  source: string,
  path: FieldPath,
): FilePath {
  return { file: (holder[key] ?? '').replace(/(?<!\/)\/+$/, ''), source, at: path.child(key) };
}

function* collisions(paths: readonly FilePath[], start: string, most: number): Generator<Warning> {
  const earlier = new EarlierFiles();
  for (const path of paths) yield* collisionsWith(earlier, path, start, most);
}

class EarlierFiles {
  readonly #tree = new FileTree<string>();
  readonly #known = new Set<string>();

  /** Adds a file; gives the first `most` of the earlier ones that clash with it, as they are shown, each once. */
  add(path: FilePath, most: number): string[] {
    const found = this.#tree.clashes(path.file, most);
    const text = shown(path);
    if (!this.#known.has(text)) this.#tree.add(path.file, text);
    this.#known.add(text);
    return found;
  }
}

function* collisionsWith(earlier: EarlierFiles, path: FilePath, start: string, most: number): Generator<Warning> {
  if (path.file === '') return;
  for (const other of earlier.add(path, most))
    yield { text: `${start}: overlapping paths: ${shown(path)} with ${other}`, at: path.at.toPath() };
}

function shown({ file, source }: FilePath): string {
  return source === '' ? quote(file) : `${quote(file)} (${source})`;
}
