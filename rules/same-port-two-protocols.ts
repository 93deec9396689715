import { containersOf, type ContainerAt } from '../src/facts/daemonset-facts.ts';
import { appliedDifferences } from '../src/facts/applied-change.ts';
import { earlierOf, updateOf } from '../src/facts/update.ts';
import type { ApplyMode, Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';
import { addTo } from '../src/kubernetes/go/lists.ts';

export default defineRule({
  id: 'same-port-two-protocols',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A port is declared for two protocols, which kubectl apply cannot tell apart',
  why: `\`kubectl apply\` merges the ports of a container by \`containerPort\` alone. In an object that already has one of
the two protocols, the other is never added, or one of the two is lost at a later change: \`kubectl apply\` reports
success. With a \`hostPort\` nothing then listens on the node for the missing protocol. A new object is created as it is
written. \`kubectl apply --server-side\` tells protocols apart.`,
  fix: 'Apply with `--server-side`, or replace the object with `kubectl replace`.',
  unless:
    'The file is applied on the server side, as Flux and Argo CD can do (set `apply: server` or `apply: replace` in the configuration), or the port is only documentation.',
  since: '0.1.0',
  references: [
    { title: 'Same port for UDP and TCP', url: 'https://github.com/kubernetes/kubernetes/issues/39188' },
    { title: 'Apply and merge keys', url: 'https://github.com/kubernetes/kubernetes/issues/105610' },
  ],
  *check(manifest) {
    if (TELLS_APART.has(manifest.context.apply?.mode)) return;
    const before = earlierOf(manifest);
    for (const placed of containersOf(manifest)) {
      for (const { index, port, protocols } of doubles(placed)) {
        const had = before === undefined ? [] : protocolsIn(before, placed.container.name ?? '', port);
        const added = protocols.filter((protocol) => !had.includes(protocol));
        const isNew = had.length > 0 && added.length > 0 && !stores(manifest, placed, port, protocols);
        // apply-drops says what this very apply does to the port.
        if (isNew && losesPort(manifest, placed)) continue;
        yield {
          at: [...placed.at, 'ports', index, 'containerPort'],
          severity: isNew ? 'warning' : 'note',
          message: isNew
            ? `kubectl apply merges ports by containerPort and never adds ${port}/${added.join(', ')} beside ${port}/${had.join(', ')}: apply with --server-side`
            : `kubectl apply merges ports by containerPort and cannot tell ${protocols.map((protocol) => `${port}/${protocol}`).join(' and ')} apart: a later change of one may be lost; apply with --server-side`,
        };
      }
    }
  },
});

/** The ways to the cluster that store each protocol. */
const TELLS_APART: ReadonlySet<ApplyMode | undefined> = new Set(['server', 'replace'] as const);

/** Whether this very apply leaves all of them: of two entries of one protocol, one may become the other. */
function stores(manifest: Manifest, { container }: ContainerAt, port: number, protocols: readonly string[]): boolean {
  const made = updateOf(manifest);
  const stored = made?.applied?.answer.stored?.spec?.template.spec;
  const after = [...(stored?.initContainers ?? []), ...(stored?.containers ?? [])];
  const ports = after.find(({ name }) => name === container.name)?.ports ?? [];
  return protocols.every((protocol) =>
    ports.some((each) => each.containerPort === port && (each.protocol ?? 'TCP') === protocol),
  );
}

function losesPort(manifest: Manifest, { at }: ContainerAt): boolean {
  const ports = [...at, 'ports'];
  return appliedDifferences(manifest).some(
    (difference) => difference.kind === 'loss' && ports.every((step, index) => difference.at[index] === step),
  );
}

interface Double {
  /** The place of the second protocol. */
  readonly index: number;
  readonly port: number;
  readonly protocols: readonly string[];
}

function doubles({ container }: ContainerAt): Double[] {
  const byPort = new Map<number, { index: number; protocol: string }[]>();
  for (const [index, { containerPort, protocol = 'TCP' }] of (container.ports ?? []).entries()) {
    if (containerPort === undefined) continue;
    addTo(byPort, containerPort, { index, protocol });
  }
  return [...byPort].flatMap(([port, found]) => {
    const protocols = [...new Set(found.map(({ protocol }) => protocol))];
    const second = found.find(({ protocol }) => protocol === protocols[1]);
    return second === undefined ? [] : [{ index: second.index, port, protocols }];
  });
}

function protocolsIn(manifest: Manifest, name: string, port: number): string[] {
  const container = containersOf(manifest).find((placed) => placed.container.name === name)?.container;
  const found = (container?.ports ?? []).filter(({ containerPort }) => containerPort === port);
  return [...new Set(found.map(({ protocol = 'TCP' }) => protocol))];
}
