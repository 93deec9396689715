import { plain } from '../../words/escape.ts';
import { showDuration } from '../../words/duration.ts';
import type { Assumptions, Hazard, Plan } from '../../rollout/plan.ts';
import { cycleText, damageText, deletionText, fleetRows, isDrawn, plural } from './words.ts';
import { renderedWith } from '../../words/rendered-with.ts';
import { columnsOf, lengthOf, nodesShown, type Column } from './chart.ts';

const WIDEST = 72;
const NARROWEST = 24;
const LABEL = 25;

/** A plan for the terminal: what happens, in numbers and as a chart over time. `columns` is the terminal's width. */
export function planText(plan: Plan, columns: number): string {
  const assumed = plan.deletedSince === undefined ? assumptionRow(plan.assumptions) : [];
  const rows = [...summaryRows(plan), ...fleetRows(plan), ...assumed];
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns - 12));
  return (
    `${plain(`daemonset/${plan.name} in namespace ${plan.namespace}${renderedWith(plan)}`)}\n` +
    rows.map(([label, value]) => `  ${label.padEnd(LABEL)}${plain(value)}\n`).join('') +
    (isDrawn(plan) ? `\n${chart(plan, width)}` : '') +
    hazardLines(plan.hazards)
  );
}

type Row = readonly [label: string, value: string];

function summaryRows(plan: Plan): readonly Row[] {
  const { neverReady, failsAfterReady } = plan.badVersion;
  const deletion = deletionText(plan);
  if (deletion !== undefined) return [['change', deletion]];
  if (plan.strategy === 'on-delete')
    return [
      ...changeRow(plan),
      ['strategy', 'OnDelete: nothing rolls out automatically, each pod is replaced when someone deletes it'],
      ['nodes', String(plan.nodes)],
      ...revisionRow(plan),
    ];
  return [
    ...changeRow(plan),
    ['strategy', strategyText(plan)],
    ['at once', atOnceText(plan)],
    ['waves', wavesText(plan)],
    ['dead nodes', deadText(plan)],
    ['if it never starts', damageText(neverReady, plan)],
    [`if it fails after ${failsAfterReady.seconds} s`, damageText(failsAfterReady, plan)],
    ...revisionRow(plan),
  ];
}

function changeRow({ startsRollout }: Plan): readonly Row[] {
  if (startsRollout === undefined) return [];
  return [
    ['change', startsRollout ? 'a new revision: starts a rollout' : 'the template is the same: starts no rollout'],
  ];
}

function strategyText({ strategy, maxUnavailable, maxSurge }: Plan): string {
  return strategy === 'surge'
    ? `RollingUpdate with maxSurge ${maxSurge}: the new pod starts first, the old one is deleted when it is available`
    : `RollingUpdate with maxUnavailable ${maxUnavailable}: the old pod is deleted first`;
}

function atOnceText({ strategy, nodes, maxUnavailableNodes, maxSurgeNodes }: Plan): string {
  if (strategy === 'surge')
    return `${plural(maxUnavailableNodes, 'node')} of ${nodes} down, ${plural(maxSurgeNodes, 'extra pod')}`;
  return `${plural(maxUnavailableNodes, 'node')} of ${nodes} down`;
}

function wavesText(plan: Plan): string {
  if (plan.seconds === null || plan.waves === null) return 'never ends: dead nodes use up the budget';
  return `${plural(plan.waves, 'wave')}${cycleText(plan)}, about ${showDuration(plan.seconds)}`;
}

function deadText({ strategy, deadNodesTolerated, nodes }: Plan): string {
  const tolerated = deadNodesTolerated ?? 0;
  if (strategy === 'surge') return `${tolerated} of ${nodes} may be dead: the rollout continues on the others`;
  return tolerated === 0
    ? 'none tolerated: the first one stops the rollout forever'
    : `up to ${tolerated} tolerated, one more stops the rollout forever`;
}

function revisionRow({ revision }: Plan): readonly Row[] {
  if (revision === undefined) return [];
  const { number, current, name } = revision;
  const known = number === undefined ? '' : `revision ${number}, `;
  const note =
    current === true ? ' (current: applying it replaces nothing)' : number === undefined ? '' : ' (already known)';
  return [['revision', `${known}${name}${note}`]];
}

const ASSUMED: readonly (readonly [keyof Assumptions, (value: number) => string])[] = [
  ['nodes', (value) => plural(value, 'node')],
  ['readySeconds', (value) => `${value} s until Ready`],
  ['terminationSeconds', (value) => `${value} s to terminate`],
  ['clientQps', (value) => `${value} requests per second`],
  ['clientBurst', (value) => `bursts of ${value}`],
];

function assumptionRow(assumptions: Assumptions): readonly Row[] {
  const parts = ASSUMED.flatMap(([key, text]) => {
    const value = assumptions[key];
    return value === undefined ? [] : [text(value)];
  });
  return parts.length === 0 ? [] : [['assumed', parts.join(', ')]];
}

function hazardLines(hazards: readonly Hazard[]): string {
  if (hazards.length === 0) return '';
  return '\n' + hazards.map(({ rule, severity, message }) => `  ${severity}: ${plain(message)} [${rule}]\n`).join('');
}

const TALLEST = 10;
const OLD = '·';
const DOWN = '▒';
const UPDATED = '█';

/** Nodes from bottom to top, time from left to right: updated below, down between, old above. */
export function chart(plan: Plan, width: number): string {
  const nodes = nodesShown(plan);
  const height = Math.min(TALLEST, nodes);
  const columns = columnsOf(plan, width);
  const cells = columns.map((column) => stack(column, nodes, height));
  const axis = String(nodes).length + 1;
  const lines = Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? String(nodes) : row === height - 1 ? '1' : '';
    return `${label.padStart(axis)} ${cells.map((cell) => cell[row] ?? ' ').join('')}\n`;
  });
  const extra = columns.some(({ surging }) => surging > 0)
    ? `${'+'.padStart(axis)} ${columns.map(({ surging }) => (surging > 0 ? '▲' : ' ')).join('')}\n`
    : '';
  return extra + lines.join('') + timeAxis(plan, width, axis) + legend(plan, axis);
}

/** One column from the top: a node that is down is visible even in a large fleet. */
function stack({ updated, down }: Column, nodes: number, height: number): string {
  const done = Math.round((Math.min(updated, nodes) / nodes) * height);
  const shownDown = down === 0 ? 0 : Math.max(1, Math.round((down / nodes) * height));
  const bottom = Math.min(done, height - Math.min(height, shownDown));
  const middle = Math.min(height, bottom + shownDown);
  return OLD.repeat(height - middle) + DOWN.repeat(middle - bottom) + UPDATED.repeat(bottom);
}

function timeAxis(plan: Plan, width: number, axis: number): string {
  const length = lengthOf(plan);
  const end = plan.seconds === null ? 'stops' : showDuration(length);
  const middle = showDuration(length / 2);
  const gap = Math.max(1, Math.floor(width / 2) - 3 - Math.floor(middle.length / 2));
  const left = `0 s${' '.repeat(gap)}${plan.seconds === null ? '' : middle}`;
  return `${' '.repeat(axis + 1)}${left}${end.padStart(Math.max(end.length + 1, width - left.length))}\n`;
}

function legend(plan: Plan, axis: number): string {
  const parts = [`${OLD} old version`, ...(plan.maxUnavailableNodes > 0 ? [`${DOWN} down`] : []), `${UPDATED} updated`];
  if (plan.maxSurgeNodes > 0) parts.push(`▲ up to ${plural(plan.maxSurgeNodes, 'extra pod')}`);
  return `${' '.repeat(axis + 1)}${parts.join('   ')}\n`;
}
