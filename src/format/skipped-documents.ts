import type { SkipReason } from '../document/skip-reason.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { LeftOut, ReportFile } from '../report/report.ts';
import { counted } from '../words/counts.ts';
import { plain } from '../words/escape.ts';

/** What a skipped document is, and how to have its DaemonSet checked. */
const ADVICE: Readonly<Record<SkipReason, string>> = {
  template: 'an engine has to fill it in first; check what it prints: RENDER | daemonlint -',
  'switched-off':
    'no values of the chart turn it on, or a chart that it needs is missing; check helm template --set ... | daemonlint -',
  'kustomize-patch':
    'kustomize (or kubectl patch) merges it into a whole one; check kustomize build DIR | daemonlint -',
  assertion:
    'a test tool compares it with a cluster, or merges it into an object there; it is not applied as it is, so nothing is left to check',
  embedded: 'another object, or a script, carries it; write it to a file of its own to have it checked',
  parameters:
    'parameters without a value decide whether the server accepts it; check what fills them in: oc process -f FILE | daemonlint -',
  placeholders:
    'an engine puts in values that nobody knows, so that only the rest of it is checked; check what it prints: RENDER | daemonlint -',
  values:
    'a file without a kind carries it, as values of a chart, which is checked where it is rendered; check helm template --values FILE | daemonlint -',
  'missing-chart':
    'charts that it depends on are not in its charts folder, and may hold DaemonSets; run helm dependency build, and check again',
  'broken-kustomization':
    'kustomize cannot read the kustomization, so that nobody knows what it makes; daemonlint render DIR says what is wrong',
  'foreign-kind': 'its API group is that of a custom resource; a DaemonSet of Kubernetes is apps/v1',
  mention: 'DaemonSets are mentioned, none is declared; nothing is left to check',
  unreadable: 'the system does not let it be read; change its permissions',
  'lfs-pointer': 'Git LFS keeps its contents elsewhere; run git lfs pull, and check again',
  'linked-folder':
    'a link leads to the folder, which a search does not follow; name the link or the folder to have it checked',
  submodule: 'it is another repository, and its files are not read here; name its folder to have them checked',
  'too-large': 'it is larger than maxFileSize; raise that in the configuration to have it checked',
};

/** A document that was not checked; whole files have no number. */
interface Place {
  readonly path: string;
  readonly document?: number;
}

/**
 * What was skipped, one line a reason with its count and how to have it checked; with `verbose` the places under it.
 * Mentions are no DaemonSets: only `verbose` lists them.
 */
export function* skippedLines(files: readonly ReportFile[], verbose: boolean): Generator<string> {
  const byReason = new Map<SkipReason, Place[]>();
  for (const [reason, place] of files.flatMap(skippedIn)) addTo(byReason, reason, place);
  for (const [reason, places] of [...byReason].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (reason === 'mention' && !verbose) continue;
    yield `skipped as ${reason}: ${countOf(places)}: ${ADVICE[reason]}`;
    if (verbose)
      yield* places.map(
        ({ path, document }) => `  ${plain(path)}${document === undefined ? '' : `, document ${document}`}`,
      );
  }
}

/** That files of folders were left out, and how to have them read. */
export function* leftOutLines({ configured, git }: LeftOut): Generator<string> {
  if (configured > 0) yield `${filesAre(configured)} ignored by the configuration (--no-ignore reads what it ignores)`;
  if (git > 0)
    yield `${filesAre(git)} left out: git ignores them, or they are another repository's (name them to have them read)`;
}

const filesAre = (count: number): string => `${counted(count, 'file')} ${count === 1 ? 'is' : 'are'}`;

/** The reasons of a file with its documents, counted from 0; a file that was skipped as a whole has one. */
function skippedIn({ path, status, reason = 'mention', skipped = [] }: ReportFile): (readonly [SkipReason, Place])[] {
  if (status === 'skipped' && skipped.length === 0) return [[reason, { path }]];
  return skipped.map((entry) => [entry.reason, { path, document: entry.document }]);
}

function countOf(places: readonly Place[]): string {
  const documents = places.filter(({ document }) => document !== undefined).length;
  const files = places.length - documents;
  const parts = [
    ...(files > 0 ? [counted(files, 'file')] : []),
    ...(documents > 0 ? [counted(documents, 'document')] : []),
  ];
  return parts.join(' and ');
}
