import { raisedMinReady, templateChange, writtenAt, type Update } from '../src/facts/update.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { resolveBudget, waveSize } from '../src/kubernetes/controller/budget.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

const SHOWN = 3;
const LONGEST = 48;

export default defineRule({
  id: 'starts-rollout',
  category: 'change',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'The pod template changes, so the controller creates a new revision and replaces the pods',
  why: `The controller compares the bytes of the stored template, with all defaults in it. Writing out a default usually
changes nothing, but \`enableServiceLinks: true\` does. Another order of a list is a change. \`1Gi\` and \`1073741824\`
are two revisions; \`1000m\` and \`1\` are one. Labels and annotations of the template count; everything outside the
template does not.`,
  fix: 'Nothing, if you want the restart. Otherwise leave the named fields as they were.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  *check(manifest) {
    const update = templateChange(manifest);
    if (update === undefined) return;
    const paths = update.fields.filter(({ inTemplate }) => inTemplate).map(({ path }) => path);
    const at = paths.map((path) => writtenAt(manifest, path)).find((place) => place !== undefined);
    yield {
      at: at ?? ['spec', 'template'],
      part: 'key',
      message: `${effectOf(manifest, update)}, because the stored pod template changes (${named(paths)}): leave it as it was unless you want a new revision`,
    };
  },
});

function named(paths: readonly string[]): string {
  const shown = paths.slice(0, SHOWN).map((path) => shorten(path.replace(/^spec\.template\./, '')));
  const more = paths.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

function shorten(path: string): string {
  return path.length > LONGEST ? `${path.slice(0, LONGEST - 1)}…` : path;
}

function effectOf(manifest: Manifest, { answer }: Update): string {
  const spec = answer.stored?.spec;
  if (spec?.updateStrategy?.type === 'OnDelete')
    return 'a new revision is created and each node keeps its old pod until someone deletes it';
  const raised = raisedMinReady(manifest);
  if (raised !== undefined)
    return `the pods of all nodes are replaced, those Ready for less than ${counted(raised.to, 'second')} at once`;
  const budget = budgetOf(manifest);
  const surge = resolveBudget(spec ?? {}, 100).strategy === 'surge';
  const { maxSurge, maxUnavailable } = spec?.updateStrategy?.rollingUpdate ?? {};
  const size = budget === undefined ? (surge ? maxSurge : maxUnavailable) : waveSize(budget, budget.nodes);
  const nodes =
    budget === undefined ? 'the pods of all nodes are' : `with ${counted(budget.nodes, 'node')}, every pod is`;
  return `${nodes} replaced, ${perWave(size ?? 1)}${surge ? ' and the new pods first' : ''}`;
}

const perWave = (size: number | string): string =>
  typeof size === 'number' ? `${counted(size, 'node')} at a time` : `${size} of the nodes at a time`;
