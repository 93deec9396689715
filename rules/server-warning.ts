import { answersTo } from '../src/facts/update.ts';
import { templateWarnings } from '../src/kubernetes/apiserver/warnings.ts';
import { NEWEST } from '../src/kubernetes/api/release.ts';
import { defineRule } from '../src/rule/rule.ts';

/** What a rule of its own says, with more: critical-pod-annotation, duplicate-env, legacy-node-label. */
const SAID = [
  /^spec\.template\.metadata\.annotations\[scheduler\.alpha\.kubernetes\.io\/critical-pod\]/,
  /hides previous definition of|: duplicate name "/,
  /^spec\.template\.spec\.(?:nodeSelector|affinity\.nodeAffinity)\b/,
];

/** A port or a file may clash with every other; the first ones are enough. */
const MOST_CLASHES = 3;

export default defineRule({
  id: 'server-warning',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'note', strict: 'warning' },
  summary: 'The API server accepts the manifest with a warning',
  why: `The API server stores the object and sends a warning with its answer: a port that is declared twice, a field that
is deprecated, a fraction of a byte, an annotation that nothing reads. \`kubectl\` prints it once; pipelines drop it. What
it warns about has no effect, or a different effect than it seems.`,
  fix: 'Correct what the warning names. `daemonlint dry-run` shows the whole answer.',
  since: '0.1.0',
  references: [
    { title: 'Warning: helpful warnings ahead', url: 'https://kubernetes.io/blog/2020/09/03/warnings/' },
    {
      title: 'The warnings of a pod',
      url: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/api/pod/warnings.go',
    },
  ],
  *check(manifest) {
    const [answer] = answersTo(manifest);
    if (answer?.stored === undefined) return;
    const seen = new Set<string>();
    for (const { text, at } of templateWarnings(
      answer.object.spec?.template ?? {},
      manifest.context.minors[0] ?? NEWEST,
      MOST_CLASHES,
    )) {
      if (seen.has(text) || SAID.some((said) => said.test(text))) continue;
      seen.add(text);
      yield { at, message: `the API server warns: ${text}` };
    }
  },
});
