import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-command',
  category: 'rollback',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'The change-cause is a recorded kubectl command',
  why: `\`kubectl --record\` wrote the command line into the annotation; the flag is deprecated. A command says how
something was changed, not why, and \`kubectl apply --filename=ds.yaml\` is the same for every revision.`,
  fix: 'Write what changes and why.',
  since: '0.1.0',
  references: [
    {
      title: 'Writing annotations with kubectl',
      url: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_annotate/',
    },
  ],
  *check(manifest) {
    const cause = manifest.object.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    if (!/^\s*(?:\S*\/)?kubectl(?:\.exe)?\s+\S/.test(cause)) return;
    yield {
      at: CAUSE,
      message:
        'a recorded command looks the same for every revision in kubectl rollout history and does not give the reason: write what changes and why',
    };
  },
});
