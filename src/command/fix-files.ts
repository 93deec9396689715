import { resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import { InputError } from '../errors.ts';
import { reasonOf } from '../input/find-files.ts';
import { counted } from '../words/counted.ts';
import type { Io } from '../io/io.ts';
import { applyFixes, MAX_PASSES } from '../report/apply-fixes.ts';
import type { Report } from '../report/report.ts';

/** One look at the input; the loop looks again after each pass. */
export type Inspect = (options: CheckOptions, io: Io) => Promise<Report>;

const BOM = '\ufeff';

interface FixedFile {
  readonly shown: string;
  readonly before: string;
  after: string;
  fixes: number;
}

/**
 * Fixes what can be fixed until nothing changes: files are written in one step at the end, or the changes
 * are printed as a unified diff. Overlapping fixes wait for the next pass.
 */
export async function fixFiles(options: CheckOptions, io: Io, inspect: Inspect): Promise<void> {
  const fixed = new Map<string, FixedFile>();
  const overlay: Io = { ...io, readFile: (path) => overlaid(path, fixed, io), stderr: () => undefined };
  const all = { ...options, notes: true };
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const report = await inspect(all, overlay);
    if (!(await fixOnce(report, all, overlay, inspect, fixed))) break;
  }
  const changed = [...fixed].filter(([, file]) => file.after !== file.before);
  for (const [path, file] of changed) {
    if (options.dryRun) io.stdout(await unifiedDiff(file));
    else write(path, file, io);
  }
  const total = changed.reduce((sum, [, file]) => sum + file.fixes, 0);
  const verb = options.dryRun ? 'would fix' : 'fixed';
  if (!options.quiet)
    io.stderr(`daemonlint: ${verb} ${counted(total, 'problem')} in ${counted(changed.length, 'file')}\n`);
}

function overlaid(path: string, fixed: ReadonlyMap<string, FixedFile>, io: Io): Uint8Array {
  const file = fixed.get(path);
  return file === undefined ? io.readFile(path) : Buffer.from(file.after);
}

/** One pass; whether it changed anything. A file that would become unreadable goes back to what it was. */
async function fixOnce(
  report: Report,
  options: CheckOptions,
  io: Io,
  inspect: Inspect,
  fixed: Map<string, FixedFile>,
): Promise<boolean> {
  const earlier = new Map<string, string>();
  for (const [shown, source] of report.sources) {
    const findings = report.findings.filter((finding) => finding.path === shown);
    const { text, fixes } = applyFixes(source.text, findings, options.fix ?? 'safe');
    if (text === source.text) continue;
    const path = resolve(io.cwd, shown);
    const bytes = io.readFile(path);
    const marked = startsWithBom(bytes) ? BOM : '';
    // Another encoding, or a byte that is not text, would not come back as it was.
    if (!Buffer.from(marked + source.text).equals(bytes)) continue;
    const file = fixed.get(path) ?? { shown, before: marked + source.text, after: '', fixes: 0 };
    earlier.set(path, marked + source.text);
    file.after = marked + text;
    file.fixes += fixes;
    fixed.set(path, file);
  }
  if (earlier.size === 0) return false;
  const broken = syntaxFaults(await inspect(options, io));
  const before = syntaxFaults(report);
  for (const [path, text] of earlier) {
    const file = fixed.get(path);
    if (file !== undefined && (broken.get(file.shown) ?? 0) > (before.get(file.shown) ?? 0)) file.after = text;
  }
  return [...earlier].some(([path, text]) => fixed.get(path)?.after !== text);
}

function startsWithBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function syntaxFaults(report: Report): Map<string, number> {
  const faults = new Map<string, number>();
  for (const { rule, path } of report.findings) {
    if (rule === 'yaml-syntax') faults.set(path, (faults.get(path) ?? 0) + 1);
  }
  return faults;
}

async function unifiedDiff(file: FixedFile): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  return createTwoFilesPatch(`a/${file.shown}`, `b/${file.shown}`, file.before, file.after).replace(/^=+\n/, '');
}

function write(path: string, file: FixedFile, io: Io): void {
  try {
    io.writeFile(path, file.after);
  } catch (error) {
    throw new InputError(`cannot write ${file.shown}: ${reasonOf(error)}`);
  }
}
