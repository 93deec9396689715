import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-format',
  category: 'rollback',
  severity: 'error',
  presets: {},
  summary: 'The change-cause does not have the format that your organization requires',
  why: `Some organizations require a format: a cause that begins with a ticket number or a release helps to find the
change behind a revision during a rollback. Enable the rule with a pattern; without one it reports nothing.`,
  fix: 'Write a cause that matches the configured pattern.',
  since: '0.1.0',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  needs: 'value',
  options: {
    pattern: {
      default: '',
      description: 'a regular expression (RE2) that the change-cause must match, such as ^[A-Z]+-[0-9]+',
      regex: true,
    },
  },
  *check(manifest, { pattern }) {
    const cause = manifest.object.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    if (pattern === undefined || pattern.test(cause)) return;
    const what =
      cause.trim() === '' ? 'the change-cause is missing' : `the change-cause "${cause.trim()}" does not match`;
    yield {
      at: CAUSE,
      message: `${what}, so kubectl rollout history does not lead to the change behind this revision: write a cause that matches "${pattern.source}"`,
    };
  },
});
