import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'chart-error',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The Helm chart does not render',
  why: `helm renders a chart as a whole: when one template fails, nothing of the chart reaches the cluster, neither at
the first installation nor at an upgrade. The message is that of helm; the place is the one that it names, or the line of
\`Chart.yaml\` that asks for a chart that is missing.

When \`charts/\` holds none of the dependencies, that is a note: a build step fetches them before the chart is installed,
and the rest is checked without them.`,
  fix: `Correct the template or the value at the marked place. For a missing dependency run
\`helm dependency build\` and keep its archives in \`charts/\`.`,
  since: '0.1.0',
  references: [
    { title: 'helm template', url: 'https://helm.sh/docs/helm/helm_template/' },
    { title: 'Helm: debugging templates', url: 'https://helm.sh/docs/chart_template_guide/debugging/' },
  ],
  *check() {
    // Reports on charts that give no manifests.
  },
  *checkDocument({ fault, madeBy, isCertain }) {
    if (madeBy !== 'helm') return;
    yield {
      at: [],
      span: fault.span,
      message: fault.explanation.slice(0, 380),
      ...(isCertain === false ? { severity: 'note' as const } : {}),
    };
  },
});
