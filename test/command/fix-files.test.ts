import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCheckOptions } from '../../src/command/check-options.ts';
import { fixFiles } from '../../src/command/fix-files.ts';
import { applyFixes } from '../../src/report/apply-fixes.ts';
import type { Io } from '../../src/io/io.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { inspect } from '../../src/command/inspect.ts';
import type { Edit, Finding, Report } from '../../src/report/report.ts';
import { GOOD, inProject, WARNED } from '../cli/project.ts';

const fixes = suite('fixes of files');

const PLACE = { line: 1, column: 1 };
const edit = (start: number, end: number, newText: string): Edit => ({
  span: { start, end },
  range: { start: PLACE, end: PLACE },
  newText,
});

function finding(rule: string, safety: 'safe' | 'unsafe', ...edits: Edit[]): Finding {
  const place = { path: 'a.yaml', span: { start: 0, end: 1 }, range: { start: PLACE, end: PLACE } };
  return {
    ...place,
    rule,
    severity: 'warning',
    message: 'made up',
    manifest: 0,
    field: '',
    fix: { title: 'made up', safety, edits },
  };
}

fixes('two insertions at one place wait for each other', () => {
  const both = [finding('one', 'safe', edit(2, 2, 'x')), finding('two', 'safe', edit(2, 2, 'y'))];
  assert.equal(applyFixes('abcd', both, 'safe'), { text: 'abxcd', fixes: 1 });
});

fixes('an insertion at either end of what is replaced waits too', () => {
  const replaced = finding('one', 'safe', edit(1, 3, 'x'));
  for (const offset of [1, 3])
    assert.equal(applyFixes('abcd', [replaced, finding('two', 'safe', edit(offset, offset, 'y'))], 'safe'), {
      text: 'axd',
      fixes: 1,
    });
  assert.equal(applyFixes('abcd', [replaced, finding('two', 'safe', edit(4, 4, 'y'))], 'safe'), {
    text: 'axdy',
    fixes: 2,
  });
});

fixes('misplaced fields come first, and what changes behavior only when it is asked for', () => {
  const found = [finding('other', 'safe', edit(0, 1, 'x')), finding('unknown-field', 'safe', edit(0, 2, 'y'))];
  assert.equal(applyFixes('abcd', found, 'safe'), { text: 'ycd', fixes: 1 });
  const unsafe = [finding('other', 'unsafe', edit(0, 1, 'x'))];
  assert.equal(applyFixes('abcd', unsafe, 'safe'), { text: 'abcd', fixes: 0 });
  assert.equal(applyFixes('abcd', unsafe, 'unsafe'), { text: 'xbcd', fixes: 1 });
});

fixes('a file that a fix makes unreadable goes back to what it was, alone', () =>
  inProject({ 'broken.yaml': WARNED, 'fixed.yaml': WARNED.replace('agent', 'other') }, async ({ root }) => {
    let told = '';
    const stderr = (text: string): void => {
      told += text;
    };
    const io: Io = { ...nodeIo(), cwd: root, env: {}, stdout: () => undefined, stderr };
    const options = readCheckOptions(['--fix=unsafe', '--no-config', 'broken.yaml', 'fixed.yaml']);
    // As the real pass, but that the fix in one file opens a bracket that never closes.
    const opened = (found: Finding): Finding => {
      if (found.path !== 'broken.yaml' || found.fix === undefined) return found;
      return { ...found, fix: { ...found.fix, edits: found.fix.edits.map((each) => ({ ...each, newText: '[' })) } };
    };
    const breaking = async (...asked: Parameters<typeof inspect>): Promise<Report> => {
      const report = await inspect(...asked);
      return { ...report, findings: report.findings.map(opened) };
    };
    await fixFiles(options, io, breaking);
    const read = (path: string): string => readFileSync(join(root, path), 'utf8');
    assert.is(read('broken.yaml'), WARNED);
    assert.is(read('fixed.yaml'), GOOD.replace('agent', 'other'));
    assert.match(told, /1 problem in 1 file$/m);
  }),
);

fixes('of fixes that do harm together as many are made as do none, and only those are counted', () =>
  inProject({ 'a.yaml': `# one two\n${GOOD}` }, async ({ root }) => {
    let told = '';
    const stderr = (text: string): void => {
      told += text;
    };
    const io: Io = { ...nodeIo(), cwd: root, env: {}, stdout: () => undefined, stderr };
    // Each word may be written large, but not both.
    const large = async (...asked: Parameters<typeof inspect>): Promise<Report> => {
      const report = await inspect(...asked);
      const text = report.sources.get('a.yaml')?.text ?? '';
      const findings = ['one', 'two'].flatMap((word): Finding[] => {
        const at = text.indexOf(word);
        return at < 0 ? [] : [finding(word, 'safe', edit(at, at + word.length, word.toUpperCase()))];
      });
      const accepted = !text.includes('ONE TWO');
      return { ...report, findings, manifests: report.manifests.map((each) => ({ ...each, accepted })) };
    };
    const options = readCheckOptions(['--fix', '--no-config', 'a.yaml']);
    assert.is(await fixFiles(options, io, large), true);
    assert.is(readFileSync(join(root, 'a.yaml'), 'utf8'), `# ONE two\n${GOOD}`);
    assert.match(told, 'fixed 1 problem in 1 file\n');
  }),
);

fixes.run();
