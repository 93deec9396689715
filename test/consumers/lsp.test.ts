import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createProtocolConnection, InitializeRequest } from 'vscode-languageserver/node';
import { GOOD, inProject } from '../cli/project.ts';

const DAEMONLINT = resolve('dist/cli.js');
const NEOVIM = neovim();

const consumer = suite('lsp');
const inNeovim = (name: string, body: () => Promise<void>): void => {
  if (NEOVIM === undefined) consumer.skip(name, body);
  else consumer(name, body);
};

const strategy = (lines: string): string => GOOD.replace('spec:\n', `spec:\n  updateStrategy:\n${lines}`);

inNeovim('neovim shows diagnostics, hover and lens, and a fix makes the diagnostics go', () =>
  inProject(
    {
      'agent.yaml': strategy('    maxUnavailable: 10%\n'),
      'daemonlint.yaml': 'fleet:\n  nodes: 250\nrules:\n  fragile-budget: "off"\n',
    },
    ({ root }) => {
      const result = join(root, 'result.json');
      const { status, stderr } = spawnSync(
        NEOVIM ?? '',
        ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${resolve('test/consumers/neovim.lua')}`],
        {
          cwd: root,
          encoding: 'utf8',
          timeout: 60_000,
          env: {
            ...process.env,
            NODE: process.execPath,
            DAEMONLINT,
            MANIFEST: 'agent.yaml',
            RESULT: result,
            HOME: root,
          },
        },
      );
      assert.is(status, 0, stderr);
      const { hover, ...seen } = JSON.parse(readFileSync(result, 'utf8')) as { readonly hover: string };
      assert.equal(seen, {
        waited: true,
        before: ['7:5 unknown-field'],
        lens: 'the API server refuses this DaemonSet: nothing rolls out',
        title: 'Move maxUnavailable to spec.updateStrategy.rollingUpdate.maxUnavailable',
        gone: true,
        lensAfter: 'rolls 25 of 250 nodes at once, 10 waves, about 7 minutes',
      });
      assert.match(hover, /^\*\*spec\.updateStrategy\*\*\n/);
      assert.is(
        readFileSync(join(root, 'agent.yaml'), 'utf8'),
        strategy('    rollingUpdate:\n      maxUnavailable: 10%\n'),
      );
    },
  ),
);

consumer('the built program answers shutdown and ends when it is told to', async () => {
  const server = spawn(process.execPath, [DAEMONLINT, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(server, 'close');
  const connection = createProtocolConnection(server.stdout, server.stdin);
  connection.listen();
  const parameters = { processId: process.pid, rootUri: null, capabilities: {} };
  assert.is((await connection.sendRequest(InitializeRequest.type, parameters)).serverInfo?.name, 'daemonlint');
  await connection.sendNotification('initialized', {});
  assert.is(await connection.sendRequest('shutdown'), null);
  await connection.sendNotification('exit');
  assert.equal(await ended, [0, null]);
  connection.dispose();
});

/** Neovim as it is, or as apt has it. */
function neovim(): string | undefined {
  const isThere = (): boolean => spawnSync('nvim', ['--version']).status === 0;
  if (isThere()) return 'nvim';
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'neovim'];
  const [command = '', ...args] = process.getuid?.() === 0 ? install : ['sudo', '-n', ...install];
  spawnSync(command, args, { stdio: 'ignore', timeout: 300_000 });
  if (isThere()) return 'nvim';
  console.error('SKIPPED: neovim cannot be had here; the language server was not driven by an editor');
  return undefined;
}

consumer.run();
