/** Objects that a test tool compares with those of a cluster (Chainsaw, KUTTL): nobody applies them. */
import { hasOnlyFields } from './patch-document.ts';
import { type MapNode, nodeAt, type Node } from '../kubernetes/yaml/node.ts';

/** `00-assert.yaml`, `daemonset-assert.yaml`, `02-errors.yaml`. Source: kuttl pkg/test/step.go (fileNameRegex). */
const NAME = /(?:^|[-_./\\])(?:assert(?:s|ions?)?|errors?)(?:[-_.][^/\\]*)?$/i;
/** A key that Chainsaw evaluates: `(a == b)`, `~.list`, `(x)->name`. Source: kyverno-json pkg/core/expression. */
const EXPRESSION = /^\(.*\)$|^~\.|->\w+$/s;

/** Whether the name of a file says that a test tool compares what is in it. */
export function isAssertionName(path: string): boolean {
  return NAME.test(path);
}

/**
 * Whether a DaemonSet is what a test expects. An expression as a key is enough; a name or a folder of tests needs an
 * object that is not whole (and not for a slip of the pen), or one with a status, and both together make any object one.
 */
export function isAssertion(map: MapNode, path: string, inTestFolder: () => boolean): boolean {
  if (hasExpression(map)) return true;
  const isMore = hasStatus(map) || (!isWhole(map) && hasOnlyFields(map));
  return isMore ? NAME.test(path) || inTestFolder() : NAME.test(path) && inTestFolder();
}

function hasExpression(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(hasExpression);
  return node.kind === 'map' && node.entries.some(({ key, value }) => EXPRESSION.test(key) || hasExpression(value));
}

/** Whether an object has what no DaemonSet is accepted without. */
export function isWhole(map: MapNode): boolean {
  return [['selector'], ['template', 'spec', 'containers']].every(
    (path) => nodeAt(map, ['spec', ...path]) !== undefined,
  );
}

function hasStatus(map: MapNode): boolean {
  const status = nodeAt(map, ['status']);
  return status?.kind === 'map' && status.entries.length > 0;
}
