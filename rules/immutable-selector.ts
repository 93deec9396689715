import { updateOf, writtenAt, type Update } from '../src/facts/update.ts';
import { selectorOf, selectsLabels, textsOf } from '../src/facts/daemonset-facts.ts';
import { changedFields } from '../src/kubernetes/apimachinery/equality.ts';
import type { FieldError } from '../src/kubernetes/apimachinery/field-errors.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'immutable-selector',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The selector differs from the earlier state: the update is refused',
  why: `The selector of a DaemonSet is immutable: the API server answers \`field is immutable\`, and the rest of the
change is not applied either. The usual causes are a version or chart label in the selector, and a migration from
\`extensions/v1beta1\`, where a missing selector was stored as all labels of the template.`,
  fix: `Keep the selector; the labels of the template may change freely as long as it matches them. To change it
anyway, create a new DaemonSet: delete the old one with \`kubectl delete daemonset NAME --cascade=orphan\` and apply, so
that every node keeps a pod. Pods that the new selector matches are adopted and replaced. There is one exception: if the
template of the old object was never changed, the adopted pods count as up to date whatever they run, and have to be
deleted by hand (measured). Pods that the new selector does not match lose their owner and have to be deleted by their
old labels. Or give the new DaemonSet another name, and delete the old one when the new one runs.`,
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Writing a DaemonSet spec',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector',
    },
  ],
  *check(manifest) {
    const update = updateOf(manifest);
    const cause = update && refusalOf(update);
    if (update === undefined || cause === undefined || selectorOf(manifest) === undefined) return;
    const adopts = selectsLabels(manifest.spec.selector, textsOf(update.old.spec?.template.metadata?.labels));
    const left = adopts
      ? 'the running pods are adopted'
      : 'the running pods then have no owner: delete them by their old labels';
    yield {
      at: placeOf(manifest, update),
      message: `the API server refuses the whole update because the selector is immutable: keep the old selector, give the DaemonSet a new name, or delete the old object with --cascade=orphan before applying (${left})`,
      server: { reason: cause.reason.replace('FieldValue', ''), field: cause.field, message: cause.message },
    };
  },
});

function refusalOf({ answer }: Update): FieldError | undefined {
  const causes = [...answer.causes, ...answer.further];
  return causes.find(({ field, detail }) => field === 'spec.selector' && detail === 'field is immutable');
}

// The first part that differs and is still written, otherwise the selector.
function placeOf(manifest: Manifest, { old }: Update): readonly (string | number)[] {
  const selectors = [old.spec?.selector, manifest.spec.selector].map((selector) => ({ spec: { selector } }));
  const [before = {}, after = {}] = selectors;
  const places = changedFields(before, after).map(({ path }) => writtenAt(manifest, path));
  return places.find((place) => place !== undefined) ?? ['spec', 'selector'];
}
