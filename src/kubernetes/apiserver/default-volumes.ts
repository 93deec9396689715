/** The defaults of volumes. Source: pkg/apis/core/v1/defaults.go SetDefaults_Volume and one function for each source. */
import type { DownwardAPIVolumeFile, ProjectedVolumeSource } from 'kubernetes-types/core/v1.js';
import { roundUp } from './default-resources.ts';
import { defaultPullPolicy } from '../apimachinery/image-reference.ts';
import type { Declared, Volume } from '../api/objects.ts';

const DEFAULT_MODE = 0o644;

type DeclaredVolume = Declared<Volume>;

/** Fills in the defaults of one volume in place; one without any source becomes an `emptyDir`. */
export function defaultVolume(volume: DeclaredVolume): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  if (volume.image !== undefined) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference ?? '');
  if (volume.hostPath !== undefined) volume.hostPath.type ??= '';
  if (volume.secret !== undefined) volume.secret.defaultMode ??= DEFAULT_MODE;
  if (volume.configMap !== undefined) volume.configMap.defaultMode ??= DEFAULT_MODE;
  if (volume.downwardAPI !== undefined) {
    volume.downwardAPI.defaultMode ??= DEFAULT_MODE;
    volume.downwardAPI.items?.forEach(defaultFieldRef);
  }
  if (volume.projected !== undefined) defaultProjected(volume.projected);
  if (volume.iscsi !== undefined) volume.iscsi.iscsiInterface ||= 'default';
  defaultStorage(volume);
  defaultClaim(volume);
}

function defaultFieldRef(item: Declared<DownwardAPIVolumeFile>): void {
  if (item.fieldRef !== undefined) item.fieldRef.apiVersion ||= 'v1';
}

function defaultProjected(projected: Declared<ProjectedVolumeSource>): void {
  projected.defaultMode ??= DEFAULT_MODE;
  for (const { downwardAPI, serviceAccountToken } of projected.sources ?? []) {
    downwardAPI?.items?.forEach(defaultFieldRef);
    if (serviceAccountToken !== undefined) serviceAccountToken.expirationSeconds ??= 3600;
  }
}

function defaultStorage({ rbd, azureDisk, scaleIO }: DeclaredVolume): void {
  if (rbd !== undefined) {
    rbd.pool ||= 'rbd';
    rbd.user ||= 'admin';
    rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (azureDisk !== undefined) {
    azureDisk.cachingMode ??= 'ReadWrite';
    azureDisk.kind ??= 'Shared';
    azureDisk.fsType ??= 'ext4';
    azureDisk.readOnly ??= false;
  }
  if (scaleIO !== undefined) {
    scaleIO.storageMode ||= 'ThinProvisioned';
    scaleIO.fsType ||= 'xfs';
  }
}

function defaultClaim({ ephemeral }: DeclaredVolume): void {
  const template = ephemeral?.volumeClaimTemplate;
  if (template === undefined) return;
  const spec = (template.spec ??= {});
  spec.volumeMode ??= 'Filesystem';
  roundUp(spec.resources?.limits);
  roundUp(spec.resources?.requests);
}
