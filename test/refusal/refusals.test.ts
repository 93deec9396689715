/** What the server refuses is an error of some rule: a refusal that nobody tells would be a wrong "fine". */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { updateOf } from '../../src/facts/update.ts';
import { readDocuments } from '../../src/document/documents.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { lint } from '../../src/rule/lint.ts';
import { type Manifest, NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { selectRules } from '../../src/rule/ruleset.ts';

const ruleset = selectRules(rules, { preset: 'recommended', settings: {} });

function manifestsIn(text: string, minor: number, previous?: Manifest): Manifest[] {
  return readDocuments({ path: 'ds.yaml', text }).found.map((found) =>
    buildManifest(found, {
      context: { minors: [minor], fleet: undefined },
      siblings: () => NO_SIBLINGS,
      previous: () => previous,
    }),
  );
}

function errorsOf(manifest: Manifest): string[] {
  return [...lint(manifest, ruleset)].filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

interface Line {
  readonly id: string;
  readonly minor?: number;
  readonly yaml?: string;
  readonly old?: string;
  readonly new?: string;
}

const linesOf = (name: string): Line[] =>
  readFileSync(`fixtures/apiserver/${name}.ndjson`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

test('every refused manifest has an error', () => {
  const silent: string[] = [];
  let refused = 0;
  for (const { id, yaml = '', minor = NEWEST } of linesOf('create')) {
    for (const manifest of manifestsIn(yaml, minor)) {
      if (manifest.answer.stored !== undefined) continue;
      refused++;
      if (errorsOf(manifest).length === 0) silent.push(id);
    }
  }
  assert.ok(refused > 500, String(refused));
  assert.equal(silent, []);
});

test('every refused update has an error', () => {
  const silent: string[] = [];
  let refused = 0;
  for (const { id, old = '', new: next = '', minor = NEWEST } of linesOf('update')) {
    const [before] = manifestsIn(old, minor);
    const [after] = manifestsIn(next, minor, before);
    const update = after && updateOf(after);
    if (after === undefined || update === undefined || update.answer.stored !== undefined) continue;
    refused++;
    if (errorsOf(after).length === 0) silent.push(id);
  }
  assert.ok(refused > 10, String(refused));
  assert.equal(silent, []);
});

test.run();
