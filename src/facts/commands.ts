/** The commands of a pod, as lists of arguments. */
import { containersOf } from './daemonset-facts.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Container, Declared } from '../kubernetes/api/objects.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** What runs a command, and what happens when its program is not found. */
export interface Role {
  readonly severity: 'error' | 'warning';
  readonly effect: string;
}

export interface Command {
  /** The list that is written. */
  readonly at: Path;
  readonly argv: readonly string[];
  readonly role: Role;
}

const START: Role = { severity: 'error', effect: 'the container never starts' };
const ROLES = {
  startupProbe: { severity: 'error', effect: 'the probe never succeeds and the pod never becomes Ready' },
  readinessProbe: { severity: 'error', effect: 'the probe never succeeds and the pod never becomes Ready' },
  // Some runtimes answer with an exit code, of others the kubelet throws the error away.
  livenessProbe: { severity: 'warning', effect: 'the container is never checked, or restarted again and again' },
  postStart: { severity: 'error', effect: 'the hook always fails and the container is killed' },
  preStop: { severity: 'warning', effect: 'the hook does nothing' },
} as const satisfies Record<string, Role>;

/** Commands of containers, probes and hooks. Arguments of an entry point that the image sets are left out. */
export function* commandsOf(manifest: Manifest): Generator<Command> {
  for (const { at, container } of containersOf(manifest)) {
    const { command = [], args = [] } = container;
    if (command.length > 0) {
      const argv = [...command, ...args].map(String);
      yield { at: [...at, 'command'], argv, role: START };
    }
    yield* probesOf(container, at);
  }
}

function* probesOf(container: Declared<Container>, at: Path): Generator<Command> {
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
    const argv = container[probe]?.exec?.command ?? [];
    if (argv.length > 0) yield { at: [...at, probe, 'exec', 'command'], argv, role: ROLES[probe] };
  }
  for (const hook of ['postStart', 'preStop'] as const) {
    const argv = container.lifecycle?.[hook]?.exec?.command ?? [];
    if (argv.length > 0) yield { at: [...at, 'lifecycle', hook, 'exec', 'command'], argv, role: ROLES[hook] };
  }
}
