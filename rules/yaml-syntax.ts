import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'yaml-syntax',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The document cannot be read as kubectl and the API server read it',
  why: `kubectl and the API server read YAML with a parser of their own (YAML 1.1 in most respects), and stop at the first
fault: nothing of the document reaches the cluster. Other documents of the same file are applied all the same, so half of
a change can go live. The position is that of the fault, not of the end of the file.`,
  mend: `Mend the place that is marked. Frequent causes: a tab in the indentation, a value with \`: \` or \` #\` that needs
quotes, a key one column off, a template that was not rendered.`,
  since: '0.1.0',
  references: [
    { title: 'kubectl apply', url: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/' },
    { title: 'YAML 1.1', url: 'https://yaml.org/spec/1.1/' },
  ],
  *check() {
    // Speaks of documents that are no manifest at all.
  },
  *checkDocument({ fault }) {
    yield {
      at: [],
      span: fault.span,
      message: fault.explanation,
      server: { reason: 'BadRequest', field: '', message: fault.message },
    };
  },
});
