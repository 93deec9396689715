import type { Path } from '../src/kubernetes/yaml/node.ts';
import { defineRule } from '../src/rule/rule.ts';

const TIME = /^\d{4}-\d\d-\d\d[T _-]?\d\d[:.-]?\d\d|^1[5-9]\d{8}(?:\d{3})?$/;
const NAME =
  /(?:^|[-_./])(?:time-?stamp|date|(?:created|deployed|restarted)-?at|rollme|build-?(?:id|number|date)|run-?id|pipeline-?id|job-?id|(?:git-?)?commit)$/i;
// A name alone is not enough: build-id: stable is the same in every build.
const VALUE = /\d|^[A-Za-z]{5}$/;

export default defineRule({
  id: 'volatile-template',
  category: 'rollback',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'A timestamp or build number in the template restarts the pod on every node at each apply',
  why: `Labels and annotations of the template are part of the revision. A value that differs in every build creates a
new revision with every apply, even if nothing else changed. The pod on every node restarts. After ten such applies the
useful revisions have been deleted from the history.`,
  fix: 'Move it to the annotations of the DaemonSet, or leave it out.',
  unless: 'The apply is meant to restart every pod.',
  since: '0.1.0',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    const metadata = manifest.spec.template?.metadata ?? {};
    for (const kind of ['labels', 'annotations'] as const) {
      for (const [key, value = ''] of Object.entries(metadata[kind] ?? {})) {
        if (!TIME.test(value) && !(NAME.test(key.replace(/([a-z])([A-Z])/g, '$1-$2')) && VALUE.test(value))) continue;
        const at: Path = ['spec', 'template', 'metadata', kind, key];
        yield {
          at,
          part: 'key',
          message: `${key} on the template differs from build to build: each apply creates a new revision and restarts the pod on every node; move it to the annotations of the DaemonSet`,
        };
      }
    }
  },
});
