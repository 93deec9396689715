/** ControllerRevisions as kubectl decodes them. */
import { structOf } from '../api/schema.ts';
import { decodeAs } from '../apiserver/decode.ts';
import { decodeFault } from '../apiserver/receive.ts';
import { isRecord } from '../go/json.ts';
import type { ControllerRevision } from '../kubectl/history.ts';
import { nodeAt, type Node } from '../yaml/node.ts';
import { typedBody, type Input } from './input.ts';
import { shown } from './value-in-message.ts';

/** ControllerRevisions one by one, or the list that `kubectl get controllerrevisions -o json` (or yaml) prints. */
export type Revisions = Input | readonly Input[];

const KINDS = ['ControllerRevision', 'ControllerRevisionList', 'List'] as const;

/** The revisions of lists and single objects; other objects of a mixed list are left out. Throws TypeError. */
export function revisionsOf(revisions: Revisions, minor: number): readonly ControllerRevision[] {
  if (isList(revisions)) return revisions.flatMap((item, i) => inDocument(item, `revisions[${String(i)}]`, minor));
  if (typeof revisions !== 'string' && !isRecord(revisions))
    throw new TypeError(
      `"revisions" has to be a list, the text of one document, or an object, not ${shown(revisions)}`,
    );
  return inDocument(revisions, 'revisions', minor);
}

const isList = (revisions: Revisions): revisions is readonly Input[] => Array.isArray(revisions);

function inDocument(input: Input, name: string, minor: number): readonly ControllerRevision[] {
  const { parsed, value } = typedBody(input, name, ...KINDS);
  if (parsed.root === undefined) return [];
  if (value['kind'] === 'ControllerRevision') return [revisionOf(parsed.root, value, name, minor)];
  const { items = [] } = value;
  if (!Array.isArray(items)) throw new TypeError(`"${name}.items" has to be a list`);
  return items.flatMap((item: unknown, i) => {
    const node = parsed.root === undefined ? undefined : nodeAt(parsed.root, ['items', i]);
    if (!isRecord(item) || node === undefined) return [];
    // Items of a typed list need not say what they are.
    const { kind = 'ControllerRevision' } = item;
    return kind === 'ControllerRevision' ? [revisionOf(node, item, `${name}.items[${String(i)}]`, minor)] : [];
  });
}

type Plain = Readonly<Record<string, unknown>>;

function revisionOf(node: Node, { revision, data }: Plain, name: string, minor: number): ControllerRevision {
  const part = (path: readonly string[], struct: string): Plain => {
    const { object, problems } = decodeAs(nodeAt(node, path), structOf(struct, minor), OPTIONS(minor));
    const fault = decodeFault(problems);
    if (fault !== undefined) throw new TypeError(`"${name}" is not a ControllerRevision: ${path.join('.')}: ${fault}`);
    return object;
  };
  if (revision !== undefined && !Number.isSafeInteger(revision))
    throw new TypeError(`"${name}" is not a ControllerRevision: its "revision" has to be a whole number`);
  part(['data', 'spec', 'template'], 'PodTemplateSpec');
  return {
    metadata: { namespace: 'default', ...part(['metadata'], 'ObjectMeta') },
    revision: typeof revision === 'number' ? revision : 0,
    ...(isRecord(data) ? { data } : {}),
  };
}

const OPTIONS = (minor: number): Parameters<typeof decodeAs>[2] => ({ minor, order: 'sorted', duplicates: [] });
