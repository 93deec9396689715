import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SIBLINGS, type Manifest } from '../../src/manifest/manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { lint } from '../../src/rule/lint.ts';
import { defineRule, type Problem, type Rule, type Severity } from '../../src/rule/rule.ts';
import { GOOD } from '../cli/project.ts';

const SEVERITIES = ['note', 'warning', 'error'] as const;

function madeUp(id: string, check: Rule['check']): Rule {
  return defineRule({
    id,
    category: 'strategy',
    severity: 'warning',
    presets: { recommended: 'warning' },
    summary: 'A rule of this test',
    why: 'It is made up.',
    fix: 'Do nothing.',
    since: '0.1.0',
    references: [],
    check,
  });
}

function madeUpManifest(): Manifest {
  const [found] = readDocuments({ path: 'a.yaml', text: GOOD }).found;
  assert.ok(found);
  return buildManifest(found, {
    context: { minors: [36], fleet: undefined },
    siblings: () => NO_SIBLINGS,
    previous: () => undefined,
  });
}

/** The severity of a problem that says `own`, of a rule in force as `active`. */
function severityOf(active: Severity, own: Severity | undefined): Severity | undefined {
  const rule = madeUp('made-up', () => [
    { at: ['spec'], message: 'made up', ...(own === undefined ? {} : { severity: own }) },
  ]);
  const [hit] = lint(madeUpManifest(), [{ rule, severity: active, options: {} }]);
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

test('what a rule fails at is an error, once for all rules that fail alike; the others run', () => {
  const broken = function* (): Generator<Problem> {
    yield { at: ['spec'], message: 'made up' };
    throw new TypeError('broken');
  };
  const fine = madeUp('fine', () => [{ at: ['spec'], message: 'made up' }]);
  const rules = [madeUp('first', broken), fine, madeUp('second', broken)];
  const hits = lint(
    madeUpManifest(),
    rules.map((rule) => ({ rule, severity: 'note' as const, options: {} })),
  );
  assert.equal(
    [...hits].map(({ rule, severity, problem }) => [rule, severity, problem.message, problem.isNew]),
    [
      ['first', 'note', 'made up', undefined],
      [
        'first',
        'error',
        'this is not checked: this is a bug of daemonlint 0.0.0-development, please report it: broken',
        true,
      ],
      ['fine', 'note', 'made up', undefined],
      ['second', 'note', 'made up', undefined],
    ],
  );
});

test.run();
