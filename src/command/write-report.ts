import { resolve } from 'node:path';
import type { CheckOptions, Output } from './check-options.ts';
import { InputError } from '../io/errors.ts';
import { reasonOf } from '../input/find-files.ts';
import { formats, type FormatOptions } from '../format/index.ts';
import { WITH_FIXES } from '../format/format-names.ts';
import { leftOutLines, skippedLines } from '../format/skipped-documents.ts';
import { liveFindings } from '../format/source-lines.ts';
import { summaryLine } from '../format/summary.ts';
import { ignoredLine } from '../words/ignored-line.ts';
import { counted } from '../words/counts.ts';
import { printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { atLeast } from '../rule/lint.ts';
import { provenanceOf } from './sarif-provenance.ts';
import type { FixUse } from '../report/harmless-fixes.ts';
import { noticesOf, type Report } from '../report/report.ts';

/** Writes a report in every format asked for, and the summary to standard error. */
export async function writeReport(found: Report, options: CheckOptions, io: Io): Promise<void> {
  const report = options.omitSuppressed ? { ...found, findings: liveFindings(found) } : found;
  for (const output of options.outputs) {
    const format = await formats[output.format]();
    const text = format(report, formatOptions(options, output, io));
    if (output.file === undefined) io.stdout(text);
    else writeFile(output.file, text, io);
  }
  for (const { message } of report.faults) printMessage(message, io);
  // How a change is judged decides the answer: that is no summary.
  for (const line of options.quiet ? (report.changeNotices ?? []) : noticesOf(report)) printMessage(line, io);
  if (options.quiet) return;
  const skipped = skippedLines(report.files, options.verbose);
  for (const line of [ignoredLine(report.ignored), summaryLine(report), ...skipped, ...leftOutLines(report.leftOut)])
    if (line !== undefined) printMessage(line, io);
}

/** What the outputs do with fixes: the summary counts them. */
export function fixUseOf({ outputs, quiet }: CheckOptions, io: Io): FixUse {
  const areRead = outputs.some(
    (output) => WITH_FIXES.includes(output.format) || (output.format === 'text' && isTerminal(output, io)),
  );
  if (areRead) return 'offered';
  return quiet ? 'unread' : 'counted';
}

function isTerminal({ file }: Output, io: Io): boolean {
  return io.stdoutIsTTY && file === undefined;
}

function writeFile(path: string, text: string, io: Io): void {
  try {
    io.writeFile(resolve(io.cwd, path), text);
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

function formatOptions({ columnUnit, color, fix }: CheckOptions, output: Output, io: Io): FormatOptions {
  const terminal = isTerminal(output, io);
  const repository = output.format === 'sarif' ? provenanceOf(io, fix !== undefined) : undefined;
  return {
    columnUnit,
    color: output.file === undefined && wantsColor(color, terminal, io.env),
    terminal,
    ...(io.columns === undefined ? {} : { width: io.columns }),
    ...(repository === undefined ? {} : { repository }),
  };
}

// https://no-color.org and https://force-color.org; the option outweighs both.
function wantsColor(option: CheckOptions['color'], terminal: boolean, env: Io['env']): boolean {
  if (option !== 'auto') return option === 'always';
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return terminal && env['TERM'] !== 'dumb';
}

/**
 * What --fail-if-empty misses, if anything. Most commits touch no DaemonSet: one is missing there only where a file that
 * changed cannot be judged.
 */
export function missingIn(report: Report, { base }: Pick<CheckOptions, 'base'>): string | undefined {
  const { manifests, unknownFiles = 0 } = report;
  if (unknownFiles > 0)
    return `${counted(unknownFiles, 'file')} that changed cannot be judged, nor the DaemonSets of ${unknownFiles === 1 ? 'it' : 'them'}`;
  const isCommit = base !== undefined && !(typeof base === 'object' && 'against' in base);
  return manifests.length > 0 || isCommit ? undefined : 'no DaemonSet was checked';
}

/** 2 when something named could not be read, 1 when a finding reaches `failOn` or --fail-if-empty misses something, else 0. */
export function exitCodeOf(report: Report, options: Pick<CheckOptions, 'failIfEmpty' | 'base'>): number {
  const { failOn } = report;
  if (report.faults.length > 0) return 2;
  if (options.failIfEmpty && missingIn(report, options) !== undefined) return 1;
  if (failOn === 'never') return 0;
  const { errors, warnings, notes } = report.summary;
  const counts = { error: errors, warning: warnings, note: notes };
  const severities = ['error', 'warning', 'note'] as const;
  return severities.some((severity) => counts[severity] > 0 && atLeast(severity, failOn)) ? 1 : 0;
}
