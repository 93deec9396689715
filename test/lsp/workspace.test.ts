import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { nodeIo } from '../../src/io/node-io.ts';
import { Workspace } from '../../src/lsp/workspace.ts';
import { GOOD, inProject, WARNED } from '../cli/project.ts';
import { rulesIn } from './opened.ts';

const textAt = (uri: string, version: number): TextDocument => TextDocument.create(uri, 'yaml', version, WARNED);

/** The version for which something is found in a text that `meanwhile` takes the place of. */
async function versionOf(meanwhile: (uri: string) => TextDocument | undefined): Promise<number | undefined> {
  let version: number | undefined;
  await inProject({}, async ({ root }) => {
    const uri = pathToFileURL(`${root}/a.yaml`).href;
    let document: TextDocument | undefined = textAt(uri, 1);
    const open = { get: () => document, all: () => [] };
    const workspace = new Workspace(open, { ...nodeIo(), cwd: root, env: {} }, () => undefined);
    const judging = workspace.judgeVersion(uri);
    document = meanwhile(uri);
    const found = await judging;
    version = found?.version;
    if (found !== undefined) assert.is(found.judged?.analysis.report.findings[0]?.rule, 'no-rollback-history');
  });
  return version;
}

test('what is found holds for one version of a text, and for no other', async () => {
  assert.is(await versionOf((uri) => textAt(uri, 1)), 1);
  assert.is(await versionOf((uri) => textAt(uri, 2)), undefined);
  assert.is(await versionOf(() => undefined), undefined);
});

test('a text that is not open has nothing to find', async () => {
  const workspace = new Workspace({ get: () => undefined, all: () => [] }, nodeIo(), () => undefined);
  assert.is(await workspace.judgeVersion('file:///a.yaml'), undefined);
});

const BASE = 'resources: [ds.yaml]\n';
const TAGGED = 'resources: [../base]\nimages:\n- name: registry.example.com/agent\n  newTag: 1.0.0\n';

const LOOSE = GOOD.replace('agent:1.4.2', 'agent');
const FILES = { 'base/kustomization.yaml': BASE, 'base/ds.yaml': LOOSE, 'prod/kustomization.yaml': TAGGED };

test('a base that is open is judged in its overlays, as they are being edited', async () => {
  assert.equal(await rulesIn(FILES, { 'base/ds.yaml': LOOSE }), { 'base/ds.yaml': [] });
  const latest = TAGGED.replace('1.0.0', 'latest');
  assert.equal(await rulesIn(FILES, { 'base/ds.yaml': LOOSE, 'prod/kustomization.yaml': latest }), {
    'base/ds.yaml': [],
    'prod/kustomization.yaml': ['mutable-image-tag 4'],
  });
});

test('what exceptions hide is in no editor, and unused ones are', async () => {
  const hidden = (text: string): string =>
    text.replace('Limit: 0', 'Limit: 0 # daemonlint-ignore no-rollback-history: why');
  assert.equal(
    await rulesIn({}, { 'a.yaml': hidden(WARNED), 'b.yaml': hidden(WARNED).replace('Limit: 0', 'Limit: 5') }),
    {
      'a.yaml': [],
      'b.yaml': ['suppression-unused 6'],
    },
  );
  const way = TAGGED.replace('[../base]', '\n- ../base # daemonlint-ignore mutable-image-tag: why').replace(
    '1.0.0',
    'latest',
  );
  const at = way.replace('newTag: latest', 'newTag: latest # daemonlint-ignore mutable-image-tag: why');
  assert.equal(await rulesIn(FILES, { 'base/ds.yaml': LOOSE, 'prod/kustomization.yaml': at }), {
    'base/ds.yaml': [],
    'prod/kustomization.yaml': ['suppression-unused 2'],
  });
});

test('a base that is being edited is judged as the editor has it', async () => {
  const broken = GOOD.replace('        app: agent\n    spec', '        app: other\n    spec');
  assert.equal(await rulesIn(FILES, { 'base/ds.yaml': broken }), { 'base/ds.yaml': ['invalid-value 12'] });
});

test('what a test compares with a cluster is no manifest in an editor either', async () => {
  const expected = `${WARNED}status:\n  numberReady: 1\n`;
  const checked = (beside: string) => rulesIn({ [beside]: 'a: 1\n' }, { 'e2e/agent/daemonset.yaml': expected });
  assert.equal(await checked('e2e/agent/chainsaw-test.yaml'), { 'e2e/agent/daemonset.yaml': [] });
  assert.ok((await checked('e2e/agent/other.yaml'))['e2e/agent/daemonset.yaml']?.includes('no-rollback-history 6'));
});

test.run();
