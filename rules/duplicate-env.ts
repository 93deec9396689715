import { containersOf } from '../src/facts/daemonset-facts.ts';
import type { Declared } from '../src/kubernetes/api/objects.ts';
import type { EnvVar } from 'kubernetes-types/core/v1.js';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'duplicate-env',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A container sets the same environment variable twice',
  why: `The kubelet goes through the list and the last entry wins; the earlier one has no effect. \`kubectl apply\` merges
the list by name and keeps one entry, not always the same one: what runs then depends on what was applied before. The API
server accepts it with a warning (\`hides previous definition\`).`,
  fix: 'Keep one of the two. `--fix` removes an earlier entry with the same value; `--fix=unsafe` also removes one with a different value.',
  unless: 'The later entry extends the earlier one: `$(PATH):/opt/bin`. The rule does not report that.',
  since: '0.1.0',
  references: [
    {
      title: 'Define environment variables',
      url: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
    },
    {
      title: 'Duplicate environment variables and kubectl apply',
      url: 'https://github.com/kubernetes/kubernetes/issues/58477',
    },
  ],
  *check(manifest) {
    for (const { at, container } of containersOf(manifest)) {
      const seen = new Map<string, number>();
      const env = container.env ?? [];
      for (const [index, variable] of env.entries()) {
        const { name = '' } = variable;
        const first = seen.get(name);
        seen.set(name, index);
        if (first === undefined || name === '' || refersTo(variable, name)) continue;
        const isRead = env.slice(first + 1, index).some((between) => refersTo(between, name));
        const same = contentOf(env[first]) === contentOf(variable);
        const place = [...at, 'env', first];
        yield {
          at: [...at, 'env', index],
          ...(same ? { severity: 'note' as const } : {}),
          message: `${name} is set twice${same ? ' to the same value' : `: ${isRead ? 'what stands between reads the first value, the container gets the last one' : 'the last entry wins'}, and kubectl apply may keep the other one`}; ${isRead && !same ? 'give one another name' : 'keep one'}`,
          related: [{ at: place, message: `${name} is set here first` }],
          ...(isRead
            ? {}
            : {
                fix: {
                  title: `Remove the first ${name}`,
                  safety: same ? ('safe' as const) : ('unsafe' as const),
                  changes: [{ kind: 'remove' as const, at: place }],
                },
              }),
        };
      }
    }
  },
});

/** What it sets: an entry without a value sets the empty one. */
function contentOf({ value = '', valueFrom }: Declared<EnvVar> = {}): string {
  return JSON.stringify([value, valueFrom]);
}

function refersTo({ value = '' }: Declared<EnvVar>, name: string): boolean {
  return value.includes(`$(${name})`);
}
