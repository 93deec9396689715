import { codeInMarkdown, inMarkdown } from '../../words/escape.ts';
import { showDuration } from '../../words/duration.ts';
import type { Plan } from '../../rollout/plan.ts';
import { cycleText, damageText, deletionText, fleetRows, isDrawn, plural } from './words.ts';
import { renderedWith } from '../../words/rendered-with.ts';
import { chart } from './text.ts';

/** A plan for a pull request: a table, the chart, and the hazards. */
export function planMarkdown(plan: Plan): string {
  const rows = [...planRows(plan), ...fleetRows(plan)];
  const table = rows.map(([label, value]) => `| ${label} | ${inMarkdown(value)} |\n`).join('');
  const drawn = isDrawn(plan) ? `\n\`\`\`text\n${chart(plan, 60)}\`\`\`\n` : '';
  const hazards = plan.hazards.map(
    ({ rule, severity, message }) => `- **${severity}** ${inMarkdown(message)} (\`${rule}\`)\n`,
  );
  return (
    `### Rollout of ${codeInMarkdown(`${plan.namespace}/${plan.name}${renderedWith(plan)}`)}\n\n| | |\n|---|---|\n${table}` +
    drawn +
    (hazards.length === 0 ? '' : `\n${hazards.join('')}`)
  );
}

function planRows(plan: Plan): readonly (readonly [label: string, value: string])[] {
  const { strategy, nodes, maxUnavailableNodes, maxSurgeNodes, waves, seconds, badVersion, revision } = plan;
  const deletion = deletionText(plan);
  if (deletion !== undefined) return [['Change', deletion]];
  const named = revision === undefined ? [] : [['Revision', revisionText(revision)] as const];
  if (strategy === 'on-delete')
    return [['Strategy', 'OnDelete: each pod is replaced when someone deletes it'], ['Nodes', String(nodes)], ...named];
  const extra = strategy === 'surge' ? `, ${plural(maxSurgeNodes, 'extra pod')}` : '';
  return [
    ['Nodes', `${nodes}${plan.assumptions.nodes === undefined ? '' : ' (assumed)'}`],
    ['At once', `${plural(maxUnavailableNodes, 'node')} down${extra}`],
    ['Waves', waves === null ? 'never ends' : `${waves}${cycleText(plan)}`],
    ['Duration', seconds === null ? 'never ends' : `about ${showDuration(seconds)}`],
    ['Dead nodes tolerated', String(plan.deadNodesTolerated ?? 0)],
    ['A version that never starts', damageText(badVersion.neverReady, plan)],
    [
      `A version that fails after ${badVersion.failsAfterReady.seconds} s`,
      damageText(badVersion.failsAfterReady, plan),
    ],
    ...named,
  ];
}

function revisionText({ name, number, current }: NonNullable<Plan['revision']>): string {
  const known = number === undefined ? '' : ` (revision ${number}${current === true ? ', current' : ''})`;
  return `${name}${known}`;
}
