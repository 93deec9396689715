import type { ObjectChange } from '../../change/object-change.ts';
import type { WrittenField } from '../../change/field-places.ts';
import { effectOf, fieldPlace, objectText, valueText } from './words.ts';
import { plain } from '../../words/escape.ts';

const LONGEST = 200;

/** One DaemonSet: what happens, which fields changed, what is dangerous about it. */
export function diffText(change: ObjectChange): string {
  const { path, message = '', revision, fields, hazards, accepted } = change;
  const named = revision === undefined || change.rollout === 'none' ? '' : ` (${revision.name})`;
  const happens = change.change === 'none' ? 'no change' : `${verb(change)}${effectOf(change)}${named}`;
  const what = accepted === false ? `refused: ${message}` : happens;
  const lines = [
    `${path}: ${objectText(change)}: ${what}`,
    ...fields.map(fieldText),
    ...otherwise(change),
    ...hazards.map(({ severity, message: text, rule }) => `  ${severity}: ${text} [${rule}]`),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function fieldText(field: WrittenField): string {
  const place = fieldPlace(field);
  const values = `${valueText(field.old, LONGEST)} -> ${valueText(field.new, LONGEST)}`;
  return `  ${field.path}: ${values}${place === undefined ? '' : ` (${place})`}`;
}

/** What a replace would do, where the apply ends otherwise. */
function otherwise({ replace, accepted }: ObjectChange): readonly string[] {
  if (replace === undefined) return [];
  if (!replace.accepted) return [`  a replace would be refused: ${replace.message ?? ''}`];
  if (accepted !== true) return ['  a replace would be accepted'];
  return replace.fields.map(({ path, old, new: next }) => {
    const [kept, other] = [valueText(old, LONGEST), valueText(next, LONGEST)];
    return `  ${path}: the apply ends with ${kept}, a replace would store ${other}`;
  });
}

function verb({ change }: ObjectChange): string {
  return change === 'changed' || change === 'unjudged' ? '' : `${change}: `;
}
