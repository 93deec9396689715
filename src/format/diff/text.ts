import type { ObjectChange } from '../../change/object-change.ts';
import { effectOf, valueText } from './words.ts';
import { plain } from '../escape.ts';

const LONGEST = 200;

/** One DaemonSet: what happens, which fields changed, what is dangerous about it. */
export function diffText(change: ObjectChange): string {
  const { path, namespace, name, message = '', revision, fields, hazards, accepted } = change;
  const named = revision === undefined || change.rollout === 'none' ? '' : ` (${revision.name})`;
  const what = accepted
    ? change.change === 'none'
      ? 'no change'
      : `${verb(change)}${effectOf(change)}${named}`
    : `refused: ${message}`;
  const lines = [
    `${path}: daemonset/${name} in namespace ${namespace}: ${what}`,
    ...fields.map((field) => `  ${field.path}: ${valueText(field.old, LONGEST)} -> ${valueText(field.new, LONGEST)}`),
    ...hazards.map(({ severity, message: text, rule }) => `  ${severity}: ${text} [${rule}]`),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function verb({ change }: ObjectChange): string {
  return change === 'changed' ? '' : `${change}: `;
}
