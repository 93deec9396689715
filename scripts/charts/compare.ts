/** Recorded runs of the real helm, and ours beside them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toBytes } from '../../src/gotemplate/bytes.ts';
import { ChartError, renderRequest, templateOutput } from '../../src/helm/helm.ts';
import { nodeIo } from '../../src/io/node-io.ts';

export const SHARED = fileURLToPath(new URL('../../../shared/charts/', import.meta.url));

/** One run of `helm template` as it is recorded. */
export interface ChartRun {
  readonly chart: string;
  readonly values: string | null;
  readonly rc: number;
  readonly stderr: string;
  readonly deterministic: boolean;
  readonly sha256: string;
  readonly stdout?: string;
  readonly daemonSets: readonly string[];
}

export function chartRuns(): readonly ChartRun[] {
  const lines = readFileSync(join(SHARED, 'expected.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ChartRun);
}

/** What `daemonlint render` gives for a run: its text, or helm's error. */
export function renderRun({ chart, values }: ChartRun): { readonly text: string } | { readonly error: string } {
  const io = nodeIo();
  const path = join(SHARED, 'charts', chart);
  const request = {
    path,
    shown: '',
    boundary: path,
    releaseName: 'release-name',
    namespace: 'default',
    kubernetes: '1.36.0',
    apiVersions: [],
    values: { files: values === null ? [] : [values], json: [], typed: [], text: [], fromFiles: [] },
  };
  try {
    const rendered = renderRequest(request, (file) => io.readFile(join(path, file)), io);
    return { text: templateOutput(rendered, false, []).text };
  } catch (error) {
    if (error instanceof ChartError) return { error: error.message };
    throw error;
  }
}

/** How our run differs from helm's; undefined when it does not. */
export function compareRun(run: ChartRun): string | undefined {
  const ours = renderRun(run);
  if ('error' in ours) {
    if (run.rc === 0) return `fails: ${ours.error.slice(0, 400)}`;
    // The recording holds the end of what helm says, with a hint behind it.
    return run.stderr
      .replace(/\n\nUse --debug[^\n]*\n?$/, '')
      .trimEnd()
      .endsWith(ours.error.trimEnd())
      ? undefined
      : `another error: ${ours.error.slice(0, 400)}`;
  }
  if (run.rc !== 0) return 'renders, where helm fails';
  const hash = createHash('sha256').update(toBytes(ours.text)).digest('hex');
  if (hash === run.sha256) return undefined;
  if (run.deterministic || run.stdout === undefined) return 'another text';
  // Documents with random values differ between two runs of helm itself: all others must be equal.
  const own = documentsOf(ours.text);
  const recorded = documentsOf(run.stdout);
  const random = recorded.filter((document) => !own.includes(document));
  return own.length === recorded.length && random.length <= 2 ? undefined : 'other documents';
}

function documentsOf(text: string): readonly string[] {
  return text.split(/^---\n/m).map((document) => document.trim());
}
