import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Container, DaemonSet } from '../../../src/kubernetes/api/objects.ts';
import { DEFAULT_FLAGS } from '../../../src/kubernetes/kubectl/apply-context.ts';
import { kubectlApply, type ApplyResult } from '../../../src/kubernetes/kubectl/apply.ts';

/** A change from a git history, and what a server stored after a create of the old file and an update to the new one. */
interface Change {
  readonly id: string;
  readonly old: string;
  readonly new: string;
  readonly accepted: boolean;
  readonly code: number;
  readonly defaultedOld?: DaemonSet;
  readonly defaultedNew?: DaemonSet;
}

const RECORDINGS = new URL('../../../../shared/manifests/history.ndjson', import.meta.url);
/** The minor of the recording's server. */
const MINOR = 36;

const real = suite('real changes applied where nothing else touched the object');
const recorded = (name: string, check: (changes: readonly Change[]) => void): void => {
  if (!existsSync(RECORDINGS)) real.skip(`${name}: ../shared is not there`, () => undefined);
  else
    real(name, () => {
      const lines = readFileSync(RECORDINGS, 'utf8').split('\n').filter(Boolean);
      assert.ok(lines.length > 80, `only ${lines.length} changes were found`);
      check(lines.map((line) => JSON.parse(line) as Change));
    });
};

function applied(change: Change, serverSide: boolean): ApplyResult {
  const flags = { ...DEFAULT_FLAGS, serverSide };
  const { objects } = kubectlApply({ files: [{ text: change.old, source: 'ds.yaml' }], live: [], minor: MINOR }, flags);
  return kubectlApply({ files: [{ text: change.new, source: 'ds.yaml' }], live: objects, minor: MINOR }, flags);
}

const SERVERS = ['kubectl.kubernetes.io/last-applied-configuration', 'deprecated.daemonset.template.generation'];

/** What is of the file, and of its defaults, with the pull policies that `policies` has for the containers. */
function essence({ metadata = {}, spec }: DaemonSet, policies?: DaemonSet): unknown {
  const own = Object.entries(metadata.annotations ?? {}).filter(([key]) => !SERVERS.includes(key));
  const { labels = {}, finalizers = [] } = metadata;
  const copy = JSON.parse(JSON.stringify({ labels, annotations: Object.fromEntries(own), finalizers, spec })) as {
    spec?: DaemonSet['spec'];
  };
  if (policies !== undefined)
    for (const [index, container] of containersOf(copy).entries())
      Object.assign(container, { imagePullPolicy: containersOf(policies)[index]?.imagePullPolicy });
  return copy;
}

function containersOf({ spec }: { readonly spec?: DaemonSet['spec'] | undefined }): readonly Container[] {
  const { initContainers = [], containers = [] } = spec?.template.spec ?? {};
  return [...initContainers, ...containers];
}

/** The containers whose pull policy is not the one of the update, which has the order of the apply. */
function stuck(after: DaemonSet, wanted: DaemonSet): readonly Container[] {
  const policies = containersOf(wanted).map(({ imagePullPolicy }) => imagePullPolicy);
  return containersOf(after).filter(({ imagePullPolicy }, index) => imagePullPolicy !== policies[index]);
}

for (const serverSide of [false, true]) {
  const side = serverSide ? 'server-side' : 'client-side';

  recorded(`${side}: differ from a replace only by the pull policy of the image before`, (changes) => {
    const sticky = new Set<string>();
    for (const change of changes) {
      const { defaultedOld: before, defaultedNew: wanted } = change;
      if (!change.accepted || before === undefined || wanted === undefined) continue;
      const { outcome, objects } = applied(change, serverSide);
      assert.is(outcome.code, 0, change.id);
      const [after] = objects.map(({ object }) => object);
      assert.ok(after !== undefined && objects.length === 1, change.id);
      assert.equal(essence(after, wanted), essence(wanted), change.id);
      for (const { name, image, imagePullPolicy } of stuck(after, wanted)) {
        const old = containersOf(before).find((container) => container.name === name);
        assert.is(imagePullPolicy, old?.imagePullPolicy, change.id);
        assert.is.not(image, old?.image, change.id);
        sticky.add(change.id);
      }
    }
    assert.is(sticky.size, 4);
  });

  recorded(`${side}: refuse what a replace refuses`, (changes) => {
    const refused = changes.filter(({ accepted }) => !accepted);
    assert.is(refused.length, 4);
    for (const change of refused) {
      const { outcome, objects } = applied(change, serverSide);
      assert.is(outcome.code, 1, change.id);
      assert.match(outcome.stderr, /spec\.selector: Invalid value: .*: field is immutable\n$/, change.id);
      assert.is(objects[0]?.object.metadata?.generation, 1, change.id);
    }
  });
}

real.run();
