import { rules as allRules } from '../../rules/index.ts';
import { readArguments } from './args.ts';
import { UsageError } from '../io/errors.ts';
import { printText } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { nearest } from '../words/similar-name.ts';
import { wrapMarkdown } from '../words/wrap.ts';
import { POLICY_PREFIX } from '../rule/policy-settings.ts';
import type { Category, Rule } from '../rule/rule.ts';
import { presetSeverity, type Preset } from '../rule/ruleset.ts';
import { HOMEPAGE } from '../version.ts';

const SECTIONS: Readonly<Record<Category, string>> = {
  refused: 'Refused or dropped by the API server',
  strategy: 'Update strategy',
  stuck: 'Blocked rollouts and broken nodes',
  rollback: 'Rollback',
  change: 'Changes',
  policy: 'Policies',
  exception: 'Exceptions',
};

const PRESETS = ['recommended', 'strict'] as const;

const HELP = `Usage: daemonlint rules [ID]

Without an ID: every rule by section, with its severity under the presets recommended and strict
("-" is off, "opt-in" has to be enabled by name, "fleet known" needs --nodes or a fleet in the configuration).
With an ID, or the beginning of one: its page.
`;

/** `daemonlint rules [ID]`: all rules, or the page of one rule. */
export function rules(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments({ help: { short: 'h', help: 'print this help' } }, argv);
  if (values.help) printText(HELP, io);
  else if (positionals.length === 0) printText(catalogue(allRules), io);
  else if (positionals.length > 1) throw new UsageError('rules takes one ID');
  else printText(page(find(positionals[0] ?? '', allRules), io.columns ?? 100), io);
  return Promise.resolve(0);
}

function find(id: string, known: readonly Rule[]): Rule {
  const exact = known.find((rule) => rule.id === id);
  if (exact !== undefined) return exact;
  const begun = known.filter((rule) => rule.id.startsWith(id));
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  const ids = known.map((rule) => rule.id);
  if (id.startsWith(POLICY_PREFIX))
    throw new UsageError(`${id} has no page here: it is described by the policy or the configuration that defines it`);
  const hint = begun.length > 1 ? begun.map((rule) => rule.id).join(', ') : nearest(id, ids);
  throw new UsageError(`unknown rule "${id}"` + (hint === undefined ? '' : `; did you mean ${hint}?`));
}

/** The severity under a preset; marked if it needs the size of the fleet. */
function level(rule: Rule, preset: Preset, off = '-'): string {
  const severity = presetSeverity(rule, preset) ?? off;
  const { fleet } = rule.presets;
  return preset === 'strict' || fleet === undefined || fleet === severity ? severity : `${fleet} (fleet known)`;
}

/** Every rule in a table, by section. */
export function catalogue(known: readonly Rule[]): string {
  const width = Math.max(...known.map((rule) => rule.id.length)) + 2;
  const wide = Math.max('recommended'.length, ...known.map((rule) => level(rule, 'recommended').length)) + 2;
  let text = `${''.padEnd(width + 2)}${'recommended'.padEnd(wide)}strict\n`;
  for (const [category, title] of Object.entries(SECTIONS)) {
    const section = known.filter((rule) => rule.category === category);
    if (section.length === 0) continue;
    text += `\n${title}\n`;
    for (const rule of section) {
      const off = Object.keys(rule.presets).length === 0;
      const levels = PRESETS.map((preset) => (off ? 'opt-in' : level(rule, preset)));
      text += `  ${rule.id.padEnd(width)}${levels[0]?.padEnd(wide) ?? ''}${levels[1]?.padEnd(9) ?? ''}${rule.summary}\n`;
    }
  }
  return text;
}

function page(rule: Rule, columns: number): string {
  const [recommended = '', strict = ''] = PRESETS.map((preset) => level(rule, preset, 'off'));
  const width = Math.min(columns, 100);
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `- \`${name}\` (default ${JSON.stringify(option.default)}): ${option.description}`,
  );
  const parts = [
    `${rule.id} (${rule.severity}; recommended: ${recommended}, strict: ${strict})\n` +
      wrapMarkdown(`${rule.summary}.`, width).join('\n'),
    section('What happens', rule.why, width),
    section('How to fix it', rule.fix, width),
    section('When to ignore it', rule.unless, width),
    section('Options', options.join('\n'), width),
    `References\n${rule.references.map((reference) => `  ${reference.title}: ${reference.url}`).join('\n')}`,
    `Since ${rule.since}. ${HOMEPAGE}/blob/main/docs/rules/${rule.id}.md`,
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

function section(title: string, markdown: string | undefined, width: number): string {
  if (markdown === undefined || markdown === '') return '';
  const lines = wrapMarkdown(markdown, width - 2).map((line) => (line === '' ? '' : `  ${line}`));
  return `${title}\n${lines.join('\n')}`;
}
