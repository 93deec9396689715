import { existsSync, readFileSync } from 'node:fs';
import { text as textFormat } from '../src/format/text.ts';
import { PLAIN } from '../src/format/format-options.ts';
import type { Range, Report } from '../src/report/report.ts';
import type { OptionValue, Rule } from '../src/rule/rule.ts';
import { presetSeverity } from '../src/rule/ruleset.ts';
import { fixtureReport, fixtureFixed } from './fixture-report.ts';

const SECTIONS = [
  ['refused', 'What the API server refuses or throws away'],
  ['strategy', 'The strategy'],
  ['stuck', 'Getting stuck, breaking nodes'],
  ['rollback', 'Rolling back'],
  ['change', 'Changes'],
  ['exception', 'Exceptions'],
] as const;

function level(rule: Rule, preset: 'recommended' | 'strict'): string {
  const severity = presetSeverity(rule, preset) ?? '-';
  const { fleet } = rule.presets;
  return preset === 'strict' || fleet === undefined || fleet === severity ? severity : `${fleet} (fleet known)`;
}

/** The page of all rules. */
export function rulesPage(rules: readonly Rule[]): string {
  const intro =
    'The severity of each rule in the two presets; `-` is off until the configuration switches it on. Each page shows ' +
    'what the rule finds, why, and how to fix it; `daemonlint rules ID` prints the page. ' +
    'What is marked as measured was seen on a cluster with a real API server and controller.';
  return `# Rules\n\n${intro}\n\n${ruleTable(rules, '')}`;
}

/** A table of rules: one line per rule, by section; the pages are in `folder`. */
export function ruleTable(rules: readonly Rule[], folder: string, titled = true): string {
  let table = '| rule | recommended | strict | what is wrong |\n|---|---|---|---|\n';
  for (const [category, title] of SECTIONS) {
    const section = rules.filter((rule) => rule.category === category);
    if (section.length === 0) continue;
    if (titled) table += `| **${title}** | | | |\n`;
    for (const rule of section) {
      table += `| [\`${rule.id}\`](${folder}${rule.id}.md) | ${level(rule, 'recommended')} | ${level(rule, 'strict')} | ${rule.summary} |\n`;
    }
  }
  return table;
}

/** The page of one rule, with the real output for its bad fixture. */
export async function rulePage(rule: Rule): Promise<string> {
  const severity = `${rule.severity}; recommended: ${level(rule, 'recommended')}, strict: ${level(rule, 'strict')}`;
  const parts = [
    `# ${rule.id}`,
    `${rule.summary}.`,
    `Severity: ${severity}. Since ${rule.since}.`,
    await example(rule),
    `## What happens\n\n${rule.why.trim()}`,
    `## How to fix it\n\n${rule.fix.trim()}`,
    await fixed(rule),
    rule.unless === undefined ? '' : `## When to ignore it\n\n${rule.unless.trim()}`,
    optionsTable(rule),
    `## References\n\n${rule.references.map(({ title, url }) => `- [${title}](${url})`).join('\n')}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

async function example(rule: Rule): Promise<string> {
  const path = `fixtures/rules/${rule.id}/bad.yaml`;
  if (!existsSync(path)) return '';
  const report = await fixtureReport(rule, path);
  const text = readFileSync(path, 'utf8').trimEnd();
  const output = textFormat({ ...report, findings: report.findings.slice(0, 3) }, PLAIN).trimEnd();
  const link = `From [bad.yaml](../../fixtures/rules/${rule.id}/bad.yaml):`;
  return `${link}\n\n\`\`\`yaml\n${excerpt(text, linesOf(report))}\n\`\`\`\n\n\`\`\`\n${output.replaceAll(path, 'bad.yaml')}\n\`\`\``;
}

const AROUND = 5;

/** The lines of findings and of their related places, from 0. */
function linesOf({ findings }: Report): number[] {
  return findings.flatMap(({ range, related = [] }) => [range, ...related.map((place) => place.range)].map(lineOf));
}

const lineOf = (range: Range): number => range.start.line - 1;

/** The lines around those in `matter`, companion objects in full, and the lines that identify each object. */
function excerpt(text: string, matter: readonly number[]): string {
  const kept: string[] = [];
  let index = 0;
  for (const document of text.split(/(?<=^---\n)/m)) {
    const whole = !/^kind: DaemonSet$/m.test(document) && /^kind:/m.test(document);
    for (const line of document.trimEnd().split('\n')) {
      const near = matter.some((other) => Math.abs(other - index) <= AROUND) || /^#(?:<-| *\^)/.test(line);
      if (whole || near || IDENTIFYING.test(line)) kept.push(line);
      else if (kept[kept.length - 1] !== '# …') kept.push('# …');
      index++;
    }
  }
  return kept.join('\n');
}

const IDENTIFYING = /^(?:---|kind:|# (?:fixture|before)|metadata:$| {2}name: )/;

async function fixed(rule: Rule): Promise<string> {
  const path = `fixtures/rules/${rule.id}/bad.yaml`;
  const diff = existsSync(path) ? await fixtureFixed(rule, path) : undefined;
  if (diff === undefined) return '';
  const option = diff.safe ? '`--fix`' : '`--fix=unsafe`';
  return `What ${option} does:\n\n\`\`\`diff\n${diff.text.trimEnd()}\n\`\`\``;
}

function optionsTable(rule: Rule): string {
  const options = Object.entries(rule.options ?? {});
  if (options.length === 0) return '';
  const rows = options.map(
    ([name, { default: value, description }]) => `| \`${name}\` | \`${shown(value)}\` | ${description} |`,
  );
  return `## Options\n\n| option | default | meaning |\n|---|---|---|\n${rows.join('\n')}`;
}

function shown(value: OptionValue): string {
  return JSON.stringify(value);
}
