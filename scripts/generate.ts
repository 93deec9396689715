/**
 * Writes what follows from the rule objects (rules/index.ts, docs/rules, the configuration schema, the README's table) from
 * the tables of Kubernetes minors (schemas of a DaemonSet), and from the formats (fixtures/output).
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { indexText } from './rule-index.ts';

writeFileSync('rules/index.ts', indexText());
const { generatedFiles } = await import('./generated.ts');
const { schemaFiles } = await import('./schemas.ts');
const files = await generatedFiles((name) => readFileSync(name, 'utf8'));
rmSync('docs/rules', { recursive: true, force: true });
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
for (const [file, text] of schemaFiles()) writeFileSync(file, text);
const { FOLDER, golden, GOLDENS } = await import('../test/format/golden.ts');
for (const name of Object.keys(GOLDENS)) writeFileSync(`${FOLDER}/${name}`, await golden(name));
