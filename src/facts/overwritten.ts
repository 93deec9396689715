/** Which DaemonSets of a file are one object of a cluster, so that the one that is applied last is left. */
import { certainName } from '../manifest/certain-name.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { groupBy } from '../words/group-by.ts';

/** The last one in the same file that has the name of this one; undefined where it is that itself. Source: kubectl apply, which applies a file in its order. */
export function overwriterOf(manifest: Manifest): Manifest | undefined {
  const key = keyOf(manifest);
  const last = key === undefined ? undefined : manifest.siblings.once(lastOfEach).get(key);
  return last === manifest || !isStored(manifest) ? undefined : last;
}

/** Why the change of an object means nothing that another one overwrites. */
export function overwrittenReason(manifest: Manifest): string | undefined {
  return (
    overwriterOf(manifest) && 'a later DaemonSet of the file has the same name and overwrites it: remove one of them'
  );
}

function lastOfEach(daemonSets: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const named = [...groupBy(daemonSets, keyOf)].filter(([, some]) => some.length > 1);
  return new Map(
    named.flatMap(([key, some]) => {
      // Only of namesakes the server's answer is asked.
      const [first, ...others] = some.filter(isStored);
      return first === undefined ? [] : [[key, others.reduce((a, b) => (startOf(b) > startOf(a) ? b : a), first)]];
    }),
  );
}

const startOf = ({ root }: Manifest): number => root.span.start;

/** What no server stores overwrites nothing. */
const isStored = ({ answer }: Manifest): boolean => answer.stored !== undefined;

/** Without a written namespace the command line decides; charts are helm's. */
function keyOf(manifest: Manifest): string | undefined {
  const { namespace, name } = certainName(manifest);
  if (namespace === '' || name === '' || manifest.source.madeFrom !== undefined) return undefined;
  return JSON.stringify([manifest.source.path, manifest.has(['metadata', 'namespace']) ? namespace : '', name]);
}
