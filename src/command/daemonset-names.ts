/** How kubectl takes the names of DaemonSets. */
import { UsageError } from '../io/errors.ts';

const RESOURCE = /^(?:ds|daemonsets?)(?:\.(?:v1\.)?apps)?$/i;

/** Whether only the kind is named: all of a namespace. */
export function isKindAlone(positionals: readonly string[]): boolean {
  const [kind = ''] = positionals;
  return positionals.length === 1 && RESOURCE.test(kind);
}

/** `ds/NAME`, `daemonset.apps/NAME`, or the kind and then names. */
export function resourceNames(positionals: readonly string[]): readonly string[] {
  const [first = '', ...rest] = positionals;
  if (first === '') throw new UsageError('name the DaemonSet: ds/NAME');
  if (first.includes('/')) return positionals.map(nameAfterSlash);
  checkResource(first);
  if (rest.length === 0) throw new UsageError(`name the DaemonSet: ${first}/NAME`);
  const mixed = rest.find((name) => name.includes('/'));
  if (mixed !== undefined) throw new UsageError(`"${mixed}": write the kind once, or before each name with a slash`);
  return rest;
}

function nameAfterSlash(argument: string): string {
  const [resource = '', name = '', ...more] = argument.split('/');
  if (name === '' || more.length > 0) throw new UsageError(`"${argument}" is not of the form ds/NAME`);
  checkResource(resource);
  return name;
}

function checkResource(resource: string): void {
  if (!RESOURCE.test(resource)) throw new UsageError(`"${resource}" is not a DaemonSet: write ds/NAME`);
}
