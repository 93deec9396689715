import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CHART, TEMPLATE, VALUES } from '../cli/agent-chart.ts';
import { GOOD } from '../cli/project.ts';
import { git } from '../cli/repository.ts';
import { inEditor } from './client.ts';

const test = suite('the baseline in an editor');

const RULE = 'no-rollback-history';
const BASELINE = '.daemonlint-baseline.yaml';
const KNOWN = { [BASELINE]: '# Known.\n' };
const NO_HISTORY = TEMPLATE.replace('spec:\n', 'spec:\n  revisionHistoryLimit: 0\n');
const PATCH =
  'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  revisionHistoryLimit: 0 # patched\n';
const OVERLAY = {
  'base/ds.yaml': GOOD,
  'base/kustomization.yaml': 'resources: [ds.yaml]\n',
  'over/kustomization.yaml': 'resources: [../base]\npatches:\n- path: p.yaml\n',
  'over/p.yaml': PATCH,
};

/** Takes the finding of a rule in an open file into the baseline, as the editor offers it, and checks the whole tree. */
async function entriesOf(
  files: Readonly<Record<string, string>>,
  path: string,
  rule: string,
  needle: string,
): Promise<string[]> {
  let entries: string[] = [];
  await inEditor({ ...KNOWN, ...files }, async (editor) => {
    git(editor.project.root, 'init', '-q');
    await editor.open(path, files[path] ?? '');
    assert.ok((await editor.codes(path)).includes(rule));
    assert.ok((await editor.project.run()).stdout.includes(rule));
    const action = (await editor.actions(path, needle)).find(({ title }) => title === `Add ${rule} to the baseline`);
    const [change] = action?.edit?.documentChanges ?? [];
    assert.ok(change !== undefined && 'edits' in change, 'no action');
    const { uri } = change.textDocument;
    const edits = change.edits.flatMap((edit) => ('newText' in edit ? [edit] : []));
    const before = readFileSync(fileURLToPath(uri), 'utf8');
    const text = TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, before), edits);
    editor.project.write(BASELINE, text);
    const { stdout } = await editor.project.run();
    assert.not.ok(stdout.includes(rule), stdout);
    entries = [...text.matchAll(/^- \{"path":"([^"]*)","object":"([^"]*)"/gm)].map(
      ([, at, object]) => `${at} ${object}`,
    );
  });
  return entries;
}

test('takes in what a chart renders, at its template', async () => {
  assert.equal(
    await entriesOf({ ...CHART, 'agent/templates/ds.yaml': NO_HISTORY }, 'agent/templates/ds.yaml', RULE, '0\n'),
    ['agent/templates/ds.yaml default/agent'],
  );
});

test('takes in what is found at a template, from the values that bring it', async () => {
  const files = { ...CHART, 'agent/values.yaml': VALUES.replace('1.4.2', 'latest') };
  assert.equal(await entriesOf(files, 'agent/values.yaml', 'mutable-image-tag', 'latest'), [
    'agent/templates/_helpers.tpl default/agent',
  ]);
});

test('takes in what an overlay makes, at its patch', async () => {
  assert.equal(await entriesOf(OVERLAY, 'over/p.yaml', RULE, '0 # patched'), ['over/p.yaml default/agent']);
});

test('takes in what several overlays make of one line, once for each object', async () => {
  const overlay = (namespace: string): string => `namespace: ${namespace}\nresources: [../base]\n`;
  const files = {
    'base/ds.yaml': GOOD.replace('spec:\n', 'spec:\n  revisionHistoryLimit: 0 # base\n'),
    'base/kustomization.yaml': 'resources: [ds.yaml]\n',
    'one/kustomization.yaml': overlay('one'),
    'two/kustomization.yaml': overlay('two'),
  };
  assert.equal(await entriesOf(files, 'base/ds.yaml', RULE, '0 # base'), [
    'base/ds.yaml one/agent',
    'base/ds.yaml two/agent',
  ]);
});

test.run();
