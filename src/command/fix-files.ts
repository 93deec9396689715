import { resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import { reasonOf } from '../input/find-files.ts';
import { counted } from '../words/counts.ts';
import { treeOf } from '../input/writable-folder.ts';
import { printData, printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { applyFixes, MAX_PASSES } from '../report/apply-fixes.ts';
import { liveFindings } from '../format/source-lines.ts';
import { groupBy } from '../words/group-by.ts';
import type { Report } from '../report/report.ts';
import { worsenedFiles } from '../report/worsened.ts';
import type { ReadOptions } from '../io/read-file.ts';

/** One look at the input; the loop looks again after each pass. */
export type Inspect = (options: CheckOptions, io: Io) => Promise<Report>;

const BOM = '\ufeff';

interface FixedFile {
  readonly shown: string;
  readonly before: string;
  after: string;
  fixes: number;
  /** Its fixes did harm together, each of which does none: they are made one by one. */
  careful?: true;
}

/**
 * Fixes what can be fixed until nothing changes: files are written in one step at the end, or the changes
 * are printed as a unified diff. Overlapping fixes wait for the next pass. False when a file had to be left as it was.
 */
export async function fixFiles(options: CheckOptions, io: Io, inspect: Inspect): Promise<boolean> {
  const fixed = new Map<string, FixedFile>();
  const overlay: Io = { ...io, readFile: (path, asked) => overlaid(path, asked, fixed, io), stderr: () => undefined };
  const all = { ...options, notes: true };
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const report = await inspect(all, overlay);
    if (!(await fixOnce(report, all, overlay, inspect, fixed))) break;
  }
  const changed = [...fixed].filter(([, file]) => file.after !== file.before);
  const written: FixedFile[] = [];
  for (const [path, file] of changed) {
    if (options.dryRun) printData(await unifiedDiff(file), io);
    if (options.dryRun || write(path, file, options, io)) written.push(file);
  }
  const total = written.reduce((sum, file) => sum + file.fixes, 0);
  const verb = options.dryRun ? 'would fix' : 'fixed';
  if (!options.quiet) printMessage(`${verb} ${counted(total, 'problem')} in ${counted(written.length, 'file')}`, io);
  return written.length === changed.length;
}

function overlaid(
  path: string,
  options: ReadOptions | undefined,
  fixed: ReadonlyMap<string, FixedFile>,
  io: Io,
): Uint8Array {
  const file = fixed.get(path);
  return file === undefined ? io.readFile(path, options) : Buffer.from(file.after);
}

/** One pass; whether another one may change something. A file that would become worse goes back to what it was. */
async function fixOnce(
  report: Report,
  options: CheckOptions,
  io: Io,
  inspect: Inspect,
  fixed: Map<string, FixedFile>,
): Promise<boolean> {
  const earlier = new Map<FixedFile, { readonly after: string; readonly fixes: number; readonly careful: boolean }>();
  const found = groupBy(liveFindings(report), ({ path }) => path);
  for (const [shown, source] of report.sources) {
    const path = resolve(io.cwd, shown);
    const known = fixed.get(path);
    const most = known?.careful === true ? 1 : Infinity;
    const { text, fixes } = applyFixes(source.text, found.get(shown) ?? [], options.fix ?? 'safe', most);
    if (text === source.text) continue;
    // It was read already, within the bound; a link that leads out is refused where it would be written.
    const bytes = io.readFile(path, { most: Infinity, named: true });
    const marked = startsWithBom(bytes) ? BOM : '';
    const before = marked + source.text;
    // Another encoding, or a byte that is not text, would not come back as it was.
    if (!Buffer.from(before).equals(bytes)) continue;
    const file = known ?? { shown, before, after: before, fixes: 0 };
    earlier.set(file, { after: file.after, fixes: file.fixes, careful: file.careful === true });
    file.after = marked + text;
    file.fixes += fixes;
    fixed.set(path, file);
  }
  if (earlier.size === 0) return false;
  const worsened = worsenedFiles(report, await inspect(options, io));
  let goesOn = false;
  for (const [file, { after, fixes, careful }] of earlier) {
    const worse = worsened.has(file.shown);
    if (worse) Object.assign(file, { after, fixes, careful: true });
    goesOn ||= !worse || !careful;
  }
  return goesOn;
}

function startsWithBom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

async function unifiedDiff(file: FixedFile): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  return createTwoFilesPatch(`a/${file.shown}`, `b/${file.shown}`, file.before, file.after).replace(/^=+\n/, '');
}

/** Whether the file could be written; otherwise the reason is printed. */
function write(path: string, { shown, before, after }: FixedFile, options: CheckOptions, io: Io): boolean {
  try {
    io.editFile(path, Buffer.from(before), Buffer.from(after), treeOf(path, options.paths, io));
    return true;
  } catch (error) {
    printMessage(`${shown} was not fixed: ${reasonOf(error)}`, io);
    return false;
  }
}
