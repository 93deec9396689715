import { rules } from '../rules/index.ts';
import { githubMatchers } from '../src/format/problem-matcher.ts';
import { configSchema } from './config-schema.ts';
import { rulePage, ruleTable } from './rule-pages.ts';

const BEGIN = '<!-- rules: written by npm run generate -->';
const END = '<!-- /rules -->';

/** Everything that follows from the rules, by path; `read` gives what stands there now. */
export async function generatedFiles(read: (path: string) => string): Promise<Record<string, string>> {
  const files: Record<string, string> = {
    'schemas/config.schema.json': `${JSON.stringify(configSchema(rules), undefined, 2)}\n`,
    'problem-matcher.json': `${JSON.stringify(githubMatchers(), undefined, 2)}\n`,
    'README.md': withTable(read('README.md')),
  };
  for (const rule of rules) files[`docs/rules/${rule.id}.md`] = await rulePage(rule);
  return files;
}

function withTable(readme: string): string {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < 0) throw new Error('README.md has no place for the table of rules');
  return `${readme.slice(0, start + BEGIN.length)}\n\n${ruleTable(rules)}\n${readme.slice(end)}`;
}
