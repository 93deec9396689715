/** The resource requests of a pod. Source: component-helpers/resource/helpers.go PodRequests. */
import type { Container, Declared } from '../kubernetes/api/objects.ts';
import { addQuantities, compareQuantities, quantityOf, type Quantity } from '../kubernetes/apimachinery/quantity.ts';
import type { Manifest } from '../manifest/manifest.ts';

type Requests = Map<string, Quantity>;

/** Resource to the quantity that `pods` equal pods request together, sorted by name. */
export function requestsOf({ pod }: Manifest, pods: number): [string, Quantity][] {
  const running: Requests = new Map();
  for (const container of pod.containers ?? []) add(running, own(container));
  const start = startOf(pod.initContainers ?? [], running);
  atLeast(running, start);
  // Requests of the pod as a whole replace those of its containers.
  for (const [name, quantity] of own(pod)) running.set(name, quantity);
  add(running, quantities(pod.overhead));
  const once = new Map(running);
  for (let more = 1; more < pods; more++) add(running, once);
  return [...running].sort(([a], [b]) => (a < b ? -1 : 1));
}

// The maximum while init containers run one by one, together with the sidecars before them; sidecars stay.
function startOf(initContainers: readonly Declared<Container>[], running: Requests): Requests {
  const sidecars: Requests = new Map();
  const peak: Requests = new Map();
  for (const container of initContainers) {
    const needed = own(container);
    if (container.restartPolicy === 'Always') {
      add(sidecars, needed);
      add(running, needed);
      atLeast(peak, sidecars);
    } else {
      add(needed, sidecars);
      atLeast(peak, needed);
    }
  }
  return peak;
}

// A limit is used as the request of each pod.
function own({ resources }: Pick<Declared<Container>, 'resources'>): Requests {
  return quantities({ ...resources?.limits, ...resources?.requests });
}

function quantities(texts: Readonly<Record<string, string | undefined>> | undefined): Requests {
  const found: Requests = new Map();
  for (const [name, text = ''] of Object.entries(texts ?? {})) {
    const quantity = quantityOf(text);
    if (quantity !== undefined) found.set(name, quantity);
  }
  return found;
}

function add(sum: Requests, more: Requests): void {
  for (const [name, quantity] of more) {
    const before = sum.get(name);
    sum.set(name, before === undefined ? quantity : addQuantities(before, quantity));
  }
}

function atLeast(most: Requests, other: Requests): void {
  for (const [name, quantity] of other) {
    const before = most.get(name);
    if (before === undefined || compareQuantities(quantity, before) > 0) most.set(name, quantity);
  }
}
