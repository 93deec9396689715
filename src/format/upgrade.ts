/** What `daemonlint upgrade` prints. */
import type { Upgrade } from '../change/upgrade.ts';
import { counted } from '../words/counts.ts';
import { codeInMarkdown, inMarkdown, plain } from '../words/escape.ts';

/** The two minors, as `1.36`. */
export interface Minors {
  readonly from: string;
  readonly to: string;
}

/** One line a DaemonSet, and under it what else the new minor does. */
export function upgradeText(upgrade: Upgrade, minors: Minors): string {
  const { path, namespace, name } = upgrade;
  const lines = [
    `${path}: daemonset/${name} in namespace ${namespace}: ${effectOf(upgrade, minors)}`,
    ...detailsOf(upgrade, minors).map((detail) => `  ${detail}`),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function effectOf(upgrade: Upgrade, { from, to }: Minors): string {
  const { accepted, createAccepted, newRevision, before, message = '' } = upgrade;
  if (!accepted) return `refused by ${before.accepted ? to : `${to} as by ${from}`}: ${message}`;
  if (newRevision) return `the next apply on ${to} starts a rollout`;
  if (!createAccepted) return `${to} keeps the stored object, but refuses it as a new one: ${message}`;
  if (!before.accepted) return `refused by ${from}, accepted by ${to}`;
  return 'nothing changes';
}

const MOST_FIELDS = 20;

function detailsOf(upgrade: Upgrade, { from, to }: Minors): string[] {
  const { accepted, createAccepted, newRevision, fields, dropped, warnings, before, message = '' } = upgrade;
  const left = fields.length - MOST_FIELDS;
  return [
    ...(accepted && newRevision ? fields.slice(0, MOST_FIELDS).map((field) => `changes: ${field}`) : []),
    ...(newRevision && left > 0 ? [`changes: ${counted(left, 'field')} more`] : []),
    ...(newRevision && !createAccepted ? [`refused by ${to} as a new object: ${message}`] : []),
    ...dropped.map((field) => `dropped by ${to}${before.dropped.includes(field) ? ` as by ${from}` : ''}: ${field}`),
    // What the old minor says already is not the upgrade's doing.
    ...warnings.filter((text) => !before.warnings.includes(text)).map((text) => `warning of ${to}: ${text}`),
  ];
}

const MOST_ROWS = 200;

/** A comment for the issue or the pull request of the upgrade: what needs work first, in a table. */
export function upgradeMarkdown(upgrades: readonly Upgrade[], notJudged: readonly string[], minors: Minors): string {
  return `${judgedMarkdown(upgrades, minors)}${listed(notJudged)}`;
}

/** What nobody can say, one line each. */
function listed(notJudged: readonly string[]): string {
  if (notJudged.length === 0) return '';
  const left = notJudged.length - MOST_ROWS;
  const lines = notJudged.slice(0, MOST_ROWS).map((line) => `- ${inMarkdown(line)}\n`);
  return `\n**Not judged**\n\n${lines.join('')}${left > 0 ? `- ${counted(left, 'line')} more\n` : ''}`;
}

function judgedMarkdown(upgrades: readonly Upgrade[], minors: Minors): string {
  const title = `### Kubernetes ${minors.from} to ${minors.to}\n\n`;
  const notable = upgrades.filter((upgrade) => isNotable(upgrade, minors));
  const same = upgrades.length - notable.length;
  const rest = same === 0 ? '' : `Nothing changes for ${counted(same, 'DaemonSet')}.\n`;
  if (notable.length === 0) return `${title}${rest === '' ? 'No DaemonSet was found.\n' : rest}`;
  const rows = notable.slice(0, MOST_ROWS).map((upgrade) => row(upgrade, minors));
  const left = notable.length - MOST_ROWS;
  const more = left > 0 ? `${counted(left, 'DaemonSet')} more, not listed here.\n\n` : '';
  return `${title}| DaemonSet | File | On ${minors.to} | Details |\n| --- | --- | --- | --- |\n${rows.join('')}\n${more}${rest}`;
}

const isNotable = (upgrade: Upgrade, minors: Minors): boolean =>
  effectOf(upgrade, minors) !== 'nothing changes' || detailsOf(upgrade, minors).length > 0;

function row(upgrade: Upgrade, minors: Minors): string {
  const { namespace, name, path, accepted } = upgrade;
  const effect = inMarkdown(effectOf(upgrade, minors));
  const cells = [
    codeInMarkdown(`${namespace}/${name}`),
    codeInMarkdown(path),
    accepted ? effect : `**refused**: ${effect}`,
    detailsOf(upgrade, minors)
      .map((detail) => inMarkdown(detail))
      .join('<br>'),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** The counts of a run, for standard error; `open` is how many documents and files cannot be judged. */
export function upgradeSummary(upgrades: readonly Upgrade[], open: number, skipped: string): string {
  const refused = upgrades.filter(({ accepted, createAccepted }) => !accepted || !createAccepted).length;
  const rolling = upgrades.filter(({ newRevision }) => newRevision).length;
  const counts = [
    upgrades.length === 0 ? 'no DaemonSet found' : counted(upgrades.length, 'DaemonSet'),
    refused === 0 ? '' : `${refused} refused`,
    rolling === 0 ? '' : counted(rolling, 'rollout'),
    open === 0 ? '' : `${open} cannot be judged`,
    upgrades.length > 0 && refused + rolling + open === 0 ? 'nothing is refused and nothing rolls out' : '',
    skipped,
  ];
  return counts.filter(Boolean).join('; ');
}
