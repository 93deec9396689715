import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { nodeIo } from '../../src/io/node-io.ts';
import { Workspace } from '../../src/lsp/workspace.ts';
import { inProject, WARNED } from '../cli/project.ts';

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

test.run();
