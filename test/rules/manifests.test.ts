/** The whole program over real files, held against the index that lies beside them. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FOLDER } from '../../scripts/noise.ts';
import { main } from '../../src/main.ts';
import { nodeIo } from '../../src/io/node-io.ts';

interface Listed {
  readonly path: string;
  readonly set: string;
  readonly daemonSets: number;
}

/** What is read of the JSON output. */
interface Output {
  readonly files: readonly { path: string; status: string; reason?: string; skipped?: readonly object[] }[];
  readonly manifests: readonly { path: string }[];
  readonly findings: readonly {
    path: string;
    rule: string;
    severity: string;
    message: string;
    range: { start: { line: number } };
  }[];
}

const WHOLE = new Set(['plain', 'multi-doc', 'json', 'old-api']);
/** By the set of a file, the reasons for which it may be left out. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'helm-template': ['template', 'mention'],
  'other-template': ['template', 'mention'],
  'template-in-valid-yaml': ['template'],
  // Some are values of Helm charts, which have a kind and are not objects.
  'kustomize-patch': ['kustomize-patch', 'mention'],
  // Values of charts, references and schemas name the kind and hold no manifest.
  nested: ['embedded', 'kustomize-patch', 'mention'],
  'mention-only': ['mention'],
};
/** A whole DaemonSet: its Go template is an argument of crictl. */
const MISJUDGED = ['GoogleCloudPlatform__k8s-node-tools/containerd/socket-tracer/containerd-socket-tracer.yaml'];
/** Only values in quotes are put in later: the rest is judged, and that they are not known is listed. */
const IN_PART = ['openshift__cluster-network-operator/bindata/network/ovn-kubernetes/common/pre-puller.yaml'];
const JUDGED = new Set([...MISJUDGED, ...IN_PART]);

function listed(): Listed[] {
  const [head = '', ...lines] = readFileSync(`${FOLDER}/INDEX.tsv`, 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    return { path: cell('local_path'), set: cell('set'), daemonSets: Number(cell('ds_docs')) };
  });
}

const real = suite('the collection of real manifests');

if (existsSync(FOLDER)) {
  const files = listed();
  const own = (path: string): string => relative(FOLDER, path);
  let code: number | undefined;
  let output: Output = { files: [], manifests: [], findings: [] };

  real('is read to the end', async () => {
    let text = '';
    const stdout = (part: string): void => {
      text += part;
    };
    // A folder is searched for manifests by their names; what is called otherwise is read when it is named.
    const named = files.filter(({ path }) => !/\.(?:ya?ml|json)$/.test(path)).map(({ path }) => `${FOLDER}/${path}`);
    const argv = ['--no-config', '--preset=strict', '--notes', '--format=json', FOLDER, ...named];
    code = await main(argv, { ...nodeIo(), stdout, stderr: () => undefined });
    assert.is(code, 1);
    output = JSON.parse(text) as Output;
  });

  real('has every DaemonSet that the index counts among the manifests', () => {
    const counted = (path: string): number => output.manifests.filter((manifest) => own(manifest.path) === path).length;
    const wrong = files
      .filter(({ path, set }) => WHOLE.has(set) || JUDGED.has(path))
      .filter(({ path, daemonSets }) => counted(path) !== daemonSets)
      .map(({ path }) => path);
    assert.equal(wrong, []);
    const all = files.filter(({ set }) => WHOLE.has(set)).reduce((sum, { daemonSets }) => sum + daemonSets, 0);
    assert.ok(all > 340);
    assert.is(output.manifests.length, all + JUDGED.size);
  });

  real('has every other file with a DaemonSet or a mention among the files, skipped with a reason', () => {
    const others = files.filter(({ path, set }) => !WHOLE.has(set) && !JUDGED.has(path));
    const outcomes = new Map(output.files.map(({ path, status, reason = '' }) => [own(path), { status, reason }]));
    const wrong = others
      .filter(({ path, set }) => {
        const outcome = outcomes.get(path);
        return outcome?.status !== 'skipped' || REASONS[set]?.includes(outcome.reason) !== true;
      })
      .map(({ path, set }) => `${set} ${path}: ${outcomes.get(path)?.reason ?? 'not listed'}`);
    assert.equal(wrong, []);
    for (const path of IN_PART) {
      const skipped = output.files.find((file) => own(file.path) === path)?.skipped ?? [];
      assert.equal(
        skipped.map((document) => ('reason' in document ? document.reason : '')),
        ['placeholders'],
      );
    }
    assert.ok(others.length > 100);
  });

  // Only some files of each repository are there, and kustomize would not build what lies here either.
  const isElsewhere = ({ rule, severity, message }: (typeof output.findings)[number]): boolean =>
    rule === 'kustomization-error' && (severity === 'note' || message.endsWith(', which is not here'));

  real('hears nothing about templates, patches and documents that are not ours', () => {
    const whole = new Set(files.filter(({ path, set }) => WHOLE.has(set) || JUDGED.has(path)).map(({ path }) => path));
    assert.equal(
      output.findings.filter((finding) => !whole.has(own(finding.path)) && !isElsewhere(finding)),
      [],
    );
    assert.equal(
      output.findings.filter(({ rule }) => rule === 'yaml-syntax'),
      [],
    );
    assert.ok(output.findings.length > 1000);
  });
} else real.skip('../shared is not there', () => undefined);

real.run();
