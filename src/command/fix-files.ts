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

interface Mended {
  readonly shown: string;
  readonly before: string;
  after: string;
  fixes: number;
}

/**
 * Mends what can be mended until nothing changes any more: files are written in one step at the end, or the changes
 * are printed as a unified diff. Overlapping fixes wait for the next pass.
 */
export async function fixFiles(options: CheckOptions, io: Io, inspect: Inspect): Promise<void> {
  const mended = new Map<string, Mended>();
  const overlay: Io = { ...io, readFile: (path) => overlaid(path, mended, io), stderr: () => undefined };
  const all = { ...options, notes: true };
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const report = await inspect(all, overlay);
    if (!(await mendOnce(report, all, overlay, inspect, mended))) break;
  }
  const changed = [...mended].filter(([, file]) => file.after !== file.before);
  for (const [path, file] of changed) {
    if (options.dryRun) io.stdout(await unifiedDiff(file));
    else write(path, file, io);
  }
  const total = changed.reduce((sum, [, file]) => sum + file.fixes, 0);
  const verb = options.dryRun ? 'would mend' : 'mended';
  if (!options.quiet)
    io.stderr(`daemonlint: ${verb} ${counted(total, 'problem')} in ${counted(changed.length, 'file')}\n`);
}

function overlaid(path: string, mended: ReadonlyMap<string, Mended>, io: Io): Uint8Array {
  const file = mended.get(path);
  return file === undefined ? io.readFile(path) : Buffer.from(file.after);
}

/** One pass; whether it changed anything. A file that would become unreadable goes back to what it was. */
async function mendOnce(
  report: Report,
  options: CheckOptions,
  io: Io,
  inspect: Inspect,
  mended: Map<string, Mended>,
): Promise<boolean> {
  const earlier = new Map<string, string>();
  for (const [shown, source] of report.sources) {
    const findings = report.findings.filter((finding) => finding.path === shown);
    const { text, fixes } = applyFixes(source.text, findings, options.fix ?? 'safe');
    if (text === source.text) continue;
    const path = resolve(io.cwd, shown);
    const bytes = io.readFile(path);
    const marked = startsWithBom(bytes) ? BOM : '';
    // Another encoding, or a byte that is no text, would not come back as it was.
    if (!Buffer.from(marked + source.text).equals(bytes)) continue;
    const file = mended.get(path) ?? { shown, before: marked + source.text, after: '', fixes: 0 };
    earlier.set(path, marked + source.text);
    file.after = marked + text;
    file.fixes += fixes;
    mended.set(path, file);
  }
  if (earlier.size === 0) return false;
  const broken = syntaxFaults(await inspect(options, io));
  const before = syntaxFaults(report);
  for (const [path, text] of earlier) {
    const file = mended.get(path);
    if (file !== undefined && (broken.get(file.shown) ?? 0) > (before.get(file.shown) ?? 0)) file.after = text;
  }
  return [...earlier].some(([path, text]) => mended.get(path)?.after !== text);
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

async function unifiedDiff(file: Mended): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  return createTwoFilesPatch(`a/${file.shown}`, `b/${file.shown}`, file.before, file.after).replace(/^=+\n/, '');
}

function write(path: string, file: Mended, io: Io): void {
  try {
    io.writeFile(path, file.after);
  } catch (error) {
    throw new InputError(`${file.shown} cannot be written: ${reasonOf(error)}`);
  }
}
