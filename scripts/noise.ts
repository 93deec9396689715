/**
 * On how many real files and repositories each rule fires, under both presets: `npm run noise [-- ID...]` prints the
 * table; with ids it prints their findings instead, for a person to judge. Each repository is an input of its own.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCheckOptions } from '../src/command/check-options.ts';
import { inspect } from '../src/command/inspect.ts';
import { nodeIo } from '../src/io/node-io.ts';
import type { Finding } from '../src/report/report.ts';
import type { Preset } from '../src/rule/ruleset.ts';

export const FOLDER = '../shared/manifests';
/** Sets of files that are applied as they are; the share of them that hears of something is bounded. */
const APPLIED = new Set(['plain', 'multi-doc']);
/** Rules that are right about old or careless files, however many there are. */
const ASIDE = new Set(['removed-api', 'mutable-image-tag']);

interface Run {
  readonly findings: readonly Finding[];
  readonly checked: readonly string[];
}

const repositoryOf = (path: string): string => path.slice(FOLDER.length + 1).split('/')[0] ?? '';

/** Path to the kind of file, from the index that lies beside the files. */
export function setsByPath(): ReadonlyMap<string, string> {
  const [head = '', ...lines] = readFileSync(`${FOLDER}/INDEX.tsv`, 'utf8').trimEnd().split('\n');
  const column = head.split('\t').indexOf('set');
  return new Map(lines.map((line) => [`${FOLDER}/${line.split('\t')[0] ?? ''}`, line.split('\t')[column] ?? '']));
}

/** One pass over the repositories of `paths`, notes included. */
export async function run(preset: Preset, paths: Iterable<string>): Promise<Run> {
  const findings: Finding[] = [];
  const checked: string[] = [];
  const io = { ...nodeIo(), stderr: () => undefined };
  for (const repository of new Set([...paths].map(repositoryOf))) {
    const report = await inspect(
      readCheckOptions(['--no-config', '--notes', '--preset', preset, `${FOLDER}/${repository}`]),
      io,
    );
    findings.push(...report.findings);
    checked.push(...report.files.filter(({ status }) => status === 'checked').map(({ path }) => path));
  }
  return { findings, checked };
}

function table({ findings, checked }: Run): string {
  const rows = [...new Set(findings.map(({ rule }) => rule))].map((rule) => {
    const own = findings.filter((finding) => finding.rule === rule);
    const files = new Set(own.map(({ path }) => path));
    const levels = [...new Set(own.map(({ severity }) => severity))].join(' ');
    return { rule, levels, files: files.size, repositories: new Set([...files].map(repositoryOf)).size };
  });
  const line = (cells: readonly (string | number)[]): string =>
    `${String(cells[0]).padEnd(36)}${cells
      .slice(1, 4)
      .map((cell) => String(cell).padStart(8))
      .join('')}  ${cells[4] ?? ''}\n`;
  return rows
    .sort((a, b) => b.files - a.files || (a.rule < b.rule ? -1 : 1))
    .map((row) => [row.rule, row.files, percent(row.files, checked.length), row.repositories, row.levels])
    .reduce((text, row) => text + line(row), line(['rule', 'files', 'share', 'repos', 'severity']));
}

interface Share {
  readonly count: number;
  readonly of: number;
}

/** How many of the files that are applied as they are get an error or a warning. */
export function loudShare({ findings, checked }: Run, sets: ReadonlyMap<string, string>): Share {
  const applied = checked.filter((path) => APPLIED.has(sets.get(path) ?? ''));
  const loud = new Set(
    findings.filter(({ severity, rule }) => severity !== 'note' && !ASIDE.has(rule)).map(({ path }) => path),
  );
  return { count: applied.filter((path) => loud.has(path)).length, of: applied.length };
}

function heard({ count, of }: Share): string {
  return `an error or a warning, ${[...ASIDE].join(' and ')} aside: ${count} of ${of} files of the sets ${[...APPLIED].join(' and ')} (${percent(count, of)})\n`;
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)}%`;

async function print(ids: readonly string[]): Promise<void> {
  const sets = setsByPath();
  for (const preset of ['recommended', 'strict'] as const) {
    const result = await run(preset, sets.keys());
    if (ids.length === 0) {
      console.log(`${preset}: ${result.checked.length} files\n${table(result)}${heard(loudShare(result, sets))}`);
    } else if (preset === 'strict') {
      for (const { path, range, severity, rule, message } of result.findings)
        if (ids.includes(rule)) console.log(`${path}:${range.start.line}: ${severity}: ${message} [${rule}]`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (existsSync(FOLDER)) await print(process.argv.slice(2));
  else console.log(`skipped: ${FOLDER} is not there`);
}
