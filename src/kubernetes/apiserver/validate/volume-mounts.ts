/** Mounts and devices of a container. Source: core/validation ValidateVolumeMounts, ValidateVolumeDevices. */
import type { VolumeDevice, VolumeMount } from 'kubernetes-types/core/v1.js';
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  shownJson,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Container, Declared, Volume } from '../../api/objects.ts';
import { validateDescendingPath } from './volume-paths.ts';
import { addAll } from '../../go/lists.ts';

type Volumes = ReadonlyMap<string, Declared<Volume>>;
type Mount = Declared<VolumeMount>;
type Device = Declared<VolumeDevice>;

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const BIND_OPTIONS = ['nodev', 'noexec', 'nosuid'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

/** Mounts of one container; `volumes` are the valid ones. Some of the server's paths have no index. */
export function validateVolumeMounts(container: Declared<Container>, volumes: Volumes, path: FieldPath): FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const devices = new Map(volumeDevices.map(({ name = '', devicePath = '' }) => [name, devicePath]));
  const devicePaths = new Set(devices.values());
  const mountPaths = new Set<string>();
  return volumeMounts.flatMap((mount, i) => {
    const { name = '', mountPath = '' } = mount;
    const at = path.index(i);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at.child('name')));
    if (!volumes.has(name)) errors.push(notFound(at.child('name'), shownString(name)));
    if (mountPath === '') errors.push(required(at.child('mountPath')));
    const shownPath = shownString(mountPath);
    if (mountPaths.has(mountPath)) errors.push(invalid(at.child('mountPath'), shownPath, 'must be unique'));
    mountPaths.add(mountPath);
    if (devices.has(name)) {
      errors.push(invalid(at.child('name'), shownString(name), 'must not already exist in volumeDevices'));
    }
    if (devicePaths.has(mountPath)) {
      errors.push(invalid(at.child('mountPath'), shownPath, 'must not already exist as a path in volumeDevices'));
    }
    return [
      ...errors,
      ...validateSubPaths(mount, path, i),
      ...validateMode(mount, container, path, i),
      ...validateBindOptions(mount, volumes.get(name), at.child('bindMountOptions')),
    ];
  });
}

function validateSubPaths({ subPath = '', subPathExpr = '' }: Mount, path: FieldPath, i: number): FieldError[] {
  const errors: FieldError[] = [];
  const descending = (field: 'subPath' | 'subPathExpr', text: string): FieldError[] =>
    validateDescendingPath(text, path.child(field)).map((error) => ({
      ...error,
      at: path.index(i).child(field).toPath(),
    }));
  if (subPath !== '') addAll(errors, descending('subPath', subPath));
  if (subPathExpr === '') return errors;
  if (subPath !== '') {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    errors.push(invalid(path.index(i).child('subPathExpr'), shownString(subPathExpr), detail));
  }
  return [...errors, ...descending('subPathExpr', subPathExpr)];
}

function validateMode(mount: Mount, container: Declared<Container>, path: FieldPath, i: number): FieldError[] {
  const { mountPropagation, recursiveReadOnly, readOnly } = mount;
  const place = (field: string) => ({ field: path.child(field), at: path.index(i).child(field).toPath() });
  const errors: FieldError[] = [];
  if (mountPropagation !== undefined && !PROPAGATIONS.includes(mountPropagation)) {
    errors.push(notSupported(place('mountPropagation'), shownJson(mountPropagation), PROPAGATIONS));
  }
  if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    errors.push(forbidden(place('mountPropagation'), detail));
  }
  if (recursiveReadOnly === undefined) return errors;
  const at = place('recursiveReadOnly');
  if (recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible') {
    if (readOnly !== true) errors.push(forbidden(at, 'may only be specified when readOnly is true'));
    if (mountPropagation !== undefined && mountPropagation !== 'None') {
      errors.push(forbidden(at, 'may only be specified when mountPropagation is None or not specified'));
    }
  } else if (recursiveReadOnly !== 'Disabled') {
    errors.push(notSupported(at, shownJson(recursiveReadOnly), RECURSIVE));
  }
  return errors;
}

/** Dropped unless the stored object has such options already. */
function validateBindOptions(
  { bindMountOptions = [] }: Mount,
  volume: Declared<Volume> | undefined,
  path: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  const errors = bindMountOptions.flatMap((option, i) => {
    const at = path.index(i);
    const found = BIND_OPTIONS.includes(option) ? [] : [notSupported(at, shownString(option), BIND_OPTIONS)];
    if (seen.has(option)) found.push(duplicate(at, shownString(option)));
    seen.add(option);
    return found;
  });
  if (bindMountOptions.length === 0 || volume?.image === undefined) return errors;
  const detail = 'bindMountOptions may not be used with image volumes';
  return [...errors, invalid(path, shownJson(bindMountOptions), detail)];
}

/** Block devices of one container. */
export function validateVolumeDevices(container: Declared<Container>, volumes: Volumes, path: FieldPath): FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const mounts = new Map(volumeMounts.map(({ name = '', mountPath = '' }) => [name, mountPath]));
  const mountPaths = new Set(mounts.values());
  const names = new Set<string>();
  const paths = new Set<string>();
  return volumeDevices.flatMap((device, i) => {
    const { name = '', devicePath = '' } = device;
    const at = path.index(i);
    const errors = [...validateDeviceName(name, volumes, names, at), ...validateDevicePath(device, paths, at)];
    if (mounts.has(name)) {
      errors.push(invalid(at.child('name'), shownString(name), 'must not already exist in volumeMounts'));
    }
    if (mountPaths.has(devicePath)) {
      const detail = 'must not already exist as a path in volumeMounts';
      errors.push(invalid(at.child('devicePath'), shownString(devicePath), detail));
    }
    if (name !== '') names.add(name);
    return errors;
  });
}

function validateDeviceName(name: string, volumes: Volumes, names: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const at = path.child('name');
  if (name === '') errors.push(required(at));
  if (names.has(name)) errors.push(invalid(at, shownString(name), 'must be unique'));
  const volume = volumes.get(name);
  if (volume === undefined) errors.push(notFound(at, shownString(name)));
  else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
    const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
    errors.push(invalid(at, shownString(name), detail));
  }
  return errors;
}

function validateDevicePath({ devicePath = '' }: Device, paths: Set<string>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const at = path.child('devicePath');
  if (devicePath === '') errors.push(required(at));
  if (paths.has(devicePath)) errors.push(invalid(at, shownString(devicePath), 'must be unique'));
  if (devicePath.split('/').includes('..')) {
    errors.push(invalid(at, shownString(devicePath), "can not contain backsteps ('..')"));
  } else paths.add(devicePath);
  return errors;
}
