import { defineRule, type Fix } from '../src/rule/rule.ts';
import { ANNOTATION } from '../src/rule/exception-annotation.ts';
import { HOMEPAGE } from '../src/version.ts';

const TEMPLATE = ['spec', 'template', 'metadata', 'annotations', ANNOTATION];
const OWN = ['metadata', 'annotations', ANNOTATION];

// Two annotations are for people to merge.
const MOVE: Fix = {
  title: 'Move the exceptions to the DaemonSet',
  safety: 'safe',
  changes: [{ kind: 'move', at: TEMPLATE, to: OWN }],
};

export default defineRule({
  id: 'suppression-on-template',
  category: 'exception',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The annotation with exceptions is on the pod template, where it hides nothing and restarts pods',
  why: `Exceptions are read from the annotations of the DaemonSet. On the pod template the annotation hides nothing, and it
is part of the template: each exception that is added, changed or removed there creates a new revision and restarts the pod on
every node.`,
  fix: `Move it to \`metadata.annotations\` of the DaemonSet, where a change of it starts no rollout. Taking it off the template
is itself a change of the template and starts one. \`--fix\` moves it.`,
  since: '0.1.0',
  references: [{ title: 'Exceptions', url: `${HOMEPAGE}/blob/main/docs/exceptions.md` }],
  *check(manifest) {
    if (!manifest.has(TEMPLATE)) return;
    yield {
      at: TEMPLATE,
      part: 'key',
      message:
        'on the pod template this hides nothing, and each edit of it restarts the pod on every node: move it to the annotations of the DaemonSet',
      ...(manifest.has(OWN) ? {} : { fix: MOVE }),
    };
  },
});
