/** What an editor gets for "fix all" is what `--fix` makes of the file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lint } from '../../src/index.ts';
import type { Span } from '../../src/kubernetes/yaml/span.ts';
import { codeActions, FIX_ALL } from '../../src/lsp/code-actions.ts';
import type { Finding, Report } from '../../src/report/report.ts';
import { GOOD, inProject } from '../cli/project.ts';
import { inEditor } from './client.ts';

const test = suite('fixes of an editor');
const STRICT = { 'daemonlint.yaml': 'preset: strict\n' };

async function byEditor(text: string): Promise<string> {
  let fixed = '';
  await inEditor(STRICT, async (editor) => {
    await editor.open('a.yaml', text);
    await editor.diagnostics('a.yaml');
    const [all] = await editor.actions('a.yaml', 'kind', { only: ['source.fixAll'] });
    fixed = editor.applied('a.yaml', all?.edit);
  });
  return fixed;
}

async function byCommand(text: string): Promise<string> {
  let fixed = '';
  await inProject({ ...STRICT, 'a.yaml': text }, async ({ root, run }) => {
    await run('--fix', 'a.yaml');
    fixed = readFileSync(join(root, 'a.yaml'), 'utf8');
  });
  return fixed;
}

const folders = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));
const KEPT = folders('fixtures/fuzz').map((folder) => join(folder, 'a.yaml'));
const MENDED = folders('fixtures/rules')
  .filter((folder) => existsSync(join(folder, 'bad.fixed.yaml')))
  .map((folder) => join(folder, 'bad.yaml'));

for (const path of [...KEPT, ...MENDED].filter((each) => existsSync(each)))
  test(path, async () => {
    const text = readFileSync(path, 'utf8');
    if (text.includes('\0')) return;
    assert.is(await byEditor(text), await byCommand(text));
  });

test('a fix hides no refusal, nor does an exception', async () => {
  // Taken for a patch of a kustomization, it would be refused by nobody.
  const empty = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec: {}\n';
  await inEditor(STRICT, async (editor) => {
    await editor.open('a.yaml', empty);
    const codes = await editor.codes('a.yaml');
    assert.ok(codes.includes('missing-field'), codes.join());
    for (const { title, edit } of await editor.actions('a.yaml', 'spec')) {
      await editor.open('b.yaml', editor.applied('a.yaml', edit));
      assert.ok((await editor.codes('b.yaml')).includes('missing-field'), title);
    }
  });
});

const TOP = { line: 0, character: 0 };
const START = { line: 1, column: 1 };

/** A finding at the top with a fix. */
const madeUp = (span: Span, newText: string): Finding => ({
  path: 'a.yaml',
  span: { start: 0, end: 1 },
  range: { start: START, end: START },
  rule: newText,
  severity: 'warning',
  message: '',
  manifest: 0,
  field: '',
  fix: { title: '', safety: 'safe', edits: [{ span, range: { start: START, end: START }, newText }] },
});

test('of fixes that do harm together as many are made as do none', () => {
  const text = `# one two\n${GOOD}`;
  // Each word may be written large, but not both.
  const inspect = (now: string): Report => {
    const report = lint([{ path: 'a.yaml', text: now }]);
    const findings = ['one', 'two'].flatMap((word): Finding[] => {
      const start = now.indexOf(word);
      return start < 0 ? [] : [madeUp({ start, end: start + word.length }, word.toUpperCase())];
    });
    const accepted = !now.includes('ONE TWO');
    return { ...report, findings, manifests: report.manifests.map((each) => ({ ...each, accepted })) };
  };
  const diagnosticOf = (): Diagnostic => ({ range: { start: TOP, end: TOP }, message: '' });
  const toBaseline = (): undefined => undefined;
  const subject = { uri: 'file:///a.yaml', version: 1, text, report: inspect(text), inspect, versioned: false };
  const range = { start: TOP, end: TOP };
  const [all] = codeActions({ ...subject, diagnosticOf, toBaseline }, range, { diagnostics: [], only: [FIX_ALL] });
  const edits = all?.edit?.changes?.['file:///a.yaml'] ?? [];
  const after = TextDocument.applyEdits(TextDocument.create('file:///a.yaml', 'yaml', 1, text), edits);
  assert.is(after, `# ONE two\n${GOOD}`);
});

const shownOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);

test('messages and titles hold no control characters', () =>
  inEditor(STRICT, async (editor) => {
    const hidden = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: "a\\e[31m\\r\\x9b"\nspec:\n  "x\\ey": 1\n';
    await editor.open('a.yaml', hidden);
    const messages = (await editor.diagnostics('a.yaml')).map(shownOf);
    const titles = (await editor.actions('a.yaml', 'kind')).map(({ title }) => title);
    assert.match(messages.join(), '\\u001b');
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    for (const text of [...messages, ...titles]) assert.not.match(text, /[\u0000-\u001f\u007f-\u009f]/);
  }));

test.run();
