import { buildManifest } from '../manifest/file-manifest.ts';
import { readDocuments } from '../document/documents.ts';
import { lint, lintUnreadable } from '../rule/lint.ts';
import { makeReport } from '../report/make-report.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Report } from '../report/report.ts';
import type { Settings } from '../settings/settings.ts';
import { SiblingIndex } from '../manifest/sibling-index.ts';
import type { SourceFile } from '../document/source.ts';

/** What is known of one text: its findings, and the DaemonSets they speak of. */
export interface Analysis {
  readonly report: Report;
  readonly manifests: readonly Manifest[];
}

/** What stands around a text; asked only when a rule looks there. */
export interface Around {
  readonly neighbours: () => readonly SourceFile[];
  readonly isPatch: (source: SourceFile) => boolean;
}

/** Lints one text, notes included; a document that cannot be read does not hide the others. */
export function analyse(source: SourceFile, { ruleset, context, failOn }: Settings, around: Around): Analysis {
  let neighbours: readonly SourceFile[] | undefined;
  let others: readonly Manifest[] | undefined;
  const near = (): readonly SourceFile[] => (neighbours ??= around.neighbours());
  const manifestsNear = (): readonly Manifest[] => (others ??= near().flatMap((each) => manifestsIn(read(each))));
  const index: SiblingIndex = new SiblingIndex(
    () => [source, ...near()],
    () => [...manifests, ...manifestsNear()],
  );
  const surroundings = {
    context,
    siblings: (manifest: Manifest) => index.of(manifest),
    previous: () => undefined,
  };
  const read = (file: SourceFile) => readDocuments(file, { isPatch: () => around.isPatch(file) });
  const manifestsIn = ({ found }: ReturnType<typeof read>): readonly Manifest[] =>
    found.map((each) => buildManifest(each, surroundings));

  const contents = read(source);
  const manifests = manifestsIn(contents);
  const hits = manifests.flatMap((manifest) => [...lint(manifest, ruleset)]);
  hits.push(...contents.unreadable.flatMap((document) => [...lintUnreadable(document, ruleset)]));
  const input = {
    files: [{ path: source.path, status: 'checked' as const }],
    manifests,
    unreadable: contents.unreadable,
    sources: new Map([[source.path, source]]),
    faults: [],
    paths: new Map<string, string>(),
  };
  const facts = { kubernetes: `1.${context.minors[0] ?? ''}`, notes: true, ruleset, failOn, fromRoot: undefined };
  return { report: makeReport(input, hits, facts), manifests };
}
