/** The public API: lint texts, look rules up, and the types of both. */
import { rules } from '../rules/index.ts';
import { buildManifest } from './manifest/file-manifest.ts';
import { readDocuments } from './document/documents.ts';
import { NEWEST } from './kubernetes/api/release.ts';
import { lint as lintManifest, lintUnreadable } from './rule/lint.ts';
import { makeReport } from './report/make-report.ts';
import type { Fleet, Manifest } from './manifest/manifest.ts';
import type { Report } from './report/report.ts';
import { selectRules, type Preset, type RuleSetting } from './rule/ruleset.ts';
import { SiblingIndex } from './manifest/sibling-index.ts';
import type { SourceFile } from './document/source.ts';

export { rules };
export { VERSION as version } from './version.ts';
export type { Fleet, Manifest, NodeGroup } from './manifest/manifest.ts';
export type { Finding, FindingFix, Report, ReportFile, ReportManifest, Summary } from './report/report.ts';
export type { Category, Fix, Problem, Rule, Severity } from './rule/rule.ts';
export type { Preset, RuleSetting } from './rule/ruleset.ts';
export type { Position, SourceFile } from './document/source.ts';
export type { Span } from './kubernetes/yaml/span.ts';

/** How to lint; everything may be left out. */
export interface LintOptions {
  /** Default: `recommended`. */
  readonly preset?: Preset;
  /** Severity and options of single rules, over the preset. */
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** These rules alone. */
  readonly only?: readonly string[];
  /** Minors of Kubernetes 1, ascending; default: the newest known. */
  readonly minors?: readonly number[];
  readonly fleet?: Fleet;
}

/**
 * Lints texts that belong together (rules look from one to the other), notes included. Throws ConfigError when a rule is
 * not known; bad YAML is a finding.
 */
export function lint(sources: readonly SourceFile[], options: LintOptions = {}): Report {
  const { preset = 'recommended', rules: settings = {}, only, minors = [NEWEST], fleet } = options;
  const fleetKnown = fleet?.nodes !== undefined;
  const ruleset = selectRules(rules, { preset, settings, fleetKnown, ...(only === undefined ? {} : { only }) });
  const manifests: Manifest[] = [];
  const index = new SiblingIndex(
    () => sources,
    () => manifests,
  );
  const contents = sources.map((source) => ({ source, ...readDocuments(source) }));
  for (const { found } of contents) {
    const surroundings = {
      context: { minors, fleet },
      siblings: (manifest: Manifest) => index.of(manifest),
      previous: () => undefined,
    };
    manifests.push(...found.map((each) => buildManifest(each, surroundings)));
  }
  const unreadable = contents.flatMap((each) => each.unreadable);
  const hits = manifests.flatMap((manifest) => [...lintManifest(manifest, ruleset)]);
  hits.push(...unreadable.flatMap((document) => [...lintUnreadable(document, ruleset)]));
  const input = {
    files: contents.map(({ source }) => ({ path: source.path, status: 'checked' as const })),
    manifests,
    unreadable,
    sources: new Map(sources.map((source) => [source.path, source])),
    faults: [],
    paths: new Map<string, string>(),
  };
  const kubernetes = `1.${minors[0] ?? NEWEST}`;
  return makeReport(input, hits, { kubernetes, notes: true, ruleset, failOn: 'warning', fromRoot: undefined });
}
