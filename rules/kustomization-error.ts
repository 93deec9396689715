import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'kustomization-error',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The kustomization does not build',
  why: `kustomize builds a kustomization as a whole: when one patch does not apply or one file is missing, nothing of it
reaches the cluster. The message is that of kustomize; the place is the line that asks for what fails.

What kustomize gets from elsewhere (a remote base, a program, a chart that is not in the repository), and a missing file
that \`.gitignore\` lists because it is made later, is a note: the rest is checked without it. A file of the repository that is not below the kustomization is a warning:
kubectl and kustomize refuse it, unless \`--load-restrictor LoadRestrictionsNone\` is given; Flux reads it.`,
  fix: `Correct the marked line. To have checked what comes from elsewhere, check what kustomize prints:
\`kustomize build DIR | daemonlint -\`.`,
  since: '0.1.0',
  references: [
    {
      title: 'The kustomization file',
      url: 'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/',
    },
  ],
  *check() {
    // Reports on kustomizations that give no manifests.
  },
  *checkDocument({ fault, madeBy, isCertain, isOptional }) {
    if (madeBy !== 'kustomize') return;
    yield {
      at: [],
      span: fault.span,
      message: fault.explanation.slice(0, 380),
      ...(isCertain === false ? { severity: isOptional === true ? ('warning' as const) : ('note' as const) } : {}),
    };
  },
});
