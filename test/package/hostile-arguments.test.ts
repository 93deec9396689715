import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, lint } from '../../src/index.ts';
import * as kubernetes from '../../src/kubernetes/index.ts';
import { randomFrom } from '../../src/kubernetes/controller/simulation-queue.ts';
import { MANIFEST } from '../kubernetes/posted.ts';

const { stored } = kubernetes.create(MANIFEST);
const revision = {
  kind: 'ControllerRevision',
  metadata: {
    name: 'agent-1',
    namespace: 'default',
    labels: { app: 'agent' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true }],
  },
  revision: 1,
  data: { spec: { template: { ...stored?.spec.template, $patch: 'replace' } } },
};
const list = { kind: 'List', items: [revision, { ...revision, revision: 2 }] };

/** Every function with arguments that it takes. */
const CALLS: readonly (readonly [(...args: never[]) => unknown, readonly unknown[]])[] = [
  [lint, [[{ path: 'a.yaml', text: MANIFEST }], { preset: 'strict', minors: [36], fleet: { groups: [{ count: 3 }] } }]],
  [kubernetes.create, [MANIFEST, { minor: 36, namespace: 'a', asPosted: 'yaml' }]],
  [kubernetes.update, [stored, MANIFEST, { minor: 36 }]],
  [kubernetes.revision, [stored, { minor: 36 }]],
  [kubernetes.budget, [stored, 5, { minor: 36 }]],
  [kubernetes.rollout, [stored, { available: 3, dead: 1 }, { version: { failAfter: 3 }, jitter: 0.1, seed: 3 }]],
  [kubernetes.rolloutHistory, [stored, list, { revision: 1 }]],
  [kubernetes.rolloutStatus, [{ ...stored, status: { desiredNumberScheduled: 3 } }]],
  [kubernetes.rolloutUndo, [stored, list, { toRevision: 1, dryRun: 'client' }]],
];

const BARE: unknown = Object.create(null);
const VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, -1, 1.5, NaN, Infinity, 1e308, 2 ** 53, 25, 37, 5n, Symbol('a')],
  ...['', 'a', '36', 'off', 'error', '50%', '\ud800', '{', 'a: [', '---', 'kind: Pod', MANIFEST],
  ...[() => 1, Map, new Date(0), new Date(NaN), /a/, new Map([[1, 2]]), new Set([1]), new Error('a'), Math],
  ...[new Uint8Array(3), new ArrayBuffer(3), new Proxy({}, {}), BARE, new String('a'), new Array(3)],
  ...[[], {}, [null], { kind: {} }, { kind: 'DaemonSet' }, { toString: 5, toJSON: 5 }, { toJSON: () => 5n }],
];

/** `value` with other values in a few of its places, or another value. */
function spoiled(value: unknown, random: () => number, levels = 0): unknown {
  const other = VALUES[Math.floor(random() * VALUES.length)];
  if (random() < (levels === 0 ? 0.2 : 0.02)) return other;
  if (typeof value === 'string') {
    const at = Math.floor(random() * value.length);
    return random() < 0.05
      ? value.slice(0, at) + (typeof other === 'string' ? other : '[') + value.slice(at + 2)
      : value;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => spoiled(item, random, levels + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, spoiled(item, random, levels + 1)]);
  return Object.fromEntries(random() < 0.01 ? [...entries, [random() < 0.5 ? 'kind' : 'a', other]] : entries);
}

/** An error of the table in docs/library.md: in its own words, not those of the engine. */
function isDocumented(error: unknown): boolean {
  if (error instanceof ConfigError) return true;
  return (
    (error instanceof TypeError || error instanceof RangeError) && /^(?:"|unknown key |the nodes )/.test(error.message)
  );
}

/** Each value in the place of each argument, and of each field of an options object. */
function* replaced(args: readonly unknown[]): Generator<readonly unknown[]> {
  for (const [at, arg] of args.entries())
    for (const value of VALUES) {
      yield args.with(at, value);
      if (typeof arg !== 'object' || arg === null || Array.isArray(arg) || 'spec' in arg) continue;
      for (const key of [...Object.keys(arg), 'other']) yield args.with(at, { ...arg, [key]: value });
    }
}

/** Arguments of which one is spoiled somewhere inside. */
function* spoiledOnes(args: readonly unknown[], count: number): Generator<readonly unknown[]> {
  const random = randomFrom(1);
  for (let i = 0; i < count; i++) {
    const at = Math.floor(random() * args.length);
    yield args.with(at, spoiled(args[at], random));
  }
}

for (const [call, args] of CALLS)
  test(`${call.name} answers, or throws what is documented, whatever it is given`, () => {
    assert.not.throws(() => call(...(args as never[])));
    const counts = { answers: 0, errors: 0 };
    for (const given of [...replaced(args), ...spoiledOnes(args, 150)]) {
      try {
        call(...(given as never[]));
        counts.answers++;
      } catch (error) {
        assert.ok(isDocumented(error), error instanceof Error ? error.stack : 'a value was thrown');
        counts.errors++;
      }
    }
    assert.ok(counts.answers > 20 && counts.errors > 50, JSON.stringify(counts));
  });

test.run();
