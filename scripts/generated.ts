import { rules } from '../rules/index.ts';
import { githubMatchers } from '../src/format/problem-matcher.ts';
import { NEWEST, OLDEST } from '../src/kubernetes/api/release.ts';
import { CATALOG_ENTRY, configSchema } from './config-schema.ts';
import { outputOf, withOutputs } from './readme.ts';
import { rulePage, rulesPage, ruleTable } from './rule-pages.ts';

const BEGIN = '<!-- rules: written by npm run generate -->';
const END = '<!-- /rules -->';

/** The rules that people meet first. */
const FIRST: readonly string[] = [
  'unknown-field',
  'wrong-type',
  'invalid-value',
  'removed-api',
  'all-nodes-at-once',
  'surge-host-port',
  'surge-without-brake',
  'legacy-control-plane-toleration',
  'mutable-image-tag',
  'no-rollback-history',
];

const PLANNED = 'fixtures/rules/all-nodes-at-once/good.yaml';

/** Everything that follows from the rules, by path; `read` gives what is there now. */
export async function generatedFiles(read: (path: string) => string): Promise<Record<string, string>> {
  const files: Record<string, string> = {
    'schemas/config.schema.json': `${JSON.stringify(configSchema(rules), undefined, 2)}\n`,
    'schemas/catalog-entry.json': `${JSON.stringify(CATALOG_ENTRY, undefined, 2)}\n`,
    'problem-matcher.json': `${JSON.stringify(githubMatchers(), undefined, 2)}\n`,
    'README.md': withTable(await withOutputs(read('README.md'))),
    'docs/plan.svg': await outputOf('plan', '--nodes', '60', '--output', 'svg', PLANNED),
    'docs/rules/README.md': rulesPage(rules),
  };
  for (const rule of rules) files[`docs/rules/${rule.id}.md`] = await rulePage(rule);
  return files;
}

function withTable(readme: string): string {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < 0) throw new Error('README.md has no place for the table of rules');
  const first = rules.filter(({ id }) => FIRST.includes(id));
  const whole = `${readme.slice(0, start + BEGIN.length)}\n\n${ruleTable(first, 'docs/rules/', false)}\n${readme.slice(end)}`;
  return whole.replace(/Kubernetes 1\.\d+ to 1\.\d+/g, `Kubernetes 1.${OLDEST} to 1.${NEWEST}`);
}
