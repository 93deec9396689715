import type { ChangedField } from '../../kubernetes/apimachinery/equality.ts';
import { AFTER_REMOVAL, type ObjectChange } from '../../change/object-change.ts';
import type { WrittenField } from '../../change/field-places.ts';
import { jsonText } from '../../words/escape.ts';
import { renderedWith } from '../../words/rendered-with.ts';

const WORDS: Readonly<Record<ObjectChange['rollout'], string>> = {
  create: 'every matching node gets a pod',
  delete: AFTER_REMOVAL,
  rolling: 'the pods of all nodes are replaced by a rolling update',
  'on-delete': 'nodes keep the old pod until someone deletes it (OnDelete)',
  none: 'no rollout',
};

/** `daemonset/NAME in namespace NS`; of what is made of several files, or cannot be read, it may not be known. */
export function objectText(object: Pick<ObjectChange, 'namespace' | 'name' | 'change' | 'rendering'>): string {
  const { namespace, name, change } = object;
  if (name === '' && change === 'unjudged')
    return namespace === '' ? 'its DaemonSets' : `a DaemonSet of a name that is not known, in namespace ${namespace}`;
  const named = name === '' ? 'a DaemonSet without a name' : `daemonset/${name}`;
  return `${named} in namespace ${namespace}${renderedWith(object)}`;
}

/** Where a field gets its new value: the values that a chart takes it from, otherwise the template, base or patch. */
export function fieldPlace({ place }: WrittenField): string | undefined {
  if (place === undefined) return undefined;
  return place.note ?? `${place.path}:${String(place.range.start.line)}`;
}

/** What happens on the cluster, in one sentence without its end. */
export function effectOf({
  change,
  accepted,
  reason,
  rollout,
  newRevision,
  generationChanges,
  revision,
  fields,
}: ObjectChange): string {
  if (change === 'unjudged') return `cannot be judged: ${reason ?? ''}`;
  if (accepted !== true) return 'nothing: the API server refuses it';
  if (change === 'none') return 'nothing';
  if (rollout === 'none' && fields.some(startsRolling))
    return 'no new revision; pods that were left on older revisions are replaced by a rolling update';
  if (rollout === 'none') return generationChanges ? 'no rollout; the generation changes' : WORDS.none;
  if (rollout === 'create' || rollout === 'delete') return WORDS[rollout];
  const returns = `back to revision ${String(revision?.number)}, which gets a new number`;
  return `${newRevision ? 'a new revision' : returns}: ${WORDS[rollout]}`;
}

/** From OnDelete to RollingUpdate: nothing new, but what was left behind follows now. */
function startsRolling({ path, old, new: next }: ChangedField): boolean {
  return path === 'spec.updateStrategy.type' && old === 'OnDelete' && next === 'RollingUpdate';
}

/** A value as JSON, shortened to about `limit` characters. */
export function valueText(value: ChangedField['old'], limit: number): string {
  if (value === undefined) return 'absent';
  const text = jsonText(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
