import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'yaml-syntax',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The document cannot be read as kubectl and the API server read it',
  why: `kubectl and the API server use their own YAML parser (YAML 1.1 in most respects), which stops at the first
error: nothing of the document reaches the cluster, and nothing behind it in the same file. The documents before it are
applied, so half of a change can go live; a broken document is reported wherever a DaemonSet is in the same file. What
comes behind \`...\`, which ends a document of YAML, is not read up to the next \`---\`. The reported position is that of the error, not the end of the file.`,
  fix: `Fix the marked place. Frequent causes: a tab in the indentation, a value with \`: \` or \` #\` that needs
quotes, a key that is off by one column, a template that was not rendered.`,
  since: '0.1.0',
  references: [
    { title: 'kubectl apply', url: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/' },
    { title: 'YAML 1.1', url: 'https://yaml.org/spec/1.1/' },
  ],
  *check() {
    // Reports on documents that are not manifests.
  },
  *checkDocument({ fault, madeBy }) {
    if (madeBy !== undefined) return;
    yield {
      at: [],
      span: fault.span,
      message: fault.explanation,
      server: { reason: 'BadRequest', field: '', message: fault.message },
    };
  },
});
