import { inXml } from '../../words/escape.ts';
import { showDuration } from '../../words/duration.ts';
import type { Plan } from '../../rollout/plan.ts';
import type { TimelinePoint } from '../../kubernetes/controller/simulate.ts';
import { lengthOf, nodesShown } from './chart.ts';
import { damageText, deletionText, isDrawn, plural } from './words.ts';
import { renderedWith } from '../../words/rendered-with.ts';

const WIDTH = 840;
const PLOT = { left: 64, right: 20, top: 112, height: 220 };
const INNER = WIDTH - PLOT.left - PLOT.right;
const GAP = 34;
const PLAN_HEIGHT = PLOT.top + PLOT.height + 40;

const COLOURS = {
  updated: '#2e7d4f',
  down: '#c62828',
  old: '#dfe3e8',
  surging: '#1565c0',
  text: '#1b1f24',
  dim: '#57606a',
};

/** Plans as one SVG picture, one below the other: nodes updated, down and old over time, and surging pods as a line. */
export function plansSvg(plans: readonly Plan[]): string {
  const height = Math.max(1, plans.length) * (PLAN_HEIGHT + GAP) - GAP;
  const body = plans.map(
    (plan, i) => `<g transform="translate(0 ${i * (PLAN_HEIGHT + GAP)})">${planGroup(plan)}</g>\n`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="system-ui, sans-serif" font-size="13" fill="${COLOURS.text}" role="img">\n` +
    `<title>${inXml(plans.map(titleOf).join('; '))}</title>\n` +
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>\n${body.join('')}</svg>\n`
  );
}

function titleOf(plan: Plan): string {
  return `Rollout of ${plan.namespace}/${plan.name}${renderedWith(plan)}`;
}

function planGroup(plan: Plan): string {
  const head = text(20, 30, titleOf(plan), 'font-size="18" font-weight="600"') + subtitle(plan);
  if (!isDrawn(plan)) return head;
  return `${head}\n${legend(plan)}\n${areas(plan)}\n${surgeLine(plan)}${frame(plan)}`;
}

function subtitle(plan: Plan): string {
  return summary(plan)
    .map((line, i) => text(20, 52 + i * 18, line, `fill="${COLOURS.dim}"`))
    .join('');
}

function summary(plan: Plan): readonly string[] {
  const deletion = deletionText(plan);
  if (deletion !== undefined) return [deletion];
  if (plan.strategy === 'on-delete') return ['OnDelete: each pod is replaced when someone deletes it'];
  if (plan.nodes === 0) return ['no node gets a pod'];
  const extra = plan.strategy === 'surge' ? `, ${plural(plan.maxSurgeNodes, 'extra pod')}` : '';
  const time =
    plan.seconds === null || plan.waves === null
      ? 'never ends'
      : `${plural(plan.waves, 'wave')}, about ${showDuration(plan.seconds)}`;
  return [
    `${plural(plan.nodes, 'node')}: ${plan.maxUnavailableNodes} down at once${extra}; ${time}`,
    `a version that never starts: ${damageText(plan.badVersion.neverReady, plan)}`,
  ];
}

function legend(plan: Plan): string {
  const entries: (readonly [string, string])[] = [
    ['updated', COLOURS.updated],
    ...(plan.maxUnavailableNodes > 0 ? [['down', COLOURS.down] as const] : []),
    ['old version', COLOURS.old],
    ...(plan.maxSurgeNodes > 0 ? [['surging', COLOURS.surging] as const] : []),
  ];
  const width = 104;
  const from = WIDTH - PLOT.right - entries.length * width;
  return entries
    .map(([label, colour], i) => {
      const x = from + i * width;
      return `<rect x="${x}" y="20" width="12" height="12" fill="${colour}"/>${text(x + 18, 30, label, '')}`;
    })
    .join('');
}

function xOf(plan: Plan, second: number): number {
  return fixed(PLOT.left + (INNER * second) / (lengthOf(plan) || 1));
}

function yOf(plan: Plan, nodes: number): number {
  const all = nodesShown(plan);
  return fixed(PLOT.top + PLOT.height * (1 - Math.min(nodes, all) / all));
}

function fixed(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A staircase under which everything is filled. */
function area(plan: Plan, colour: string, nodesOf: (point: TimelinePoint) => number): string {
  const bottom = PLOT.top + PLOT.height;
  const parts = [`M${PLOT.left} ${bottom}`];
  for (const point of plan.timeline) parts.push(`H${xOf(plan, point.second)}`, `V${yOf(plan, nodesOf(point))}`);
  return `<path d="${parts.join('')}H${PLOT.left + INNER}V${bottom}Z" fill="${colour}"/>`;
}

/** The minimum height of the band of nodes that are down, so that one of thousands is visible. */
const LEAST_BAND = 2.5;

function areas(plan: Plan): string {
  const all = nodesShown(plan);
  const least = (all * LEAST_BAND) / PLOT.height;
  const up = (point: TimelinePoint): number => Math.min(point.updated, all - point.unavailable);
  const down = (point: TimelinePoint): number =>
    point.unavailable === 0 ? up(point) : up(point) + Math.max(point.unavailable, least);
  return (
    `<rect x="${PLOT.left}" y="${PLOT.top}" width="${INNER}" height="${PLOT.height}" fill="${COLOURS.old}"/>\n` +
    `${area(plan, COLOURS.down, down)}\n${area(plan, COLOURS.updated, up)}`
  );
}

function surgeLine(plan: Plan): string {
  if (plan.maxSurgeNodes === 0) return '';
  const parts = plan.timeline.map((point, i) => {
    const x = xOf(plan, point.second);
    return `${i === 0 ? `M${x}` : `H${x}V`}${i === 0 ? ' ' : ''}${yOf(plan, point.surging)}`;
  });
  const d = parts.join('');
  const under = `<path d="${d}" fill="none" stroke="#ffffff" stroke-width="4" stroke-opacity="0.8"/>`;
  return `${under}<path d="${d}" fill="none" stroke="${COLOURS.surging}" stroke-width="2"/>\n`;
}

function frame(plan: Plan): string {
  const bottom = PLOT.top + PLOT.height;
  const all = nodesShown(plan);
  const nodes = [...new Set([0, Math.round(all / 2), all])];
  const yTicks = nodes.map((value) =>
    text(PLOT.left - 8, yOf(plan, value) + 4, String(value), `text-anchor="end" fill="${COLOURS.dim}"`),
  );
  const length = lengthOf(plan);
  const xTicks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    const label = share === 1 && plan.seconds === null ? 'stops' : showDuration(length * share);
    return text(PLOT.left + INNER * share, bottom + 20, label, `text-anchor="${anchor}" fill="${COLOURS.dim}"`);
  });
  const axis = `<path d="M${PLOT.left} ${PLOT.top}V${bottom}H${PLOT.left + INNER}" fill="none" stroke="${COLOURS.dim}"/>`;
  return `${axis}${yTicks.join('')}${text(PLOT.left, PLOT.top - 10, 'nodes', `fill="${COLOURS.dim}"`)}${xTicks.join('')}\n`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${inXml(content)}</text>`;
}
