import { rules as allRules } from '../../rules/index.ts';
import { readArguments } from '../args.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { nearest } from '../nearest.ts';
import type { Category, Rule } from '../rule.ts';
import { presetSeverity } from '../ruleset.ts';
import { HOMEPAGE } from '../version.ts';

const SECTIONS: Readonly<Record<Category, string>> = {
  refused: 'What the API server refuses or throws away',
  strategy: 'The strategy',
  stuck: 'Getting stuck, breaking nodes',
  rollback: 'Rolling back',
  change: 'Changes',
};

const HELP = `Usage: daemonlint rules [ID]

Without an ID: every rule by section, with its severity under the presets recommended and strict
("-" is off, "opt-in" has to be switched on by name). With an ID, or the beginning of one: its page.
`;

/** `daemonlint rules [ID]`: the catalogue, or one rule's page. */
export function rules(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments({ help: { short: 'h', help: 'this text' } }, argv);
  if (values.help) io.stdout(HELP);
  else if (positionals.length === 0) io.stdout(catalogue(allRules));
  else if (positionals.length > 1) throw new UsageError('rules takes one ID');
  else io.stdout(page(find(positionals[0] ?? '', allRules), io.columns ?? 100));
  return Promise.resolve(0);
}

function find(id: string, known: readonly Rule[]): Rule {
  const exact = known.find((rule) => rule.id === id);
  if (exact !== undefined) return exact;
  const begun = known.filter((rule) => rule.id.startsWith(id));
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  const ids = known.map((rule) => rule.id);
  const hint = begun.length > 1 ? begun.map((rule) => rule.id).join(', ') : nearest(id, ids);
  throw new UsageError(`unknown rule "${id}"` + (hint === undefined ? '' : `; did you mean ${hint}?`));
}

/** Every rule in a table, by section. */
export function catalogue(known: readonly Rule[]): string {
  const width = Math.max(...known.map((rule) => rule.id.length)) + 2;
  let text = `${''.padEnd(width + 2)}recommended  strict\n`;
  for (const [category, title] of Object.entries(SECTIONS)) {
    const section = known.filter((rule) => rule.category === category);
    if (section.length === 0) continue;
    text += `\n${title}\n`;
    for (const rule of section) {
      const recommended = presetSeverity(rule, 'recommended') ?? '-';
      const strict = presetSeverity(rule, 'strict') ?? '-';
      const off = recommended === '-' && strict === '-';
      const levels = off ? `${'opt-in'.padEnd(13)}${'opt-in'.padEnd(9)}` : recommended.padEnd(13) + strict.padEnd(9);
      text += `  ${rule.id.padEnd(width)}${levels}${rule.summary}\n`;
    }
  }
  return text;
}

function page(rule: Rule, columns: number): string {
  const recommended = presetSeverity(rule, 'recommended') ?? 'off';
  const strict = presetSeverity(rule, 'strict') ?? 'off';
  const width = Math.min(columns, 100);
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `- \`${name}\` (default ${JSON.stringify(option.default)}): ${option.description}`,
  );
  const parts = [
    `${rule.id} (${rule.severity}; recommended: ${recommended}, strict: ${strict})\n${rule.summary}.`,
    `What happens\n${wrap(rule.why, width)}`,
    `How to mend it\n${wrap(rule.mend, width)}`,
    rule.unless === undefined ? '' : `When to leave it\n${wrap(rule.unless, width)}`,
    options.length === 0 ? '' : `Options\n${wrap(options.join('\n'), width)}`,
    `More\n${rule.references.map((reference) => `  ${reference.title}: ${reference.url}`).join('\n')}`,
    `Since ${rule.since}. ${HOMEPAGE}/blob/main/docs/rules/${rule.id}.md`,
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

// Paragraphs are filled; code blocks and lists keep their lines.
function wrap(markdown: string, width: number): string {
  const lines: string[] = [];
  let code = false;
  for (const paragraph of markdown.trim().split('\n')) {
    if (paragraph.startsWith('```')) code = !code;
    else if (code) lines.push(`      ${paragraph}`);
    else lines.push(...fill(paragraph, width - 2).map((line) => `  ${line}`));
  }
  return lines.join('\n');
}

function fill(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
