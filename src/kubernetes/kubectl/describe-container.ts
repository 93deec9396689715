import { goSorted } from '../go/sort.ts';
import { compareBytes, quote, toLower } from '../go/strings.ts';
import { isFields, listOf, scalar, type Fields } from './describe-fields.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { nanoOf } from '../apimachinery/quantity-dump.ts';
import { since } from '../api/deviations.ts';

/** The containers of a pod template under `label`. Source: kubectl pkg/describe describeContainers. */
export function describeContainers(label: string, containers: readonly Fields[], minor: number, w: PrefixWriter): void {
  w.write(0, `  ${label}:${containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of containers) {
    describeBasics(container, w);
    describeLines('Command', container['command'], w);
    describeLines('Args', container['args'], w);
    describeResources(container['resources'], w);
    describeProbes(container, minor, w);
    describeEnvFrom(listOf(container['envFrom']), w);
    describeEnv(container, w);
    describeMounts(container, w);
  }
}

function describeBasics(container: Fields, w: PrefixWriter): void {
  w.write(1, ` ${scalar(container['name'])}:\n`);
  w.write(2, `Image:\t${scalar(container['image'])}\n`);
  const ports = listOf(container['ports']);
  describePorts('Port', 'containerPort', ports, w);
  describePorts('Host Port', 'hostPort', ports, w);
  const security = container['securityContext'];
  const profile = isFields(security) ? security['seccompProfile'] : undefined;
  if (!isFields(profile)) return;
  w.write(2, `SeccompProfile:\t${scalar(profile['type'])}\n`);
  if (profile['type'] === 'Localhost') w.write(3, `LocalhostProfile:\t${scalar(profile['localhostProfile'])}\n`);
}

function describePorts(label: string, field: string, ports: readonly Fields[], w: PrefixWriter): void {
  const shown = ports
    .map((port) => {
      const name = scalar(port['name']);
      return `${scalar(port[field], '0')}/${scalar(port['protocol'])}${name === '' ? '' : ` (${name})`}`;
    })
    .join(', ');
  w.write(2, shown.includes(',') ? `${label}s:\t${shown}\n` : `${label}:\t${shown === '' ? '<none>' : shown}\n`);
}

function describeLines(label: string, words: unknown, w: PrefixWriter): void {
  if (!Array.isArray(words) || words.length === 0) return;
  w.write(2, `${label}:\n`);
  for (const word of words) for (const line of String(word).split('\n')) w.write(3, `${line}\n`);
}

function describeResources(resources: unknown, w: PrefixWriter): void {
  if (!isFields(resources)) return;
  for (const [label, list] of [
    ['Limits', resources['limits']],
    ['Requests', resources['requests']],
  ] as const) {
    const names = isFields(list) ? Object.keys(list).sort(compareBytes) : [];
    if (!isFields(list) || names.length === 0) continue;
    w.write(2, `${label}:\n`);
    for (const name of names) w.write(3, `${name}:\t${scalar(list[name])}\n`);
  }
}

function describeProbes(container: Fields, minor: number, w: PrefixWriter): void {
  for (const [label, field] of [
    ['Liveness', 'livenessProbe'],
    ['Readiness', 'readinessProbe'],
    ['Startup', 'startupProbe'],
  ] as const) {
    const probe = container[field];
    if (isFields(probe)) w.write(2, `${label}:\t${describeProbe(probe, minor)}\n`);
  }
}

/** Source: kubectl pkg/describe DescribeProbe. */
function describeProbe(probe: Fields, minor: number): string {
  const number = (field: string): string => scalar(probe[field], '0');
  const [success, failure] = since('printsThresholds', minor)
    ? ['successThreshold', 'failureThreshold']
    : ['#success', '#failure'];
  const attributes =
    `delay=${number('initialDelaySeconds')}s timeout=${number('timeoutSeconds')}s period=${number('periodSeconds')}s ` +
    `${success}=${number('successThreshold')} ${failure}=${number('failureThreshold')}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (isFields(exec)) {
    const command = Array.isArray(exec['command']) ? exec['command'] : [];
    return `exec [${command.join(' ')}] ${attributes}`;
  }
  if (isFields(httpGet)) return `http-get ${probeUrl(httpGet)} ${attributes}`;
  if (isFields(tcpSocket)) return `tcp-socket ${scalar(tcpSocket['host'])}:${port(tcpSocket)} ${attributes}`;
  if (isFields(grpc)) return `grpc <pod>:${scalar(grpc['port'], '0')} ${scalar(grpc['service'])} ${attributes}`;
  return `unknown ${attributes}`;
}

function port(action: Fields): string {
  return scalar(action['port'], '0');
}

/** Source: net/url URL.String for a URL of scheme, host and path. */
function probeUrl(get: Fields): string {
  const scheme = toLower(scalar(get['scheme']));
  const name = scalar(get['host']);
  const host = port(get) === '' ? name : `${/[:%]/.test(name) ? `[${name}]` : name}:${port(get)}`;
  const path = scalar(get['path']);
  const shown = path === '*' ? path : escapeBytes(path, PATH_SAFE);
  const slashes = (scheme !== '' || host !== '') && (host !== '' || path !== '') ? '//' : '';
  const head = (scheme === '' ? '' : `${scheme}:`) + slashes + escapeBytes(host, HOST_SAFE);
  const dot = head === '' && /^[^/]*:/.test(shown) ? './' : '';
  return head + (shown !== '' && !shown.startsWith('/') && host !== '' ? '/' : '') + dot + shown;
}

const PATH_SAFE = /^[A-Za-z0-9\-_.~$&+,/:;=@]$/;
const HOST_SAFE = /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]$/;

function escapeBytes(value: string, safe: RegExp): string {
  let out = '';
  for (const char of value) {
    if (safe.test(char)) out += char;
    else
      for (const byte of new TextEncoder().encode(char)) out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function describeEnvFrom(sources: readonly Fields[], w: PrefixWriter): void {
  if (sources.length === 0) return;
  w.write(2, 'Environment Variables from:\n');
  for (const { configMapRef, secretRef, prefix } of sources) {
    const [kind, ref] = isFields(configMapRef)
      ? ['ConfigMap', configMapRef]
      : isFields(secretRef)
        ? ['Secret', secretRef]
        : ['', {} as Fields];
    const named = scalar(prefix) === '' ? kind : `${kind} with prefix '${scalar(prefix)}'`;
    w.write(3, `${scalar(ref['name'])}\t${named}\tOptional: ${String(ref['optional'] === true)}\n`);
  }
}

function describeEnv(container: Fields, w: PrefixWriter): void {
  const variables = listOf(container['env']);
  w.write(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}\n`);
  for (const variable of variables) {
    const name = scalar(variable['name']);
    const from = variable['valueFrom'];
    if (isFields(from)) {
      const shown = describeValueFrom(from, container);
      if (shown !== undefined) w.write(3, `${name}:\t${shown}\n`);
      continue;
    }
    scalar(variable['value'])
      .split('\n')
      .forEach((line, i) => {
        w.write(3, i === 0 ? `${name}:\t${line}\n` : `\t${line}\n`);
      });
  }
}

function describeValueFrom(from: Fields, container: Fields): string | undefined {
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = from;
  if (isFields(fieldRef)) return ` (${scalar(fieldRef['apiVersion'])}:${scalar(fieldRef['fieldPath'])})`;
  if (isFields(resourceFieldRef)) {
    const resource = scalar(resourceFieldRef['resource']);
    const value = resourceValue(resourceFieldRef, container);
    const unlimited = value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory');
    return `${unlimited ? 'node allocatable' : value} (${resource})`;
  }
  if (isFields(secretKeyRef)) return describeKey(secretKeyRef, 'in secret');
  if (isFields(configMapKeyRef)) return describeKey(configMapKeyRef, 'of config map');
  return undefined;
}

function describeKey(ref: Fields, where: string): string {
  const optional = String(ref['optional'] === true);
  return `<set to the key '${scalar(ref['key'])}' ${where} '${scalar(ref['name'])}'>\tOptional: ${optional}`;
}

const RESOURCE = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)$/s;
const NANO = 10n ** 9n;

/** Source: kubectl pkg/util/resource ExtractContainerResourceValue; empty for an unknown resource. */
function resourceValue(ref: Fields, container: Fields): string {
  const [, list = '', name = ''] = RESOURCE.exec(scalar(ref['resource'])) ?? [];
  if (list === '') return '';
  const resources = isFields(container['resources']) ? container['resources'][list] : undefined;
  const amount = nanoOf(isFields(resources) ? resources[name] : undefined) ?? 0n;
  const given = nanoOf(ref['divisor']) ?? 0n;
  const divisor = given === 0n ? NANO : given;
  const unit = name === 'cpu' ? 1_000_000n : NANO;
  return String(Math.ceil(Number(ceilDivide(amount, unit)) / Number(ceilDivide(divisor, unit))));
}

function ceilDivide(value: bigint, by: bigint): bigint {
  return value > 0n ? (value + by - 1n) / by : value / by;
}

function describeMounts(container: Fields, w: PrefixWriter): void {
  const mounts = sortedBy(listOf(container['volumeMounts']), 'mountPath');
  const none = mounts.length === 0 ? '\t<none>' : '';
  w.write(2, `Mounts:${none}\n`);
  for (const mount of mounts) {
    const subPath = scalar(mount['subPath']);
    const flags = (mount['readOnly'] === true ? 'ro' : 'rw') + (subPath === '' ? '' : `,path=${quote(subPath)}`);
    w.write(3, `${scalar(mount['mountPath'])} from ${scalar(mount['name'])} (${flags})\n`);
  }
  const devices = sortedBy(listOf(container['volumeDevices']), 'devicePath');
  if (devices.length === 0) return;
  w.write(2, `Devices:${none}\n`);
  for (const device of devices) w.write(3, `${scalar(device['devicePath'])} from ${scalar(device['name'])}\n`);
}

/** Sorted by a text field, as Go sorts it. */
export function sortedBy(items: readonly Fields[], field: string): readonly Fields[] {
  return goSorted(items, (a, b) => compareBytes(scalar(a[field]), scalar(b[field])) < 0);
}
