/** Container ports and host ports. Source: core/validation validateContainerPorts, checkHostPortConflicts. */
import type { ContainerPort } from 'kubernetes-types/core/v1.js';
import {
  duplicate,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Container, Declared } from '../../api/objects.ts';
import { isValidPortName, isValidPortNum } from './name-grammars.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** The ports of one container. */
export function validatePorts(ports: readonly Declared<ContainerPort>[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => validatePort(port, path.index(i), names));
}

function validatePort(port: Declared<ContainerPort>, path: FieldPath, names: Set<string>): FieldError[] {
  const { name = '', containerPort = 0, hostPort = 0, protocol = '' } = port;
  const errors: FieldError[] = [];
  if (name !== '') {
    const messages = isValidPortName(name);
    if (messages.length > 0) addAll(errors, invalidEach(path.child('name'), shownString(name), messages));
    else if (names.has(name)) errors.push(duplicate(path.child('name'), shownString(name)));
    else names.add(name);
  }
  if (containerPort === 0) errors.push(required(path.child('containerPort')));
  else
    addAll(errors, invalidEach(path.child('containerPort'), shownPlain(containerPort), isValidPortNum(containerPort)));
  if (hostPort !== 0)
    addAll(errors, invalidEach(path.child('hostPort'), shownPlain(hostPort), isValidPortNum(hostPort)));
  if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(path.child('protocol'), shownJson(protocol), PROTOCOLS));
  return errors;
}

/** No host port is used twice in `containers`; `paths` gives the server's place of each and the real one. */
export function validateHostPortConflicts(
  containers: readonly Declared<Container>[],
  paths: readonly { readonly field: FieldPath; readonly real: FieldPath }[],
): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort = 0, hostIP = '', protocol = '' }, j) => {
      const place = paths[i];
      if (hostPort === 0 || place === undefined) return [];
      const key = `${protocol}/${hostIP}/${String(hostPort)}`;
      if (!taken.has(key)) {
        taken.add(key);
        return [];
      }
      const at = (container: FieldPath): FieldPath => container.child('ports').index(j).child('hostPort');
      return [duplicate({ field: at(place.field), at: at(place.real).toPath() }, shownString(key))];
    }),
  );
}

/** Under `hostNetwork` a host port equals the container port. Source: validatePodHostNetworkDeps. */
export function validateHostNetworkPorts(
  containers: readonly Declared<Container>[],
  path: FieldPath,
  minor: number,
): FieldError[] {
  const old = !since('keepsHostPorts', minor);
  return containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort = 0, containerPort = 0 }, j) => {
      if (hostPort === containerPort || (hostPort === 0 && !old)) return [];
      const at = path.index(i).child('ports').index(j);
      if (old) return [invalid(at.child('containerPort'), shownPlain(containerPort), HOST_PORT)];
      return [invalid(at.child('hostPort'), shownPlain(hostPort), CONTAINER_PORT)];
    }),
  );
}

const CONTAINER_PORT = 'must match `containerPort` when `hostNetwork` is true';
const HOST_PORT = 'must match `hostPort` when `hostNetwork` is true';
