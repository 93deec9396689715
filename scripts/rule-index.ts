import { readdirSync } from 'node:fs';

/** The text of rules/index.ts; it has to exist before anything that imports the rules can be loaded. */
export function indexText(): string {
  const ids = readdirSync('rules')
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .map((name) => name.slice(0, -3))
    .sort();
  const variable = (id: string): string => id.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
  return [
    '// Written by npm run generate.',
    "import type { Rule } from '../src/rule/rule.ts';",
    ...ids.map((id) => `import ${variable(id)} from './${id}.ts';`),
    '',
    '/** Every rule, sorted by id. */',
    'export const rules: readonly Rule[] = [',
    ...ids.map((id) => `  ${variable(id)},`),
    '];',
    '',
  ].join('\n');
}
