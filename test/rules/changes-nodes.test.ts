import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { fixtureReport } from '../../scripts/fixture-report.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import type { Dump } from '../../src/dump/read-dump.ts';
import {
  CHANGE_CAUSE,
  controlledHistory,
  templateIn,
  type ControllerRevision,
} from '../../src/kubernetes/kubectl/history.ts';
import type { DaemonSet } from '../../src/kubernetes/api/objects.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { marshal } from '../../src/kubernetes/controller/revision.ts';
import { lint, type Hit } from '../../src/rule/lint.ts';
import { type Manifest, NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { selectRules } from '../../src/rule/ruleset.ts';
import { daemonSetOf, dumpOf, hasShared, SHARED } from '../rollout/recordings.ts';
import { appliedIn } from '../transcript.ts';

const OURS = [
  'narrows-nodes',
  'renamed-daemonset',
  'returns-to-revision',
  'strategy-changes-too',
  'strategy-flip',
  'surge-turned-on',
  'widens-nodes',
];
const ruleset = selectRules(rules, { preset: 'recommended', settings: {}, only: OURS });

/** The second text over the first one. */
function changeOf(before: string, after: string, history: readonly ControllerRevision[] = []): Manifest {
  const manifestOf = (text: string, previous?: Manifest): Manifest => {
    const [found] = readDocuments({ path: 'agent.yaml', text }).found;
    if (found === undefined) throw new Error('no DaemonSet');
    return buildManifest(found, {
      context: { minors: [NEWEST], fleet: undefined },
      siblings: () => NO_SIBLINGS,
      previous: () => previous,
      history: () => history,
    });
  };
  return manifestOf(after, manifestOf(before));
}

const hits = (...change: Parameters<typeof changeOf>): Hit[] => [...lint(changeOf(...change), ruleset)];
const said = (...change: Parameters<typeof changeOf>): string[] => hits(...change).map(({ rule }) => rule);

const scenarios = suite('recorded scenarios');
const recorded = (name: string, check: () => void): void => {
  if (hasShared) scenarios(name, check);
  else scenarios.skip(`${name}: ../shared is not there`, () => undefined);
};

function historyIn(dump: Dump): readonly ControllerRevision[] {
  return controlledHistory(daemonSetOf(dump), dump.revisions);
}

/** The two manifests of a scenario that is one change. */
function statesOf(name: string): [string, string] {
  const [before = '', after = ''] = appliedIn(name);
  assert.ok(before !== after && after !== '', name);
  return [before, after];
}

recorded('surge-hostport: a surge that was before is not turned on, one that comes is', () => {
  const [before, after] = statesOf('surge-hostport');
  assert.equal(said(before, after), []);
  const deletesFirst = (text: string): string => text.replace(/maxUnavailable: 0\n *maxSurge: 1/, 'maxUnavailable: 1');
  const found = hits(deletesFirst(before), after);
  assert.equal(
    found.map(({ rule }) => rule),
    ['strategy-changes-too', 'surge-turned-on'],
  );
  assert.match(found[1]?.problem.message ?? '', /beginning with the one that it starts: .* hold host port 19100\/TCP;/);
  assert.equal(said(deletesFirst(before), deletesFirst(after)), []);
});

recorded('history-undo: an undo and a second release of v3 go back to a revision and keep its cause', () => {
  const [, v2 = '', v3 = '', again = ''] = appliedIn('history-undo');
  assert.match(again, /release v3 second time/);
  const dump = dumpOf('scen-history-undo/05-after-undo-again.yaml', SHARED);
  // Before: v2 is on the cluster after three steps back, with the revisions 3, 5 and 6.
  assert.equal(
    historyIn(dump)
      .map(({ revision }) => revision)
      .sort(),
    [3, 5, 6],
  );
  const [hit] = hits(v2, again, historyIn(dump));
  assert.is(hit?.rule, 'returns-to-revision');
  assert.match(
    hit?.problem.message ?? '',
    /equals revision 3, which becomes 7 with its old change-cause "release v3", and "release v3 second time" is not shown anywhere/,
  );
  // After, as it was recorded.
  const after = historyIn(dumpOf('scen-history-undo/06-after-reapply-v3.yaml', SHARED));
  assert.is(after.find(({ revision }) => revision === 7)?.metadata?.annotations?.[CHANGE_CAUSE], 'release v3');
  assert.equal(said(v3, again, historyIn(dump)), [], 'the template stays');
});

/** The folders of a kind, without their prefix. */
function recordings(prefix: string): string[] {
  const names = readdirSync(SHARED).filter((name) => name.startsWith(prefix));
  assert.ok(names.length > 30, `only ${names.length} of ${prefix} were found`);
  return names.map((name) => name.slice(prefix.length));
}

recorded('random histories: each template but the newest goes back to its revision', () => {
  let [older, fresh] = [0, 0];
  const numbers = recordings('hist-');
  for (const number of numbers) {
    const dump = dumpOf(`hist-${number}/dump.yaml`, SHARED);
    const [daemonSet, history] = [daemonSetOf(dump), historyIn(dump)];
    const newest = Math.max(...history.map(({ revision }) => revision));
    const current = textWith(daemonSet);
    const data = marshal(history.find(({ revision }) => revision === newest)?.data);
    for (const revision of history) {
      const found = hits(current, textWith(daemonSet, templateIn(revision)), history);
      const messages = found.filter(({ rule }) => rule === 'returns-to-revision').map(({ problem }) => problem.message);
      const returns = marshal(revision.data) !== data;
      assert.is(messages.length, returns ? 1 : 0, `hist-${number} revision ${revision.revision}`);
      if (!returns) fresh++;
      else if (messages[0]?.includes(`equals revision ${revision.revision}, which becomes ${newest + 1}`)) older++;
    }
  }
  assert.ok(older > 30 && fresh >= numbers.length, `${older} ${fresh}`);
});

// JSON is YAML; what the server adds to a dump does not matter to it.
function textWith({ metadata, spec }: DaemonSet, template: unknown = spec?.template): string {
  const { name, namespace, annotations } = metadata ?? {};
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, annotations },
    spec: { ...spec, template },
  });
}

recorded('no other scenario says anything of nodes, names or strategies', () => {
  for (const name of recordings('scen-')) {
    const states = appliedIn(name).filter((text) => /^kind: DaemonSet$/m.test(text));
    // Two DaemonSets beside each other are not a change.
    if (name === 'overlap-selectors') continue;
    for (const [i, after] of states.slice(1).entries()) assert.equal(said(states[i] ?? '', after), [], name);
  }
});

scenarios.run();

const messages = suite('messages');
const firstOf = async (rule: string, fixture = 'bad'): Promise<string> => {
  const found = rules.find(({ id }) => id === rule);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  const { findings } = await fixtureReport(found, `fixtures/rules/${rule}/${fixture}.yaml`);
  return findings[0]?.message ?? '';
};

messages('tell the numbers of the manifest and of the fleet', async () => {
  assert.match(await firstOf('narrows-nodes'), /not labelled disk=ssd are deleted at once, despite maxUnavailable: 1;/);
  assert.match(
    await firstOf('narrows-nodes', 'bad-groups'),
    /^the pods on 3 of 10 nodes \(pool=gpu\) are deleted at once/,
  );
  assert.match(await firstOf('widens-nodes', 'bad-groups'), /^pods are created at once on 3 of 10 nodes \(pool=gpu\)/);
  assert.match(await firstOf('surge-turned-on'), /with 250 nodes, 25 new pods stay Pending because .* 9100\/TCP/);
  assert.match(await firstOf('strategy-changes-too'), /with 250 nodes, 75 at a time instead of 1;/);
  assert.match(await firstOf('strategy-flip'), /on an old revision is replaced .* with 250 nodes, 25 at a time;/);
  assert.match(await firstOf('renamed-daemonset'), /both on all 250 nodes, pruning/);
  assert.match(await firstOf('returns-to-revision'), /equals revision 3, which becomes 5 /);
});

messages.run();
