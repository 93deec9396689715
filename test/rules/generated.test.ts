import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generatedFiles } from '../../scripts/generated.ts';
import { indexText } from '../../scripts/rule-index.ts';

const generated = suite('generated files');
generated('rules/index.ts lists every rule', () => {
  assert.is(readFileSync('rules/index.ts', 'utf8'), indexText());
});
generated('docs, the configuration schema and the README are fresh (npm run generate)', async () => {
  const read = (path: string): string => readFileSync(path, 'utf8');
  for (const [path, text] of Object.entries(await generatedFiles(read))) {
    assert.is(existsSync(path) ? read(path) : '', text, path);
  }
});
generated.run();
