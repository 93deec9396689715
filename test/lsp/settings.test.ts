import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { GOOD, WARNED } from '../cli/project.ts';
import { inEditor } from './client.ts';
import { rulesIn } from './opened.ts';

const lsp = suite('settings in the language server');

const RULE = 'no-rollback-history';

lsp('overrides and extends hold for open texts as on the command line', async () => {
  const files = {
    'base.yaml': 'rules: {mutable-image-tag: off}\n',
    'daemonlint.yaml': `extends: ./base.yaml
overrides:
  - files: eu/
    rules: { ${RULE}: off }
  - names: other
    rules: { ${RULE}: off }
  - files: us/
    rules: { yaml-syntax: off }
`,
  };
  const latest = WARNED.replace('agent:1.4.2', 'agent:latest');
  const opened = {
    'eu/a.yaml': latest,
    'us/a.yaml': latest,
    'us/b.yaml': WARNED.replace('name: agent', 'name: other'),
    'us/c.yaml': `${GOOD}\n---\nkind: DaemonSet\nmetadata: [\n`,
  };
  assert.equal(await rulesIn(files, opened), {
    'eu/a.yaml': [],
    'us/a.yaml': [`${RULE} 6`],
    'us/b.yaml': [],
    'us/c.yaml': [],
  });
});

lsp('offers to add a finding to the baseline, where there is one, beside the exception', () =>
  inEditor({ '.daemonlint-baseline.yaml': '# Known.\n[]\n' }, async (editor) => {
    await editor.open('a.yaml', WARNED);
    const actions = await editor.actions('a.yaml', '0\n');
    assert.equal(actions.map(({ title }) => title).slice(1), [
      `Ignore ${RULE} here, with a reason`,
      `Add ${RULE} to the baseline`,
    ]);
    const [change] = actions.at(-1)?.edit?.documentChanges ?? [];
    assert.ok(change !== undefined && 'edits' in change);
    const { uri, version } = change.textDocument;
    const path = fileURLToPath(uri);
    assert.equal([path.endsWith('/.daemonlint-baseline.yaml'), version], [true, null]);
    const before = TextDocument.create(uri, 'yaml', 1, readFileSync(path, 'utf8'));
    const after = TextDocument.applyEdits(
      before,
      change.edits.flatMap((edit) => ('newText' in edit ? [edit] : [])),
    );
    assert.match(
      after,
      new RegExp(
        `^- \\{"path":"a.yaml","object":"default/agent","rule":"${RULE}","field":"spec.revisionHistoryLimit"`,
        'm',
      ),
    );
  }),
);

lsp('what the configuration of the workspace folder ignores is left out below another one, too', async () => {
  const files = { 'daemonlint.yaml': 'ignore: [old/]\n', 'old/daemonlint.yaml': 'extends: []\n' };
  assert.equal(await rulesIn(files, { 'old/a.yaml': WARNED, 'a.yaml': WARNED }), {
    'old/a.yaml': [],
    'a.yaml': [`${RULE} 6`],
  });
});

lsp('says once that a configuration silences the one above it', () =>
  inEditor({ 'daemonlint.yaml': 'preset: strict\n', 'a/daemonlint.yaml': 'preset: recommended\n' }, async (editor) => {
    await editor.open('a/ds.yaml', WARNED);
    await editor.diagnostics('a/ds.yaml');
    await editor.replace('a/ds.yaml', '0\n', '5\n');
    await editor.diagnostics('a/ds.yaml');
    assert.is(editor.messages.length, 1);
    assert.match(editor.messages[0] ?? '', /a\/daemonlint\.yaml is in force below a, and daemonlint\.yaml is not/);
  }),
);

lsp.run();
