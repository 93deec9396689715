/** From texts to findings: the one way that the command line, the language server and the public API take. */
import { readDocuments } from './document/documents.ts';
import type { SourceFile } from './document/source.ts';
import type { UnreadableDocument } from './document/unreadable.ts';
import { testFoldersAmong } from './input/test-folder.ts';
import { Collection } from './input/collection.ts';
import type { LoadedPolicies } from './input/policy-rulesets.ts';
import { minorsLabel } from './kubernetes/api/release.ts';
import type { Context, Manifest } from './manifest/manifest.ts';
import { makeReport, type MadeReport } from './report/make-report.ts';
import { lint, lintUnreadable, type Hit } from './rule/lint.ts';
import type { Severity } from './rule/rule.ts';
import type { Ruleset } from './rule/ruleset.ts';
import type { RulesetOf } from './suppress/judges.ts';
import { addAll } from './kubernetes/go/lists.ts';

/** What holds for all texts of one call. */
export interface TextSettings {
  readonly ruleset: Ruleset;
  readonly context: Context;
  readonly failOn: Severity | 'never';
  /** Which rules are on for one of the texts, where no policy is asked; default: the ruleset. */
  readonly rulesetOf?: RulesetOf;
}

/** What surrounds the texts; both are asked only when something depends on them. */
export interface Around {
  /** Texts that rules may look at and that are in no report. */
  readonly neighbours?: () => readonly SourceFile[];
  /** Whether a kustomization names a text among its patches. */
  readonly isPatch?: (source: SourceFile) => boolean;
  /** Whether a text lies in the folder of a test that compares objects; by default the paths of all texts say it. */
  readonly inTestFolder?: (source: SourceFile) => boolean;
  /** What judges by policies, where there are some. */
  readonly policies?: LoadedPolicies | undefined;
}

/** The findings of some texts, and the DaemonSets they speak of. */
export interface LintedTexts {
  readonly report: MadeReport;
  readonly manifests: readonly Manifest[];
}

/** Lints texts that belong together, notes included. A document that cannot be read is a finding. */
export function lintTexts(texts: readonly SourceFile[], settings: TextSettings, around: Around = {}): LintedTexts {
  const { ruleset, context } = settings;
  const { neighbours = () => [], isPatch = () => false, policies } = around;
  const inTestFolder = around.inTestFolder ?? testFoldersAmong(() => [...texts, ...neighbours()]);
  const collect = (sources: readonly SourceFile[], into: Collection): Collection => {
    for (const source of sources) {
      const contents = readDocuments(source, {
        isPatch: () => isPatch(source),
        inTestFolder: () => inTestFolder(source),
      });
      into.add(into.note({ source, ...contents }), context);
    }
    return into;
  };
  const collection = collect(texts, new Collection({ around: () => collect(neighbours(), new Collection()) }));
  const own = new Set(texts.map(({ path }) => path));
  const rulesetOf: RulesetOf = (manifest, path) =>
    (manifest && policies?.rulesetOf(manifest)) ?? settings.rulesetOf?.(manifest, path) ?? ruleset;
  const hits = [
    ...hitsIn(collection, rulesetOf),
    ...(policies?.hitsIn(collection.cluster) ?? []).filter(({ source }) => own.has(source.path)),
  ];
  return { report: reportOf(collection, hits, settings, rulesetOf), manifests: collection.manifests };
}

/** The report on texts that were collected, notes included. */
export function reportOf(
  { files, manifests, sources, unreadable }: Collection,
  hits: readonly Hit[],
  { ruleset, context, failOn }: TextSettings,
  rulesetOf: RulesetOf,
): MadeReport {
  return makeReport({ files, manifests, sources, unreadable, faults: [] }, hits, {
    kubernetes: minorsLabel(context.minors),
    notes: true,
    ruleset,
    failOn,
    fromRoot: undefined,
    rulesetOf,
    exceptions: context.exceptions,
    baselines: context.baseline && { own: context.baseline, isComplete: () => false },
  });
}

/** What the rules in force say; `rulesetOf` is asked for each manifest, and without one for each unreadable document. */
export function hitsIn(
  {
    manifests,
    unreadable,
  }: { readonly manifests: readonly Manifest[]; readonly unreadable: readonly UnreadableDocument[] },
  rulesetOf: RulesetOf,
): Hit[] {
  const hits: Hit[] = [];
  for (const manifest of manifests) addAll(hits, lint(manifest, rulesetOf(manifest)));
  for (const document of unreadable) addAll(hits, lintUnreadable(document, rulesetOf(undefined, document.source.path)));
  return hits;
}
