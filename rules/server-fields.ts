import { entryOf, type Node, type Path } from '../src/kubernetes/yaml/node.ts';
import { defineRule } from '../src/rule/rule.ts';
import { LAST_APPLIED } from '../src/kubernetes/api/annotations.ts';

const ANNOTATIONS: Path = ['metadata', 'annotations'];

const TEMPLATE_GENERATION: Path = [...ANNOTATIONS, 'deprecated.daemonset.template.generation'];

/** Fields that the server writes, and what happens when a file contains them. */
const FIELDS: readonly (readonly [Path, string])[] = [
  [['status'], 'the API server ignores status in what is applied'],
  [['metadata', 'uid'], 'an update fails with a conflict if the uid differs from that of the live object'],
  [['metadata', 'resourceVersion'], 'an update fails with a conflict as soon as the live object has changed'],
  [['metadata', 'generation'], 'the API server counts generations itself and ignores this one'],
  [['metadata', 'creationTimestamp'], 'the API server sets the creation time itself'],
  [['metadata', 'selfLink'], 'the API server ignores selfLink, which Kubernetes no longer fills in'],
  [
    ['metadata', 'managedFields'],
    'the API server records itself who owns a field, and server-side apply refuses a file with this list',
  ],
  [TEMPLATE_GENERATION, 'with a template generation written by hand, old pods of that generation count as up to date'],
  [
    [...ANNOTATIONS, LAST_APPLIED],
    'kubectl apply writes the last applied configuration itself, and a stale copy makes it remove or keep the wrong fields',
  ],
];

/** Source: pkg/registry/apps/daemonset/strategy.go (PrepareForCreate, PrepareForUpdate). */
const FIRST = 'every new DaemonSet gets template generation 1, and an update keeps the stored one';

/** What a status of the server's always has. Source: staging/src/k8s.io/api/apps/v1/types.go (DaemonSetStatus). */
const STATUS = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'];

/** Whether a status is one that the server wrote; what a test expects has other fields. */
function isWritten(status: Node | undefined): boolean {
  return status?.kind === 'map' && STATUS.every((key) => entryOf(status, key) !== undefined);
}

export default defineRule({
  id: 'server-fields',
  category: 'refused',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Fields that only the server writes are committed in the manifest',
  why: `A manifest that was copied from \`kubectl get -o yaml\` contains fields that the server owns. At best they are
ignored. A \`resourceVersion\` or \`uid\` makes every later apply fail with a conflict. \`managedFields\` is refused by
server-side apply. A template generation written by hand is stored, and pods left over from a DaemonSet of that
generation then count as up to date, whatever image they run. Template generation 1 is only a note, because every new
DaemonSet gets it; so is \`metadata.generation\`, because it is ignored.`,
  fix: `Remove the fields. \`--fix\` does it; a status that the server did not write is removed only by \`--fix=unsafe\`.`,
  unless: 'The file is a dump on purpose, and is never applied.',
  since: '0.1.0',
  references: [
    {
      title: 'Object metadata',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/',
    },
  ],
  *check(manifest) {
    for (const [at, effect] of FIELDS) {
      const node = manifest.node(at);
      if (!manifest.has(at) || (node?.kind === 'map' && node.entries.length === 0)) continue;
      const name = String(at[at.length - 1]);
      const first = at === TEMPLATE_GENERATION && node?.kind === 'string' && node.value === '1';
      yield {
        at,
        part: 'key',
        ...(first || name === 'generation' ? { severity: 'note' } : {}),
        message: `${first ? FIRST : effect}: remove ${name} from the manifest`,
        fix: {
          title: `Remove ${name}`,
          safety: name === 'status' && !isWritten(node) ? 'unsafe' : 'safe',
          changes: [{ kind: 'remove', at }],
        },
      };
    }
  },
});
