/** What is found in an open text where kustomizations make something of it: in its overlays, not as it is written. */
import type { FoundFile } from '../input/find-files.ts';
import { Collection } from '../input/collection.ts';
import { meetsKustomization } from '../input/kustomization.ts';
import { matters } from '../input/read-input.ts';
import type { Io } from '../io/io.ts';
import { hitsIn, reportOf, type LintedTexts, type TextSettings } from '../lint-texts.ts';
import type { MadeReport } from '../report/make-report.ts';
import { atOverlays } from '../input/overlay-hits.ts';
import type { RulesetOf } from '../suppress/judges.ts';

/** So many overlays are built after each change of a text. */
const MOST_OVERLAYS = 10;

/** Where a text is, and what is known around it. */
export interface OpenFile {
  readonly file: FoundFile;
  /** The files as the editor has them. */
  readonly io: Io;
  readonly settings: TextSettings;
  readonly isIgnored: (path: string) => boolean;
  readonly rulesetOf: RulesetOf;
}

/** Puts the findings of the overlays in the place of those of the text as it is; undefined where there is no kustomization. */
export async function kustomizedBy(
  open: OpenFile,
): Promise<((text: string, plain: LintedTexts) => LintedTexts) | undefined> {
  const { file, io } = open;
  if (!meetsKustomization([file], () => true, io)) return undefined;
  const { readKustomizations } = await import('../input/kustomizations.ts');
  return (text, plain) => {
    const { isIgnored, settings, rulesetOf } = open;
    const wanted = { files: [file], isAround: () => true, isWanted: () => true, isIgnored, most: MOST_OVERLAYS };
    const readFile: Io['readFile'] = (path, how) => (path === file.path ? Buffer.from(text) : io.readFile(path, how));
    const { built, faults, inside } = readKustomizations(wanted, matters, { ...io, readFile });
    const collection = new Collection();
    for (const { contents } of built) collection.add(collection.take(contents), settings.context);
    collection.adopt({ manifests: [], unreadable: [...faults] });
    const hits = atOverlays(hitsIn(collection, rulesetOf), rulesetOf);
    const made = reportOf(collection, hits, settings, rulesetOf);
    const own = { ...made, findings: made.findings.filter(({ path }) => path === file.shown) };
    const isInside = inside.has(io.realPath(file.path) ?? file.path);
    return { ...plain, report: withFindings(plain.report, isInside ? [own] : [plain.report, own]) };
  };
}

/** A report with what others found in its place, and what baselines have to do with that. */
export function withFindings(report: MadeReport, parts: readonly MadeReport[]): MadeReport {
  const findings = parts.flatMap((part) => part.findings);
  return { ...report, findings, uses: parts.flatMap(({ uses = [] }) => uses) };
}
