import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { lint } from '../../src/rule/lint.ts';
import { defineRule, type Severity } from '../../src/rule/rule.ts';
import { GOOD } from '../cli/project.ts';

const SEVERITIES = ['note', 'warning', 'error'] as const;

/** The severity of a problem that says `own`, of a rule in force as `active`. */
function severityOf(active: Severity, own: Severity | undefined): Severity | undefined {
  const rule = defineRule({
    id: 'made-up',
    category: 'strategy',
    severity: 'warning',
    presets: { recommended: 'warning' },
    summary: 'A rule of this test',
    why: 'It is made up.',
    fix: 'Do nothing.',
    since: '0.1.0',
    references: [],
    *check() {
      yield { at: ['spec'], message: 'made up', ...(own === undefined ? {} : { severity: own }) };
    },
  });
  const [found] = readDocuments({ path: 'a.yaml', text: GOOD }).found;
  assert.ok(found);
  const manifest = buildManifest(found, {
    context: { minors: [36], fleet: undefined },
    siblings: () => NO_SIBLINGS,
    previous: () => undefined,
  });
  const [hit] = lint(manifest, [{ rule, severity: active, options: {} }]);
  return hit?.severity;
}

test('a problem may weigh less than its rule, never more', () => {
  const found = SEVERITIES.map((active) => SEVERITIES.map((own) => severityOf(active, own)));
  assert.equal(found, [
    ['note', 'note', 'note'],
    ['note', 'warning', 'warning'],
    ['note', 'warning', 'error'],
  ]);
  assert.equal(
    SEVERITIES.map((active) => severityOf(active, undefined)),
    SEVERITIES,
  );
});

test.run();
