import type { ObjectChange } from '../../change/object-change.ts';
import { effectOf, fieldPlace, valueText } from './words.ts';
import { codeInMarkdown, inMarkdown } from '../../words/escape.ts';
import { counted } from '../../words/counts.ts';
import { renderedWith } from '../../words/rendered-with.ts';

/** A comment on GitHub takes 65,536 characters, the table included. */
const MOST = 50_000;
const LONGEST = 300;
const MOST_ROWS = 100;

/** A comment for a pull request: a table of the DaemonSets that change, and the details of each, folded. */
export function diffMarkdown(changes: readonly ObjectChange[]): string {
  const unjudged = changes.filter(({ change }) => change === 'unjudged');
  const judged = changes.filter(({ change }) => change !== 'none' && change !== 'unjudged');
  const shown = [...unjudged, ...judged];
  const same = changes.length - shown.length;
  const rest = same === 0 ? '' : `${counted(same, 'DaemonSet')} without a change.\n`;
  if (shown.length === 0) return `### DaemonSet changes\n\n${rest === '' ? 'No DaemonSet differs.\n' : rest}`;
  const rows = shown.slice(0, MOST_ROWS).map(row).join('');
  const left = shown.length - MOST_ROWS;
  const more = left > 0 ? `${counted(left, 'DaemonSet')} more, not listed here.\n\n` : '';
  const table = `| DaemonSet | Change | What happens | Hazards |\n| --- | --- | --- | --- |\n${rows}\n${more}`;
  return `### DaemonSet changes\n\n${table}${folded(shown)}${rest}`;
}

function row(change: ObjectChange): string {
  const { revision, rollout, hazards, accepted } = change;
  const named = revision === undefined || rollout === 'none' ? '' : ` (${codeInMarkdown(revision.name)})`;
  const cells = [
    codeInMarkdown(identity(change)),
    accepted === false ? '**refused**' : change.change === 'unjudged' ? '**unjudged**' : change.change,
    inMarkdown(effectOf(change)) + named,
    watched(hazards),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** Namespace and name, or the kustomization where they are not known. */
function identity(change: ObjectChange): string {
  const { path, namespace, name } = change;
  return name === '' ? path : `${namespace}/${name}${renderedWith(change)}`;
}

function watched(hazards: ObjectChange['hazards']): string {
  const counts = (['error', 'warning'] as const).map(
    (severity) => [hazards.filter((hazard) => hazard.severity === severity).length, severity] as const,
  );
  return counts.flatMap(([count, severity]) => (count === 0 ? [] : counted(count, severity))).join(', ');
}

/** As many details as fit into a comment. */
function folded(changes: readonly ObjectChange[]): string {
  let text = '';
  for (const [index, change] of changes.entries()) {
    const next = details(change);
    if (text.length + next.length > MOST)
      return `${text}The details of ${changes.length - index} more are not listed.\n\n`;
    text += next;
  }
  return text;
}

function details(change: ObjectChange): string {
  const { path, message, causes, fields, hazards } = change;
  const parts = [
    refusal(message, causes),
    hazards
      .map(({ severity, message: text, rule }) => `- **${severity}** ${inMarkdown(text)} (\`${rule}\`)\n`)
      .join(''),
    fieldTable(fields),
    otherwise(change),
  ].filter((part) => part !== '');
  if (parts.length === 0) return '';
  const title = `${codeInMarkdown(identity(change))} in ${codeInMarkdown(path)}`;
  return `<details><summary>${title}</summary>\n\n${parts.join('\n')}\n</details>\n\n`;
}

/** What a replace would do, where the apply ends otherwise. */
function otherwise({ replace, accepted }: ObjectChange): string {
  if (replace === undefined) return '';
  if (!replace.accepted)
    return `A replace of the whole object would be refused: ${inMarkdown(replace.message ?? '')}\n`;
  if (accepted !== true) return 'A replace of the whole object would be accepted.\n';
  const rows = replace.fields.slice(0, MOST_ROWS).map(({ path, old, new: next }) => {
    const cells = [path, valueText(old, LONGEST), valueText(next, LONGEST)].map(codeInMarkdown);
    return `| ${cells.join(' | ')} |\n`;
  });
  return `| Field | After the apply | After a replace |\n| --- | --- | --- |\n${rows.join('')}`;
}

function refusal(message: string | undefined, causes: ObjectChange['causes']): string {
  if (message === undefined) return '';
  const lines = causes.map(({ field, message: text }) => `- ${codeInMarkdown(field)}: ${inMarkdown(text)}\n`);
  return lines.length > 0 ? lines.join('') : `${inMarkdown(message)}\n`;
}

function fieldTable(fields: ObjectChange['fields']): string {
  if (fields.length === 0) return '';
  const places = fields.map((field) => fieldPlace(field) ?? '');
  const isPlaced = places.some((place) => place !== '');
  const rows = fields.slice(0, MOST_ROWS).map(({ path, old, new: next }, index) => {
    const [before, after] = [valueText(old, LONGEST), valueText(next, LONGEST)];
    const where = isPlaced ? ` ${inMarkdown(places[index] ?? '')} |` : '';
    return `| ${codeInMarkdown(path)} | ${codeInMarkdown(before)} | ${codeInMarkdown(after)} |${where}\n`;
  });
  const left = fields.length - MOST_ROWS;
  const more = left > 0 ? `\n${counted(left, 'field')} more.\n` : '';
  const [where, line] = isPlaced ? [' Where |', ' --- |'] : ['', ''];
  return `| Field | Before | After |${where}\n| --- | --- | --- |${line}\n${rows.join('')}${more}`;
}
