/** What policies say of a DaemonSet: its creation, or its update when there is an earlier state. */
import type { Requested } from '../facts/admission-request.ts';
import type { PoliciesInForce, Verdict } from '../kubernetes/admission/dispatch.ts';
import { admit } from '../kubernetes/admission/dispatch.ts';
import type { User } from '../kubernetes/admission/request.ts';
import type { Origin } from '../cel/values.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** What the policies of one server said. */
export interface Judgement extends Requested {
  readonly verdicts: readonly Verdict[];
}

/** Judges a request for a manifest. */
export function policyVerdicts(
  { namespace: written }: Manifest,
  minor: number,
  requested: Requested,
  inForce: PoliciesInForce,
  { user, time }: { readonly user: User | undefined; readonly time: string },
): Judgement {
  const { stored, old } = requested;
  const { name = '', namespace = written } = stored.metadata ?? {};
  const operation = old === undefined ? 'CREATE' : 'UPDATE';
  const request = { minor, operation, namespace, name, object: stored, oldObject: old, user, time } as const;
  return { ...requested, verdicts: admit({ ...request, dryRun: false }, inForce).verdicts };
}

/** The parts of a request that the object gives it. */
const GIVEN: Readonly<Record<string, Path>> = { name: ['metadata', 'name'], namespace: ['metadata', 'namespace'] };

/** The field of a manifest at which a value was found; undefined for what is not in the object. */
export function pathOf(origin: Origin, stored: DaemonSet, declared: unknown): Path | undefined {
  const keys: (string | number)[] = [];
  let root = origin;
  for (; root.holder !== undefined; root = root.holder) keys.unshift(root.key);
  if (root.key === 'request') return keys.length === 1 ? GIVEN[String(keys[0])] : undefined;
  return root.key === 'object' ? asWritten(keys, stored, declared) : undefined;
}

/** Items that an apply has brought into another order are found by their names. */
function asWritten(keys: Path, stored: unknown, declared: unknown): Path {
  let [at, written] = [stored, declared];
  return keys.map((key) => {
    at = partOf(at, key);
    const wanted = isRecord(at) ? at['name'] : undefined;
    const items: readonly unknown[] = Array.isArray(written) ? written : [];
    const named = items.findIndex((item) => isRecord(item) && wanted !== undefined && item['name'] === wanted);
    const step = typeof key === 'number' && named >= 0 ? named : key;
    written = partOf(written, step);
    return step;
  });
}

function partOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(key)];
  return isRecord(value) ? value[key] : undefined;
}
