import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from '../cli/project.ts';
import { Editor, inEditor } from './client.ts';

const lsp = suite('lsp');

const FLEET = { 'daemonlint.yaml': 'fleet:\n  nodes: 250\n  readySeconds: 20\n' };

const rolling = (strategy: string): string => GOOD.replace('spec:\n', `spec:\n  updateStrategy:\n${strategy}`);
const PERCENT = rolling('    rollingUpdate:\n      maxUnavailable: 10%\n');
const MISPLACED = rolling('    maxUnavailable: 10%\n');

lsp('publishes what is found with the version of the text', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', WARNED);
    assert.equal(await editor.diagnostics('a.yaml'), [
      {
        range: { start: { line: 5, character: 24 }, end: { line: 5, character: 25 } },
        severity: 2,
        code: 'no-rollback-history',
        codeDescription: {
          href: 'https://github.com/daemonlint/daemonlint/blob/main/docs/rules/no-rollback-history.md',
        },
        source: 'daemonlint',
        message:
          'no old revision is kept, and kubectl rollout undo has nothing to roll back to: remove the limit (the default is 10)',
      },
    ]);
    assert.is(editor.published.at(-1)?.version, 1);
    await editor.replace('a.yaml', 'revisionHistoryLimit: 0', 'revisionHistoryLimit: 10');
    assert.equal(await editor.diagnostics('a.yaml'), []);
    assert.is(editor.published.at(-1)?.version, 2);
    await editor.notify('didClose', 'a.yaml');
    await editor.until(() => editor.published.at(-1)?.version === undefined);
    assert.equal(editor.published.at(-1)?.diagnostics, []);
  }),
);

lsp('waits while one types', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', GOOD);
    await editor.diagnostics('a.yaml');
    const typed = [
      ['spec:\n  sel', 'spec:\n  r\n  sel'],
      ['  r\n', '  revisionHistoryLimit\n'],
      ['Limit\n', 'Limit: \n'],
      ['Limit: \n', 'Limit: 0\n'],
    ] as const;
    // All in one tick: nothing that stalls the machine looks like a pause.
    await Promise.all(typed.map(([before, after]) => editor.replace('a.yaml', before, after)));
    assert.equal(await editor.codes('a.yaml'), ['no-rollback-history']);
    assert.equal(
      editor.published.map(({ version }) => version),
      [1, 5],
    );
  }),
);

lsp('keeps the findings of the other documents while one is half written', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', `${WARNED}---\n${GOOD.replaceAll('agent', 'second')}`);
    assert.equal(await editor.codes('a.yaml'), ['no-rollback-history']);
    await editor.replace('a.yaml', 'name: second\n', 'name: second\n  labels: {\n');
    assert.equal(await editor.codes('a.yaml'), ['no-rollback-history', 'yaml-syntax']);
    assert.equal((await editor.lenses('a.yaml')).length, 1);
    await editor.replace('a.yaml', 'labels: {', 'labels: {}');
    assert.equal(await editor.codes('a.yaml'), ['no-rollback-history']);
    assert.equal((await editor.lenses('a.yaml')).length, 2);
  }),
);

lsp('says nothing about what is not a manifest', () =>
  inEditor({}, async (editor) => {
    await editor.open('notes.md', WARNED, 'markdown');
    await editor.open('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  labels: [\n');
    assert.equal([await editor.codes('notes.md'), await editor.codes('service.yaml')], [[], []]);
    assert.is(await editor.hover('notes.md', 'revisionHistoryLimit'), '');
    assert.equal(await editor.lenses('service.yaml'), []);
  }),
);

lsp('counts columns in UTF-16 and knows every line end', () =>
  inEditor({}, async (editor) => {
    const wide = 'name: wide # 😀\n  annotations: {"x": "😀😀", "a": 1}';
    await editor.open('crlf.yaml', WARNED.replaceAll('\n', '\r\n'));
    await editor.open('wide.yaml', GOOD.replaceAll('agent', 'wide').replace('name: wide', wide));
    const [crlf] = await editor.diagnostics('crlf.yaml');
    assert.equal(crlf?.range.start, { line: 5, character: 24 });
    const [refused] = await editor.diagnostics('wide.yaml');
    assert.equal(refused?.range.start, { line: 4, character: '  annotations: {"x": "😀😀", "a": '.length });
  }),
);

lsp('points at the other place', () =>
  inEditor({ 'other.yaml': GOOD.replace('name: agent', 'name: other') }, async (editor) => {
    await editor.open('a.yaml', GOOD);
    const [finding] = await editor.diagnostics('a.yaml');
    assert.is(finding?.code, 'shared-selector');
    assert.is(finding?.relatedInformation?.[0]?.location.uri, editor.uri('other.yaml'));
  }),
);

lsp('sees a neighbour as it is being edited', () =>
  inEditor({ 'other.yaml': GOOD.replace('name: agent', 'name: other') }, async (editor) => {
    await editor.open('other.yaml', GOOD.replaceAll('agent', 'other'));
    await editor.open('a.yaml', GOOD);
    assert.equal(await editor.codes('a.yaml'), []);
  }),
);

lsp('offers the fix of a finding, for this version of the text', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', MISPLACED);
    const [fix, all, ...more] = await editor.actions('a.yaml', 'maxUnavailable');
    assert.is(fix?.title, 'Move maxUnavailable to spec.updateStrategy.rollingUpdate.maxUnavailable');
    assert.equal([fix?.kind, fix?.isPreferred], ['quickfix', true]);
    assert.equal(
      fix?.diagnostics?.map(({ code }) => code),
      ['unknown-field'],
    );
    assert.is(editor.applied('a.yaml', fix?.edit), PERCENT);
    const [change] = fix?.edit?.documentChanges ?? [];
    assert.equal(change !== undefined && 'textDocument' in change && change.textDocument, {
      uri: editor.uri('a.yaml'),
      version: 1,
    });
    assert.is(all?.kind, 'source.fixAll.daemonlint');
    assert.equal(more, []);
  }),
);

lsp('says of a fix that it changes behavior, and leaves it out of all safe ones', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', WARNED);
    const [fix, ignore, ...more] = await editor.actions('a.yaml', '0\n');
    assert.is(ignore?.title, 'Ignore no-rollback-history here, with a reason');
    assert.is(
      editor.applied('a.yaml', ignore?.edit),
      WARNED.replace('  revision', '  # daemonlint-ignore no-rollback-history: reason\n  revision'),
    );
    assert.match(fix?.title ?? '', /\(changes behavior\)$/);
    assert.is(fix?.isPreferred, false);
    assert.is(editor.applied('a.yaml', fix?.edit), GOOD);
    assert.equal(more, []);
    assert.equal(await editor.actions('a.yaml', 'image'), []);
  }),
);

lsp('fixes all that is safe at once, when asked for nothing else', () =>
  inEditor({ 'daemonlint.yaml': 'rules: {implicit-strategy: warning}\n' }, async (editor) => {
    await editor.open('a.yaml', MISPLACED);
    const found = await editor.actions('a.yaml', 'kind', { only: ['source.fixAll'] });
    assert.equal(
      found.map(({ kind }) => kind),
      ['source.fixAll.daemonlint'],
    );
    const mended = editor.applied('a.yaml', found[0]?.edit);
    assert.match(mended, /\n {4}rollingUpdate:\n {6}maxUnavailable: 10%\n/);
    assert.match(mended, /\n {4}type: RollingUpdate\n/);
    assert.equal(await editor.actions('a.yaml', 'maxUnavailable', { only: ['refactor'] }), []);
    const quick = await editor.actions('a.yaml', 'maxUnavailable', { only: ['quickfix'] });
    assert.ok(quick.every(({ kind }) => kind === 'quickfix') && quick.length > 0);
  }),
);

lsp('edits without versions where the client knows none', () =>
  inProject({}, async (project) => {
    const editor = new Editor(project);
    await editor.start({});
    await editor.open('a.yaml', MISPLACED);
    const [fix] = await editor.actions('a.yaml', 'maxUnavailable');
    assert.is(fix?.edit?.documentChanges, undefined);
    assert.is(editor.applied('a.yaml', fix?.edit), PERCENT);
    await editor.stop();
    editor.connection.dispose();
  }),
);

lsp('shows what a field means, its default, and its number for the fleet', () =>
  inEditor(FLEET, async (editor) => {
    await editor.open('a.yaml', PERCENT);
    const hover = await editor.hover('a.yaml', '10%', 1);
    assert.match(hover, /^\*\*spec\.updateStrategy\.rollingUpdate\.maxUnavailable\*\*\n\nOn how many nodes/);
    assert.match(hover, /\n- default: `1`\n- 10% of 250 nodes = 25 at once\n/);
    assert.match(hover, /\n- the rollout: rolls 25 of 250 nodes at once, 10 waves, about 9 minutes\n/);
    assert.match(hover, /a version that never becomes Ready takes 25 of 250 nodes down/);
    const strategy = await editor.hover('a.yaml', 'updateStrategy');
    assert.match(strategy, /\n- in force: type RollingUpdate, maxUnavailable 10%, maxSurge 0\n/);
    assert.match(await editor.hover('a.yaml', 'app: agent', 1), /^\*\*spec\.selector\*\*/);
    assert.match(await editor.hover('a.yaml', 'image', 1), /^\*\*spec\.template\.spec\.containers\[0\]\.image\*\*/);
    assert.is(await editor.hover('a.yaml', 'apiVersion'), '');
  }),
);

lsp('shows what is known without a fleet', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', PERCENT);
    const hover = await editor.hover('a.yaml', 'maxUnavailable');
    assert.not.match(hover, /at once\n- the rollout: .* of 250/);
    assert.match(hover, /\n- the rollout: rolls 10% of the nodes at once, about 40 seconds a wave$/);
  }),
);

lsp('shows why a finding is one', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', WARNED);
    const hover = await editor.hover('a.yaml', '0\n');
    assert.match(hover, /^\*\*spec\.revisionHistoryLimit\*\*\n\n.*\n\n- default: `10`\n- no rollback/);
    assert.match(hover, /\n---\n\n\*\*\[no-rollback-history\]\(https:.*\.md\)\*\*: .*\.\n\nOld revisions beyond/);
  }),
);

const LENSES: readonly (readonly [title: string, strategy: string])[] = [
  ['6: rolls 25 of 250 nodes at once, 10 waves, about 9 minutes', '    rollingUpdate:\n      maxUnavailable: 10%\n'],
  ['6: rolls 250 of 250 nodes at once, 1 wave, about 74 seconds', '    rollingUpdate:\n      maxUnavailable: 300\n'],
  [
    '6: surges on 3 of 250 nodes at once, 84 waves, about 28 minutes',
    '    rollingUpdate:\n      maxUnavailable: 0\n      maxSurge: 1%\n',
  ],
  ['6: nothing rolls out automatically: a pod is replaced when it is deleted', '    type: OnDelete\n'],
  ['6: the API server refuses this DaemonSet: nothing rolls out', '    type: Recreate\n'],
];

for (const [title, strategy] of LENSES)
  lsp(`shows the numbers of the rollout: ${title}`, () =>
    inEditor(FLEET, async (editor) => {
      await editor.open('a.yaml', rolling(strategy));
      assert.equal(await editor.lenses('a.yaml'), [title]);
    }),
  );

lsp('shows the numbers over spec when no strategy is written', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', GOOD);
    assert.equal(await editor.lenses('a.yaml'), ['5: rolls 1 node at once, about 40 seconds a wave']);
  }),
);

lsp('takes the configuration of each folder, and a changed one at once', () =>
  inEditor({ 'x/daemonlint.yaml': 'fleet: {nodes: 20}\n', 'y/readme': '' }, async (editor) => {
    await editor.open('x/a.yaml', PERCENT);
    await editor.open('y/a.yaml', PERCENT);
    assert.match((await editor.lenses('x/a.yaml'))[0] ?? '', /rolls 2 of 20 nodes/);
    assert.match((await editor.lenses('y/a.yaml'))[0] ?? '', /rolls 10% of the nodes/);

    editor.project.write('x/daemonlint.yaml', 'fleet: {nodes: 40}\n');
    await editor.open('x/daemonlint.yaml', 'fleet: {nodes: 40}\n');
    await editor.notify('didSave', 'x/daemonlint.yaml');
    assert.match((await editor.lenses('x/a.yaml'))[0] ?? '', /rolls 4 of 40 nodes/);

    editor.project.write('y/daemonlint.yaml', 'fleet: {nodes: 50}\n');
    const changes = [{ uri: editor.uri('y/daemonlint.yaml'), type: 1 }];
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    assert.match((await editor.lenses('y/a.yaml'))[0] ?? '', /rolls 5 of 50 nodes/);
  }),
);

lsp('publishes again after the configuration has changed', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', WARNED);
    assert.equal(await editor.codes('a.yaml'), ['no-rollback-history']);
    editor.project.write('daemonlint.yaml', 'rules: {no-rollback-history: "off"}\n');
    await editor.notify('didSave', 'a.yaml');
    await editor.until(() => editor.published.length > 1);
    assert.equal(await editor.codes('a.yaml'), []);
    editor.project.write('daemonlint.yaml', 'ignore: [a.yaml]\npreset: strict\n');
    await editor.notify('didSave', 'a.yaml');
    await editor.until(() => editor.published.length > 2);
    assert.equal(await editor.codes('a.yaml'), []);
  }),
);

lsp('says once what is wrong with the configuration, and goes on without it', () =>
  inEditor({ 'daemonlint.yaml': 'presett: strict\n' }, async (editor) => {
    await editor.open('a.yaml', WARNED);
    await editor.open('b.yaml', WARNED.replaceAll('agent', 'other'));
    assert.equal(await editor.codes('a.yaml'), ['no-rollback-history']);
    assert.equal(await editor.codes('b.yaml'), ['no-rollback-history']);
    assert.equal(editor.messages, ['daemonlint: daemonlint.yaml:1:1: unknown key "presett"; did you mean "preset"?']);
  }),
);

lsp('ends with 0 after shutdown and exit, with 1 when the client is gone', () =>
  inProject({}, async (project) => {
    const polite = new Editor(project);
    await polite.start();
    assert.is(await polite.stop(), 0);
    polite.connection.dispose();
    const gone = new Editor(project);
    await gone.start();
    gone.input.destroy();
    assert.is(await gone.exitCode, 1);
    gone.connection.dispose();
  }),
);

lsp('shows what a manifest says as text, not as Markdown', () =>
  inEditor({}, async (editor) => {
    const image = '![x](https://evil.example/seen)';
    const strategy = `  updateStrategy: { type: "${image}" }\n  selector`;
    await editor.open(
      'a.yaml',
      GOOD.replace('  selector', strategy).replace('app: agent\n    spec', `"${image}": a\n    spec`),
    );
    for (const needle of ['updateStrategy', 'evil.example/seen)": a']) {
      const text = await editor.hover('a.yaml', needle, 2);
      assert.not.equal(text, '');
      assert.not.match(text, /\[x\]\(/);
    }
  }),
);

lsp('answers wrong parameters in words, and goes on', () =>
  inEditor({}, async (editor) => {
    await editor.open('a.yaml', GOOD);
    const textDocument = { uri: editor.uri('a.yaml') };
    const position = { line: 0, character: 0 };
    for (const [method, parameters, words] of [
      ['hover', null, 'by position'],
      ['hover', {}, 'textDocument has to be an object'],
      ['hover', { textDocument: { uri: 3 }, position }, 'textDocument.uri has to be a string'],
      ['hover', { textDocument, position: null }, 'position has to be an object'],
      ['hover', { textDocument, position: { line: -1, character: 0 } }, 'position.line has to be a number from 0'],
      ['codeLens', { textDocument: null }, 'textDocument has to be an object'],
      ['codeAction', { textDocument, range: null, context: null }, 'range has to be an object'],
      [
        'codeAction',
        { textDocument, range: { start: position, end: position }, context: {} },
        'context.diagnostics has',
      ],
    ] as const)
      try {
        await editor.connection.sendRequest(`textDocument/${method}`, parameters);
        assert.unreachable(words);
      } catch (error) {
        const message = error instanceof Error ? error.message : '';
        assert.match(message, words);
        assert.not.match(message, 'Cannot read');
      }
    assert.match((await editor.lenses('a.yaml'))[0] ?? '', /^5: /);
  }),
);

lsp('knows one transport', () =>
  inProject({}, async (project) => {
    assert.match((await project.run('lsp', '--help')).stdout, /^Usage: daemonlint lsp --stdio\n/);
    assert.equal(await project.run('lsp'), {
      code: 2,
      stdout: '',
      stderr: 'daemonlint: lsp needs --stdio (daemonlint lsp --help lists the options)\n',
    });
    for (const argument of ['--socket=9000', '--node-ipc', '--pipe=x', 'a.yaml'])
      assert.is((await project.run('lsp', '--stdio', argument)).code, 2);
  }),
);

lsp.run();
