import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** Words of older texts, and what engineers write. */
const AVOIDED: readonly (readonly [RegExp, string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bfor ever\b/i, 'forever'],
  [/\b(?:your|the) house\b/i, 'your organization'],
  [/\bstands? (?:in|on|at|for|there|here|where|inside|behind|before|below)\b/i, 'is'],
  [/\bthis is none\b/i, 'is not one'],
];

/** The prose that ships, and the comments beside it; texts of Kubernetes, helm and kustomize are not ours. */
function texts(): string[] {
  const listed = execFileSync('git', ['ls-files', 'src', 'rules', 'docs', 'scripts', '*.md', 'action.yml'], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => /\.(?:ts|md|yml)$/.test(path) && path !== 'CHANGELOG.md');
}

test('the prose uses the words of the field', () => {
  const found = texts().flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        AVOIDED.filter(([pattern]) => pattern.test(line)).map(([, word]) => `${path}:${String(index + 1)}: ${word}`),
      ),
  );
  assert.equal(found, []);
});

test.run();
